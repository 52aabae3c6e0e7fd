import { z } from 'zod';
import { permissionSchema, roleSchema } from './principal.js';

/** Who is signed in with this browser, and what its pages need to know once. Times are RFC 3339, UTC. */
export const sessionViewSchema = z.strictObject({
  person: z.strictObject({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    permissions: z.array(permissionSchema),
  }),
  /** Sent back as `x-countersign-csrf` with everything that changes something. */
  csrf: z.string(),
  signedInAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Until then this sign-in is recent enough for high and critical risk; a moment of the past where it is not any more. */
  stepUpUntil: z.iso.datetime(),
  temporalUrl: z.string().nullable(),
  publicUrl: z.string(),
  version: z.string(),
  push: z.strictObject({ publicKey: z.string() }).nullable(),
  now: z.iso.datetime(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** What signing out leaves to do: where the sign-in came from a provider that can be signed out of, its address for that; null: nothing. */
export const signedOutSchema = z.strictObject({ providerUrl: z.string().nullable() });
export type SignedOut = z.infer<typeof signedOutSchema>;
