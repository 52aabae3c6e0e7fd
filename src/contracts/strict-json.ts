import type { Json, JsonObject } from './json.js';
import { survivesAsDouble } from './json-number.js';

/** Deeper nesting serves nobody and costs every reader a stack. */
const MAX_DEPTH = 64;

export interface JsonProblem {
  code: 'malformed_json' | 'duplicate_key' | 'inexact_number' | 'too_deep' | 'forbidden_character' | 'forbidden_key';
  message: string;
  /** JSON pointer (RFC 6901) of the value at fault; empty for the whole document. */
  pointer: string;
}
export type StrictJson = { ok: true; value: Json } | { ok: false; problem: JsonProblem };

class Fault extends Error {
  constructor(readonly problem: JsonProblem) {
    super(problem.message);
  }
}

export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- RFC 8259 refuses exactly these inside strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;

class Reader {
  private at = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) throw this.unexpected();
    return value;
  }

  private value(): Json {
    this.space();
    const start = this.text[this.at];
    if (start === '{') return this.nested(() => this.object());
    if (start === '[') return this.nested(() => this.array());
    if (start === '"') return this.string();
    for (const [word, meaning] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return meaning;
      }
    }
    return this.number();
  }

  private nested<T>(read: () => T): T {
    if (this.path.length >= MAX_DEPTH) throw this.fault('too_deep', `nested more than ${MAX_DEPTH} levels deep`);
    this.at += 1;
    return read();
  }

  private object(): JsonObject {
    const result: JsonObject = {};
    this.space();
    if (this.take('}')) return result;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected();
      const key = this.string();
      this.path.push(key);
      // It would set the prototype in careless code further on, and some of it would silently drop it: then what runs is not what was sent.
      if (key === '__proto__') throw this.fault('forbidden_key', 'a key may not be named "__proto__"');
      if (Object.hasOwn(result, key))
        throw this.fault('duplicate_key', 'the same key twice in one object; readers would disagree which one holds');
      this.space();
      this.expect(':');
      result[key] = this.value();
      this.path.pop();
      this.space();
    } while (this.take(','));
    this.expect('}');
    return result;
  }

  private array(): Json[] {
    const result: Json[] = [];
    this.space();
    if (this.take(']')) return result;
    do {
      this.path.push(result.length);
      result.push(this.value());
      this.path.pop();
      this.space();
    } while (this.take(','));
    this.expect(']');
    return result;
  }

  private number(): number {
    const text = this.match(NUMBER);
    if (text === '') throw this.unexpected();
    if (!survivesAsDouble(text)) {
      throw this.fault('inexact_number', 'a number that an IEEE double cannot hold exactly; send it as a string');
    }
    return Number(text);
  }

  private string(): string {
    this.at += 1;
    let result = '';
    for (;;) {
      result += this.match(PLAIN);
      const next = this.text[this.at];
      if (next === '"') break;
      if (next !== '\\') throw this.unexpected();
      result += this.escape();
    }
    this.at += 1;
    // PostgreSQL stores no NUL, and a lone surrogate has no UTF-8 form: neither could be shown or digested as it was sent.
    if (!result.isWellFormed() || result.includes('\0')) {
      throw this.fault('forbidden_character', 'a string holds a NUL or half of a surrogate pair, which cannot be stored');
    }
    return result;
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? '';
    if (letter === 'u') {
      const hex = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.unexpected();
      this.at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const meaning = ESCAPES[letter];
    if (meaning === undefined) throw this.unexpected();
    this.at += 2;
    return meaning;
  }

  private space(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0] ?? '';
    this.at += text.length;
    return text;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) throw this.unexpected();
  }

  private unexpected(): Fault {
    const before = this.text.slice(0, this.at).split('\n');
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    return this.fault('malformed_json', this.at >= this.text.length ? `the JSON ends too early (${where})` : `no JSON from ${where} on`);
  }

  private fault(code: JsonProblem['code'], message: string): Fault {
    // Sixty-four steps of a path would explain nothing.
    return new Fault({ code, message, pointer: code === 'too_deep' ? '' : pointerOf(this.path) });
  }
}

/**
 * Reads RFC 8259 JSON and refuses what readers would understand differently (RFC 7493, I-JSON): a key twice, a number that changes in a
 * double, half a surrogate pair; so that what was sent, shown, digested and run are the same. Problems never quote values.
 */
export function parseStrictJson(text: string): StrictJson {
  try {
    return { ok: true, value: new Reader(text).document() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.problem };
    throw error;
  }
}
