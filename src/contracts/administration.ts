import { z } from 'zod';
import { attributesSchema, hoursSchema } from './people.js';
import { pauseSchema } from './pause.js';
import { identitySchema, permissionSchema, roleSchema } from './principal.js';
import { statusSchema } from './status.js';

const timeSchema = z.iso.datetime();

export const personSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
  permissions: z.array(permissionSchema),
  active: z.boolean(),
  attributes: attributesSchema,
  timeZone: z.string().nullable(),
  hours: hoursSchema.nullable(),
  groups: z.array(z.string()),
  identities: z.array(identitySchema),
  createdAt: timeSchema,
});
export type Person = z.infer<typeof personSchema>;

export const groupSchema = z.strictObject({
  id: z.string(),
  slackChannel: z.string().nullable(),
  slackUserGroup: z.string().nullable(),
  members: z.array(z.string()),
  groups: z.array(z.string()),
  everybody: z.array(z.string()),
  createdAt: timeSchema,
});
export type Group = z.infer<typeof groupSchema>;

export const absenceSchema = z.strictObject({
  id: z.string(),
  personId: z.string(),
  from: timeSchema,
  until: timeSchema,
  delegateId: z.string().nullable(),
  note: z.string().nullable(),
  createdAt: timeSchema,
});
export type Absence = z.infer<typeof absenceSchema>;

export const keySchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['admin', 'agent', 'person']),
  name: z.string(),
  agent: z.string().nullable(),
  personId: z.string().nullable(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
  revokedAt: timeSchema.nullable(),
});
export type Key = z.infer<typeof keySchema>;

export const agentSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['registered', 'http']),
  url: z.string().nullable(),
  ownerId: z.string().nullable(),
  canPropose: z.boolean(),
  canRevise: z.boolean(),
  createdAt: timeSchema,
});
export type Agent = z.infer<typeof agentSchema>;

/** Names for choosing somebody by, and for showing instead of ids. */
export const directorySchema = z.strictObject({
  people: z.array(z.strictObject({ id: z.string(), name: z.string(), active: z.boolean() })),
  groups: z.array(z.string()),
});
export type Directory = z.infer<typeof directorySchema>;

/** A pause, and what it holds at this moment. */
export const pauseDetailSchema = pauseSchema.extend({
  waiting: z.number().int(),
  running: z.number().int(),
  held: z
    .array(z.strictObject({ id: z.string(), type: z.string().nullable(), title: z.string().nullable(), status: statusSchema }))
    .describe('The oldest of them, at most 50; those that had begun, and go on, included.'),
});
export type PauseDetail = z.infer<typeof pauseDetailSchema>;
