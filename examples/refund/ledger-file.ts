import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RefundArgs } from './refund-args.js';

export type Entry = RefundArgs & { permitId: string; requestId: string };

/**
 * The payment system of this example: a file, one line per refund. A permit buys one line: a second call with the same permit finds the first's,
 * even in another process, because the line is claimed by a file of the permit's name before it is written.
 */
export async function appendOnce(file: string, entry: Entry): Promise<{ written: boolean }> {
  await mkdir(`${file}.permits`, { recursive: true });
  try {
    // `wx` fails where the file is: only one caller ever gets past this line.
    await (await open(`${file}.permits/${encodeURIComponent(entry.permitId)}`, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { written: false };
  }
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a');
  try {
    await handle.appendFile(`${JSON.stringify(entry)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { written: true };
}

export async function readLedger(file: string): Promise<Entry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Entry]));
}
