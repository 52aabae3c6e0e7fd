import { createECDH } from 'node:crypto';

const CURVE = 'prime256v1';

/** Who sends, towards push services (RFC 8292). Keys in base64url. */
export interface Vapid {
  publicKey: string;
  privateKey: string;
  /** Whom a push service writes to about misbehaviour: `mailto:` or `https:`. */
  subject: string;
}

/** A new private key (P-256, 32 bytes, base64url). Browsers are subscribed to its public key, so that it has to stay. */
export function newVapidPrivateKey(): string {
  const ecdh = createECDH(CURVE);
  ecdh.generateKeys();
  // A number with leading zeros comes shorter.
  return Buffer.concat([Buffer.alloc(32), ecdh.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
}

/** Throws for what is no private key of the curve. */
export function vapidOf(privateKey: string, subject: string): Vapid {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return { privateKey, publicKey: ecdh.getPublicKey().toString('base64url'), subject };
}

/** Apple's service refuses what names this machine; where the public address says nothing, nobody is named. */
export function vapidSubject(configured: string | null, publicUrl: string): string {
  if (configured !== null) return configured;
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' && hostname.includes('.') ? publicUrl : 'mailto:nobody@example.com';
}

/** Whether it is a point of the curve in the form that browsers give (65 bytes, uncompressed, base64url). */
export function isPublicKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  try {
    const own = createECDH(CURVE);
    own.generateKeys();
    own.computeSecret(bytes);
    return true;
  } catch {
    return false;
  }
}
