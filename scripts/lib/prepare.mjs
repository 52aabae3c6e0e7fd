// What must be there before anything of the project runs: the right Node, the packages of the lock, and a build of the sources as they are.
// Plain JavaScript on Node's own modules: nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const INPUTS = [
  'src',
  'temporal',
  'client/src',
  'client/package.json',
  'client/tsconfig.build.json',
  'examples',
  'bench',
  'web',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

/** Ends the program with one line on stderr. */
export function fail(line) {
  console.error(line);
  process.exit(1);
}

export function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '').split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < wanted[0] || (major === wanted[0] && minor < (wanted[1] ?? 0))) {
    fail(`Node ${process.versions.node} is too old: Countersign needs Node ${wanted.join('.')} or newer (https://nodejs.org).`);
  }
}

/** Installs the packages if there are none, or if the lock has changed since they were installed. */
export function installPackages() {
  const modules = join(root, 'node_modules');
  const stampFile = join(modules, '.countersign-installed');
  const stamp = hashOf([readFileSync(join(root, 'package-lock.json')), process.platform, process.arch]);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const fresh = !existsSync(modules);
  console.log(
    fresh ? 'Installing the packages (first start only, about a minute) …' : 'The package lock has changed: updating the packages …',
  );
  // `npm ci` is exact, but refuses a lock that lacks the optional packages of some platform; then `npm install` brings the locked versions too,
  // and, like `npm ci`, leaves the lock as it is. Over packages that are there only `npm install` goes: `npm ci` would remove them first.
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  const ok = (fresh && run('npm', ['ci', ...flags], { stdio: 'ignore' })) || run('npm', ['install', '--no-save', ...flags]);
  if (!ok) fail('The packages could not be installed: see the lines of npm above (no network? a full disk?).');
  writeFileSync(stampFile, stamp);
}

/** Compiles the sources to dist/, the dashboard to dist/web and dist/web-server, unless it holds them as they are. */
export function build() {
  const stampFile = join(root, 'dist', '.countersign-built');
  const stamp = hashOf(INPUTS.flatMap((path) => listing(join(root, path))));
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  console.log('Building …');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // The client first: it is a package of its own, which the examples use as their users do.
  for (const project of ['client/tsconfig.build.json', 'tsconfig.build.json']) {
    if (!run(process.execPath, [tsc, '-p', project])) fail('The build failed: see the lines of the compiler above.');
  }
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const config of ['web/vite.config.ts', 'web/vite.server.config.ts']) {
    if (!run(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn']))
      fail('The dashboard could not be built: see the lines above.');
  }
  const bundler = join(root, 'dist', 'src', 'workers', 'bundle-main.js');
  if (existsSync(bundler)) bundle(bundler);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** The bundler lists every module; that is of interest only where it fails. */
function bundle(bundler) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundler], { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`${stdout}${stderr}\nThe workflows could not be bundled: see the lines above.`);
}

/** True if the command ended well; its output is this program's unless told otherwise, its input nobody's. */
export function run(command, args, { env = process.env, stdio = ['ignore', 'inherit', 'inherit'] } = {}) {
  const { status } = spawnSync(command, args, { cwd: root, env, stdio });
  return status === 0;
}

/** A line per file: a file that was touched, added or removed changes the listing. */
function listing(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [`${path} ${stat.size} ${stat.mtimeMs}`];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listing(join(path, name)));
}

function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\n');
  return hash.digest('hex');
}
