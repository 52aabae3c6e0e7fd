import { z } from 'zod';
import { timeSchema } from './common.js';
import { named } from './named.js';

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}={0,2}$/, 'must be base64url')
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `must be ${bytes} bytes in base64url`);

export const newPushSubscription = named(
  'NewPushSubscription',
  z.strictObject({
    endpoint: z.url().max(2_000).describe('As the browser gives it: the address of its push service, a secret.'),
    keys: z.strictObject({
      p256dh: base64url(65).describe('Public key of the browser (P-256, uncompressed).'),
      auth: base64url(16).describe('Its authentication secret.'),
    }),
    vapidKey: base64url(65).describe('The public key that the browser was subscribed to: `push.publicKey` of the session.'),
    label: z.string().trim().min(1).max(80).describe('What its owner knows the device by.'),
  }),
);

export const pushDevice = named(
  'PushDevice',
  z.strictObject({
    id: z.string(),
    label: z.string(),
    createdAt: timeSchema,
    takenAt: timeSchema.nullable().describe('When its push service last took a message; null: never yet.'),
  }),
);
export const pushDevices = z.strictObject({ items: z.array(pushDevice), nextCursor: z.null() });
export const pushParams = z.strictObject({ id: z.string().regex(/^psh_[0-9a-z]{26}$/) });
