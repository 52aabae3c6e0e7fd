import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseStrictJson } from '../contracts/strict-json.js';
import type { Json, JsonObject } from '../contracts/json.js';
import { badInput } from './failure.js';
import { readAll, type Io } from './io.js';

/** The service takes bodies up to 256 KiB; a file that is far larger is the wrong file. */
const LARGEST_FILE = 1_048_576;

/** A flag's text: `@file` names a file, `-` is standard input, anything else is the text itself. */
export async function textOf(io: Pick<Io, 'stdin' | 'cwd'>, flag: string, given: string): Promise<string> {
  if (given === '-') {
    try {
      return await readAll(io.stdin, LARGEST_FILE);
    } catch (error) {
      throw badInput(`${flag}: ${(error as Error).message}`);
    }
  }
  return given.startsWith('@') ? readTextFile(io, flag, given.slice(1)) : given;
}

export async function readTextFile(io: Pick<Io, 'cwd'>, flag: string, file: string): Promise<string> {
  try {
    const bytes = await readFile(resolve(io.cwd, file));
    if (bytes.length > LARGEST_FILE) throw badInput(`${flag}: ${file} has ${bytes.length} bytes; ${LARGEST_FILE} are the most`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw badInput(`${flag}: ${file} is not UTF-8 text`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'bad_input') throw error;
    throw badInput(`${flag}: cannot read ${file} (${code ?? 'unknown error'})`);
  }
}

/** Reads JSON as strictly as the service does: what would change on the way (a key twice, a number too exact) is refused here already. */
export function parseJson(flag: string, text: string): Json {
  const parsed = parseStrictJson(text);
  if (parsed.ok) return parsed.value;
  const { pointer, message } = parsed.problem;
  throw badInput(`${flag}: ${message}${pointer === '' ? '' : ` (at ${pointer})`}`);
}

export function parseObject(flag: string, text: string): JsonObject {
  const value = parseJson(flag, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badInput(`${flag}: give a JSON object`);
  return value;
}
