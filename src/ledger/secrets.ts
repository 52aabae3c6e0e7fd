import { randomBytes } from 'node:crypto';
import { sha256Hex } from './digest.js';

/** 256 random bits, in 43 characters that are safe in URLs, headers and cookies. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What the ledger keeps of a key, link or session. The secrets hold 256 random bits, so that a fast hash is enough; and looking one up by its
 * hash takes no time that depends on the secret.
 */
export function hashSecret(secret: string): string {
  return sha256Hex(secret);
}
