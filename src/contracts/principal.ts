import { z } from 'zod';
import { nameSchema, personIdSchema } from './ids.js';

/** Who stands behind a call, after authentication. A channel or a session always yields a person; a key yields what it was made for. */
export const principalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('admin'), keyId: z.string() }),
  /** `owner` never approves what the agent asks for. */
  z.strictObject({ kind: z.literal('agent'), keyId: z.string(), agent: nameSchema, owner: personIdSchema.nullable() }),
  z.strictObject({ kind: z.literal('person'), personId: personIdSchema }),
]);
export type Principal = z.infer<typeof principalSchema>;

/**
 * What a person may do beyond being asked: `override` settles without the asked people, `assign` gives somebody's place in a request to somebody
 * else, `pause` uses the kill switch, `admin` administers.
 */
export const permissionSchema = z.enum(['override', 'assign', 'pause', 'admin']);
export type Permission = z.infer<typeof permissionSchema>;

/**
 * What a person is here. A viewer reads everything and decides nothing; a manager is whoever holds the permission `admin`; everybody else is a
 * reviewer, who decides where a policy asks.
 */
export const roleSchema = z.enum(['viewer', 'reviewer', 'manager']);
export type Role = z.infer<typeof roleSchema>;

/** One account of a person on one channel: Slack team and user id, an e-mail address, an OIDC issuer and subject. */
export const identitySchema = z.strictObject({
  channel: z.enum(['slack', 'email', 'teams', 'discord', 'sms', 'oidc']),
  /** The space that makes the subject unique: Slack team id, OIDC issuer; empty for e-mail and phone numbers. */
  tenant: z.string().max(200),
  subject: z.string().min(1).max(320),
});
export type Identity = z.infer<typeof identitySchema>;
