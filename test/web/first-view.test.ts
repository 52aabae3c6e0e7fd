import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('../../dist/web-server/server.js', import.meta.url));

test('what draws the first view keeps no process alive', async () => {
  const loading = `console.log(typeof (await import(${JSON.stringify(SCRIPT)})).draw)`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', loading], { timeout: 30_000 });
  expect(stdout.trim()).toBe('function');
});
