import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import * as clack from '@clack/prompts';
import { badInput } from './failure.js';
import type { Ask } from './io.js';

/** Asks on a terminal, until the signal takes an open question away. `editor` is a command line, as in `$VISUAL` and `$EDITOR`. */
export function askTerminal(input: Readable, output: Writable, editor: string | undefined, signal: AbortSignal): Ask {
  const common = { input, output, signal, withGuide: false };
  const answer = <T>(value: T): Exclude<T, symbol> | null => (clack.isCancel(value) ? null : (value as Exclude<T, symbol>));
  return {
    confirm: async (message) => answer(await clack.confirm({ ...common, message, initialValue: false })),
    text: async (message, { initial, required }) => {
      const validate = (text: string | undefined) =>
        required && !text?.trim() ? 'Please write something, or press Escape to go back.' : undefined;
      const value = answer(await clack.text({ ...common, message, validate, ...(initial === undefined ? {} : { initialValue: initial }) }));
      return value === null ? null : (value ?? '');
    },
    key: async (message, options) =>
      answer(await clack.selectKey({ ...common, message, options: options.map(({ key, label }) => ({ value: key, label })) })),
    edit: (text, extension) => editText(text, extension, editor),
  };
}

/** The file is in a folder of its own that only this user can enter: arguments can be confidential. */
async function editText(text: string, extension: string, editor: string | undefined): Promise<string | null> {
  const command = editor ?? 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  try {
    const file = join(folder, `edit.${extension}`);
    await writeFile(file, text, { mode: 0o600 });
    // Editors are given as command lines ("code --wait"), and the shell is what splits them; the file's name is ours.
    const child = spawn('/bin/sh', ['-c', `${command} "$1"`, 'sh', file], { stdio: 'inherit' });
    const code = await new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('exit', done);
    });
    if (code !== 0)
      throw badInput(`the editor (${command}) ended with ${code ?? 'a signal'}; nothing was sent`, 'Set EDITOR, or give --args.');
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
