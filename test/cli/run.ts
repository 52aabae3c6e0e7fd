import { Readable, Writable } from 'node:stream';
import type { Io } from '../../src/cli/io.js';
import { runCli } from '../../src/cli/run-cli.js';

export interface Ran {
  code: number;
  out: string;
  err: string;
  /** Every question that was put to the person. */
  asked: string[];
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string;
  /** Somebody sits in front and gives these answers, in this order; null is Escape. A function edits the text that it is handed. */
  answers?: readonly (string | boolean | null | ((text: string) => string))[];
  signal?: AbortSignal;
  /** Sees each piece of output as it is written. */
  onOutput?: (text: string) => void;
}

/** Runs one command line in this process. A question without a prepared answer fails the test. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const asked: string[] = [];
  const answers = [...(options.answers ?? [])];
  const next = (question: string) => {
    asked.push(question);
    if (answers.length === 0) throw new Error(`nobody prepared an answer to: ${question}`);
    return answers.shift() ?? null;
  };
  /** A prompt other than the editor starts from nothing. */
  const plain = (question: string) => {
    const answer = next(question);
    return typeof answer === 'function' ? answer('') : answer;
  };
  const sink = (take: (text: string) => void) =>
    new Writable({
      write(chunk: Buffer | string, _encoding, done) {
        take(String(chunk));
        done();
      },
    });
  const io: Io = {
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout: sink((text) => {
      out += text;
      options.onOutput?.(text);
    }),
    stderr: sink((text) => (err += text)),
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    interactive: options.answers !== undefined,
    colour: false,
    columns: () => 140,
    signal: options.signal ?? new AbortController().signal,
    ask: {
      confirm: (message) => Promise.resolve(plain(message) as boolean | null),
      text: (message) => Promise.resolve(plain(message) as string | null),
      key: (message, keys) => {
        const answer = plain(message) as string | null;
        if (answer !== null && !keys.some(({ key }) => key === answer))
          throw new Error(`no key ${answer} among ${keys.map(({ key }) => key).join('')}`);
        return Promise.resolve(answer);
      },
      edit: (text) => {
        const answer = next('edit');
        return Promise.resolve(typeof answer === 'function' ? answer(text) : (answer as string | null));
      },
    },
    openInBrowser: (url) => {
      asked.push(`open ${url}`);
      return Promise.resolve(true);
    },
    nowMs: () => Date.parse('2026-01-31T10:00:00Z'),
  };
  const code = await runCli(argv, io, '0.0.0-test');
  return { code, out, err, asked };
}
