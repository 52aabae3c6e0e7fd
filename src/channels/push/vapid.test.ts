import { expect, it } from '@jest/globals';
import { isPublicKey, newVapidPrivateKey, vapidOf, vapidSubject } from './vapid.js';

it('a new key has a public one that browsers take', () => {
  const key = newVapidPrivateKey();
  expect(key).toMatch(/^[\w-]{43}$/);
  expect(isPublicKey(vapidOf(key, 'mailto:a@example.com').publicKey)).toBe(true);
});

it('what is no point of the curve is no public key', () => {
  const good = Buffer.from(vapidOf(newVapidPrivateKey(), '').publicKey, 'base64url');
  const bent = Buffer.from(good);
  bent[40] = (bent[40] ?? 0) ^ 1;
  expect([good.subarray(0, 64), bent, Buffer.alloc(65, 4)].map((bytes) => isPublicKey(bytes.toString('base64url')))).toEqual([
    false,
    false,
    false,
  ]);
});

it.each([
  [null, 'https://approvals.example.com', 'https://approvals.example.com'],
  [null, 'http://localhost:3400', 'mailto:nobody@example.com'],
  [null, 'https://localhost', 'mailto:nobody@example.com'],
  ['mailto:ops@example.com', 'https://approvals.example.com', 'mailto:ops@example.com'],
])('the contact is what was configured, or the public address where it says something (%s, %s)', (configured, url, subject) => {
  expect(vapidSubject(configured, url)).toBe(subject);
});
