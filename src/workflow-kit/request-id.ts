import { uuid4 } from '@temporalio/workflow';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The request id that belongs to a key, the same in every run: 26 characters of base 32 from a 128-bit mixing hash (the sandbox has no
 * cryptography). Keys come from a deployment's own code; two keys that met in one id would be told apart by their bodies and refused.
 */
export function requestIdOfKey(key: string): string {
  return format(mix(key));
}

/** A new id for a request without a key; deterministic under replay. */
export function newRequestId(): string {
  const hex = uuid4().replaceAll('-', '');
  return format([0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16)));
}

/** MurmurHash3-style mixing into four 32-bit words. */
function mix(text: string): number[] {
  const words = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x93c467e3];
  for (let i = 0; i < text.length; i += 1) {
    for (const [index, word] of words.entries()) {
      const next = Math.imul(word ^ text.charCodeAt(i), [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1][index] ?? 1);
      words[index] = (next ^ (next >>> 13) ^ (words[(index + 1) % 4] ?? 0)) >>> 0;
    }
  }
  return words.map((word) => {
    const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
    return (twice ^ (twice >>> 16)) >>> 0;
  });
}

function format(words: readonly number[]): string {
  let value = words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  let id = '';
  for (let i = 0; i < 26; i += 1) {
    id = (ALPHABET[Number(value & 31n)] ?? '0') + id;
    value >>= 5n;
  }
  return `req_${id}`;
}
