import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A project of somebody else, with nothing in it but the client as npm packs it. */
export interface Project {
  dir: string;
  write(name: string, text: string): void;
  /** Runs a script; aborting the signal kills it (-9). */
  run(name: string, env: Record<string, string>, kill?: AbortSignal): Promise<Ended>;
  remove(): void;
}

export interface Ended {
  /** null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/**
 * Packs the client and installs it, and zod, without the network: what is installed is what users get. It is built aside: the folder in the clone
 * may be in use by other tests.
 */
export function installPacked(): Project {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-packed-'));
  const npm = (args: string[], cwd: string) => execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const aside = join(dir, 'client');
  mkdirSync(aside);
  for (const file of ['package.json', 'README.md']) cpSync(join(ROOT, 'client', file), join(aside, file));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'client/tsconfig.build.json'), '--outDir', join(aside, 'dist')], {
    encoding: 'utf8',
  });
  npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', dir], aside);
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'somebody-elses', private: true, type: 'module' }));
  const tarball = readdirSync(dir).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz';
  npm(['install', '--offline', '--no-audit', '--no-fund', '--install-links', `./${tarball}`, join(ROOT, 'node_modules/zod')], dir);
  return {
    dir,
    write: (name, text) => writeFileSync(join(dir, name), text),
    run: async (name, env, kill) => {
      const child = spawn(process.execPath, [name], {
        cwd: dir,
        env: { PATH: process.env['PATH'], ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
      return { code, signal, out, err };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** What the compiler says about these files of the project; nothing where all is well. */
export function typeCheck(project: Project, ...files: string[]): string {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2024'];
  try {
    execFileSync(process.execPath, [tsc, ...flags, ...types, ...files], { cwd: project.dir, encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
