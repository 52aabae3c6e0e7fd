import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../support/until.js';

export interface WorkerProcesses {
  /** The worker as it runs in production, in a process of its own, with the effects of registry.ts; `hang`: each effect begins and never ends. */
  start(hang: boolean): Promise<ChildProcess>;
  /** What the effects wrote down, in order: `execute <request> <idempotency key> <fence>`, `reconcile <request>`. */
  lines(): string[];
  /** As a power cut would. Resolves when they are gone. */
  killAll(): Promise<void>;
}

/** Workers of one test, for the deployment of this environment. */
export function workerProcesses(env: () => Record<string, string>): WorkerProcesses {
  const journal = join(mkdtempSync(join(tmpdir(), 'countersign-faults-')), 'journal');
  writeFileSync(journal, '');
  const workers: ChildProcess[] = [];
  return {
    async start(hang) {
      const worker = spawn(process.execPath, ['--import', './test/support/ts-loader.mjs', 'src/cli/main.ts', 'up', '--role', 'worker'], {
        env: {
          ...process.env,
          ...env(),
          NODE_OPTIONS: '',
          COUNTERSIGN_REGISTRY: resolve('test/faults/registry.ts'),
          TEST_JOURNAL: journal,
          TEST_HANG: hang ? 'yes' : 'no',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      workers.push(worker);
      let output = '';
      worker.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      worker.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await until(() => {
        if (worker.exitCode !== null) throw new Error(`the worker ended: ${output}`);
        return output.includes('Ready');
      }, 60_000);
      return worker;
    },
    lines: () => readFileSync(journal, 'utf8').trim().split('\n'),
    async killAll() {
      await Promise.all(
        workers.splice(0).map(
          (worker) =>
            new Promise<void>((done) => {
              if (worker.exitCode !== null || worker.signalCode !== null) return done();
              worker.once('exit', () => done());
              worker.kill('SIGKILL');
            }),
        ),
      );
    },
  };
}
