import type { Readable, Writable } from 'node:stream';

/** The outside of the command, so that tests run it without a process. */
export interface Io {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  env: Readonly<Record<string, string | undefined>>;
  /** Directory that relative paths start from. */
  cwd: string;
  /** Whether a person sits in front: prompts are possible. */
  interactive: boolean;
  /** Whether the output may have colours. */
  colour: boolean;
  /** Columns of the terminal; 100 where there is none. */
  columns: () => number;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  ask: Ask;
  /** Shows an address in the person's browser; false where there is none. */
  openInBrowser: (url: string) => Promise<boolean>;
  nowMs: () => number;
}

/** Questions to the person in front. Each answers null when the person gives up (Escape, Ctrl-C). */
export interface Ask {
  /** No is the default: Enter alone changes nothing. */
  confirm: (message: string) => Promise<boolean | null>;
  text: (message: string, options: { initial?: string | undefined; required: boolean }) => Promise<string | null>;
  /** One key press out of these. */
  key: (message: string, options: readonly { key: string; label: string }[]) => Promise<string | null>;
  /** Opens the person's editor on a text and gives back what was saved. */
  edit: (text: string, extension: string) => Promise<string | null>;
}

/** All of standard input as text, at most `maxBytes`. */
export async function readAll(stream: Readable, maxBytes = 1_048_576): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    size += bytes.length;
    if (size > maxBytes) throw new RangeError(`standard input: more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
