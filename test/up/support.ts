import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../src/processes/poll.js';
import { freePort } from '../../src/processes/ports.js';
import { recordedProcess } from '../../src/processes/pid-file.js';
import { stopProcess } from '../../src/processes/stop-process.js';

const root = join(import.meta.dirname, '..', '..');
const main = join(root, 'dist', 'src', 'cli', 'main.js');

/** How long a start may take on a busy machine before the test gives up; an idle one needs two seconds. */
const READY_WITHIN_MS = 90_000;

export interface Place {
  readonly dataDir: string;
  readonly env: Record<string, string>;
  /** `temporal` and `postgres`: pid of the recorded server, null if none lives. */
  serverPid(name: 'temporal' | 'postgres'): number | null;
  /** Ends what is left, and removes the folder. */
  clear(): Promise<void>;
}

/** A data folder with ports of its own, so that several places live side by side. */
export async function newPlace(more: Record<string, string> = {}): Promise<Place> {
  if (!existsSync(main)) throw new Error(`${main} is missing: these tests start the built command; run \`npm run build\`, or \`npm test\``);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-up-'));
  // Root's PostgreSQL runs as another user, who must be able to enter; the other case is shown in embedded-postgres.test.ts.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...(process.env['TEMPORAL_CLI'] ? { TEMPORAL_CLI: process.env['TEMPORAL_CLI'] } : {}),
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_PORT: String(await freePort()),
    COUNTERSIGN_POSTGRES_PORT: String(await freePort()),
    COUNTERSIGN_TEMPORAL_PORT: String(await freePort()),
    COUNTERSIGN_TEMPORAL_UI_PORT: String(await freePort()),
    ...more,
  };
  const server = (name: string) => recordedProcess(join(dataDir, `${name}.pid`));
  return {
    dataDir,
    env,
    serverPid: (name) => server(name)?.pid ?? null,
    async clear() {
      for (const name of ['temporal', 'postgres']) {
        const left = server(name);
        // A failed test left it behind; its data goes too.
        if (left) await stopProcess(left, { signal: 'SIGQUIT', graceMs: 5000 });
      }
      await rm(join(dataDir, '..'), { recursive: true, force: true });
    },
  };
}

export interface Up {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves once it says that it is ready; rejects with its output if it ends first. */
  ready(): Promise<void>;
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function startUp(env: Record<string, string>, args: readonly string[] = []): Up {
  const child = spawn(process.execPath, [main, 'up', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let end: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve((end = { code, signal })));
  });
  return {
    child,
    output: () => text,
    ended: () => ended,
    async ready() {
      const state = await poll(() => (/\bis ready\b|^Ready: /m.test(text) ? 'ready' : end ? 'ended' : undefined), {
        everyMs: 50,
        withinMs: READY_WITHIN_MS,
      });
      if (state !== 'ready') throw new Error(`not ready (${state ?? 'took too long'}):\n${text}`);
    },
  };
}

/** `cli.json` of the place, with the keys of its first start. */
export async function credentialsOf(place: Place): Promise<{ url: string; personKey: string; adminKey: string }> {
  return JSON.parse(await readFile(join(place.dataDir, 'cli.json'), 'utf8')) as { url: string; personKey: string; adminKey: string };
}
