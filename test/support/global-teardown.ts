import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Stops what this run's global setup started; servers that the environment named stay up. */
export default function globalTeardown(): Promise<void> {
  const folder = process.env['COUNTERSIGN_TEST_FOLDER'];
  if (folder) {
    execFileSync(process.execPath, [
      '--import',
      './test/support/ts-loader.mjs',
      join('test', 'support', 'start-servers.ts'),
      'stop',
      folder,
    ]);
  }
  return Promise.resolve();
}
