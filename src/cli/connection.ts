import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Countersign } from '../../client/src/countersign.js';
import { badInput } from './failure.js';
import type { Io } from './io.js';

/** `cli.json` in the data folder: written by the first start, readable by its owner only. */
const credentialsSchema = z.object({ url: z.string(), personKey: z.string(), adminKey: z.string().optional() });
type Credentials = z.infer<typeof credentialsSchema>;

export interface GlobalOptions {
  url?: string;
  key?: string;
  json?: boolean;
}

/** Which of the two keys of `cli.json` a command acts with: a person decides, an administrator administers. */
export type Role = 'person' | 'admin';

/** The service to talk to: flags come first, then the environment, then `cli.json` of the data folder. */
export function connect(io: Pick<Io, 'env' | 'cwd'>, options: GlobalOptions, role: Role): Countersign {
  const url = options.url ?? given(io.env['COUNTERSIGN_URL']);
  const apiKey = options.key ?? given(io.env['COUNTERSIGN_KEY']);
  const stored = url === undefined || apiKey === undefined ? readCredentials(io) : null;
  // A stored key belongs to the stored service: another one must not see it.
  const sameService = stored !== null && (url === undefined || origin(url) === origin(stored.url));
  const storedKey = sameService ? (role === 'admin' ? (stored.adminKey ?? stored.personKey) : stored.personKey) : undefined;
  const key = apiKey ?? storedKey;
  if (key === undefined) {
    throw badInput('no key: give --key, set COUNTERSIGN_KEY, or run in the folder where the service was started');
  }
  const base = url ?? stored?.url ?? 'http://localhost:3400';
  if (!URL.canParse(base)) throw badInput(`--url: ${JSON.stringify(base)} is no address such as http://localhost:3400`);
  return new Countersign({
    url: base,
    apiKey: key,
    // A person who waits wants to know within a second that nothing is there; scripts repeat the command by its exit code.
    retries: 2,
    // The record then says where a decision was made.
    headers: { 'x-countersign-channel': 'cli' },
  });
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function origin(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  // The start writes 127.0.0.1, people type localhost: the same machine, and nobody else's.
  if (parsed.hostname === 'localhost' || parsed.hostname === '[::1]') parsed.hostname = '127.0.0.1';
  return parsed.origin;
}

function readCredentials({ env, cwd }: Pick<Io, 'env' | 'cwd'>): Credentials | null {
  const file = join(resolve(cwd, given(env['COUNTERSIGN_DATA_DIR']) ?? '.countersign'), 'cli.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw badInput(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
  const parsed = credentialsSchema.safeParse(parseJson(text));
  if (!parsed.success) throw badInput(`${file}: is not what "countersign up" writes; remove it and start the service again`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
