import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

function timeOf(nowMs: number): string {
  let time = '';
  let rest = nowMs;
  for (let i = 0; i < 10; i += 1) {
    time = (ALPHABET[rest % 32] ?? '0') + time;
    rest = Math.floor(rest / 32);
  }
  return time;
}

/** Lower than every id made at that moment or later, and higher than those made before. */
export function idBound(prefix: string, atMs: number): string {
  return `${prefix}_${timeOf(Math.min(2 ** 48 - 1, Math.max(0, atMs)))}${'0'.repeat(16)}`;
}

/** `prefix_` and 26 characters of Crockford's base 32: 48 bits of time (sorts by creation), 80 random bits (cannot be guessed). */
export function newId(prefix: string, nowMs: number = Date.now()): string {
  const random = [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join('');
  return `${prefix}_${timeOf(nowMs)}${random}`;
}
