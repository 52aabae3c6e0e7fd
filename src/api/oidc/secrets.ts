import { createHmac } from 'node:crypto';
import type { Secrets } from './provider.js';

/**
 * The nonce and the PKCE verifier of one way to the provider, made from what only this browser holds: the ledger keeps neither, so that whoever reads it can
 * finish nobody's sign-in.
 */
export function secretsOf(browser: string, state: string): Secrets {
  const derive = (use: string) => createHmac('sha256', browser).update(`${use} ${state}`).digest('base64url');
  return { state, nonce: derive('nonce'), verifier: derive('verifier') };
}
