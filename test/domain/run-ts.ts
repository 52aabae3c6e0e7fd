import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Runs a TypeScript program of this repository in plain Node, from the sources. */
export function runTs(file: string, args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const loader = join(ROOT, 'test/support/ts-loader.mjs');
  // Not the runner's own options: they are for its sandbox.
  const env = { ...process.env, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', loader, join(ROOT, file), ...args],
      { cwd: ROOT, env, maxBuffer: 16 * 1024 * 1024 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code) || 1, out, err }),
    );
  });
}
