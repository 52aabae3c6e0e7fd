import { createDecipheriv, hkdfSync, type ECDH } from 'node:crypto';

const HEADER = 16 + 4 + 1;
const TAG = 16;

/** Opens one push message as a browser does (RFC 8291 over RFC 8188, one record). Written for the test alone: it shares no code with what encrypts. */
export function decrypt(body: Buffer, ecdh: ECDH, auth: Buffer): Buffer {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(HEADER, HEADER + idLength);
  const record = body.subarray(HEADER + idLength);
  if (idLength !== 65) throw new Error('the key id is no public key of P-256');
  if (recordSize < 18 || record.length > recordSize) throw new Error('more than one record');
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
  const ikm = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, keyInfo, 32));
  const key = Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16));
  const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-TAG));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -TAG)), decipher.final()]);
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('the last record has no end');
  return plain.subarray(0, end);
}
