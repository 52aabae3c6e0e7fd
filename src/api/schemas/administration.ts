import { z } from 'zod';
import { absenceSchema, agentSchema, groupSchema, keySchema, personSchema } from '../../contracts/administration.js';
import { actionTypeSchema, effectKindSchema } from '../../contracts/action.js';
import { nameSchema, personIdSchema } from '../../contracts/ids.js';
import { jsonObjectSchema } from '../../contracts/json.js';
import { attributesSchema, hoursSchema, newAbsenceSchema, timeZoneSchema } from '../../contracts/people.js';
import { policyRuleSchema } from '../../contracts/policy-rule.js';
import { policySchema } from '../../contracts/policy.js';
import { identitySchema, permissionSchema, roleSchema } from '../../contracts/principal.js';
import { riskSchema } from '../../contracts/risk.js';
import { fieldProblemSchema, pageOf, pageQuery, timeSchema } from './common.js';
import { named } from './named.js';

const displayName = z.string().trim().min(1).max(200);
const slackChannel = z.string().regex(/^[A-Z][A-Z0-9]{2,20}$/, 'must be a Slack channel id such as "C0123456789"');
const slackUserGroup = z.string().regex(/^S[A-Z0-9]{2,20}$/, 'must be the id of a Slack user group such as "S0123456789"');
const groups = z.array(nameSchema).max(100);
const permissions = z.array(permissionSchema).max(permissionSchema.options.length);
named('Attributes', attributesSchema, 'What policies may ask of whoever votes, as `reviewer.attributes`: flat, at most 50.');
named('Hours', hoursSchema, 'When somebody works, in their own time zone; outside it reminders wait.');

named(
  'Identity',
  identitySchema,
  'One account of a person on one channel. Linked by an administrator or by signing in, never by equal e-mail addresses.',
);

export const person = named('Person', personSchema);
export const personPage = named('PersonPage', pageOf(person));
export const newPerson = named(
  'NewPerson',
  z.strictObject({
    id: personIdSchema.optional(),
    name: displayName,
    email: z.email().max(320).optional(),
    role: roleSchema.optional(),
    permissions: permissions.optional(),
    attributes: attributesSchema.optional(),
    timeZone: timeZoneSchema.nullable().optional(),
    hours: hoursSchema.nullable().optional(),
    groups: groups.optional(),
    identities: z.array(identitySchema).max(20).optional(),
  }),
);
export const personChange = named(
  'PersonChange',
  z.strictObject({
    name: displayName.optional(),
    email: z.email().max(320).nullable().optional(),
    role: roleSchema.optional(),
    permissions: permissions.optional(),
    attributes: attributesSchema.optional(),
    timeZone: timeZoneSchema.nullable().optional(),
    hours: hoursSchema.nullable().optional(),
    groups: groups.optional(),
    active: z.boolean().optional(),
  }),
);
export const identityQuery = z.strictObject({
  channel: identitySchema.shape.channel,
  tenant: identitySchema.shape.tenant.default(''),
  subject: identitySchema.shape.subject,
});
export const signInLinkBody = named('SignInLinkBody', z.strictObject({ next: z.string().max(500).optional() }));
export const signInLink = named(
  'SignInLink',
  z.strictObject({ url: z.string(), expiresAt: timeSchema }),
  'Told once. Signs the person in once; whoever merely fetches it changes nothing.',
);

export const group = named(
  'Group',
  groupSchema,
  '`groups` are nested in this one: whoever is in them is in it. `everybody` is who that makes in all.',
);
export const groupPage = named('GroupPage', pageOf(group));
const groupContent = {
  slackChannel: slackChannel.nullable().optional(),
  slackUserGroup: slackUserGroup.nullable().optional(),
  members: z.array(personIdSchema).max(1000).optional(),
  groups: groups.optional(),
};
export const newGroup = named('NewGroup', z.strictObject({ id: nameSchema, ...groupContent }));
export const groupChange = named('GroupChange', z.strictObject(groupContent));
export const groupParams = z.strictObject({ id: nameSchema });
export const memberParams = z.strictObject({ id: nameSchema, personId: personIdSchema });
export const nestedParams = z.strictObject({ id: nameSchema, childId: nameSchema });

export const absence = named(
  'Absence',
  absenceSchema,
  '`from` belongs to it, `until` is the first moment back. Meanwhile the delegate fills this person’s place, under both names.',
);
export const absencePage = named('AbsencePage', pageOf(absence));
export const newAbsence = named('NewAbsence', newAbsenceSchema);
const absenceId = z.string().regex(/^abs_[0-9a-z]{26}$/);
export const absenceParams = z.strictObject({ absenceId });
export const personAbsenceParams = z.strictObject({ id: personIdSchema, absenceId });
export const absenceQuery = z.strictObject({ past: z.enum(['true', 'false']).default('false'), ...pageQuery });

export const key = named('Key', keySchema);
export const keyPage = named('KeyPage', pageOf(key));
export const newKey = named(
  'NewKey',
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('admin'), name: displayName.optional() }),
    z.strictObject({ kind: z.literal('person'), personId: personIdSchema, name: displayName.optional() }),
    z.strictObject({ kind: z.literal('agent'), agent: nameSchema, personId: personIdSchema.optional(), name: displayName.optional() }),
  ]),
  'For an agent, `personId` is its owner: the person who answers for it and never approves what it asks for.',
);
export const newKeyAnswer = named('KeySecret', z.strictObject({ id: z.string(), key: z.string() }), 'The key is told once and not kept.');
export const keyParams = z.strictObject({ id: z.string().regex(/^key_[0-9a-z]{26}$/) });

export const agent = named('Agent', agentSchema);
export const agentPage = named('AgentPage', pageOf(agent));
export const newAgent = named(
  'NewAgent',
  z.strictObject({
    name: nameSchema,
    url: z.url({ protocol: /^https?$/ }).max(2000),
    ownerId: personIdSchema.optional(),
    canPropose: z.boolean().optional(),
    canRevise: z.boolean().optional(),
  }),
);
export const newAgentAnswer = named(
  'AgentSecret',
  z.strictObject({ name: z.string(), secret: z.string() }),
  'Verifies our calls to the agent (Standard Webhooks); told once.',
);
export const agentChange = named('AgentChange', z.strictObject({ ownerId: personIdSchema.nullable() }));

// A schema that holds itself needs a name to be referred to by.
named('PolicyRule', policyRuleSchema, 'Whom a stage asks and how many of them; or several such rules.');
export const policy = named(
  'Policy',
  z.strictObject({
    name: z.string(),
    version: z.number().int(),
    digest: z.string(),
    document: named('PolicyDocument', policySchema),
    source: z.string(),
    position: z.number().int(),
    active: z.boolean(),
    createdAt: timeSchema,
  }),
);
export const policyList = named('PolicyList', z.strictObject({ items: z.array(policy) }));
export const policyStored = named(
  'PolicyStored',
  z.strictObject({ policy, changed: z.boolean(), warnings: z.array(fieldProblemSchema) }),
  '`changed` is false where the same content was active already.',
);

export const actionType = named(
  'ActionType',
  z.strictObject({
    type: z.string(),
    version: z.string(),
    argsSchema: jsonObjectSchema,
    title: z.string().nullable(),
    description: z.string().nullable(),
    riskFloor: riskSchema,
    effect: effectKindSchema,
    executes: z.boolean(),
    registeredAt: timeSchema,
  }),
  '`argsSchema` is the JSON Schema (2020-12) that arguments are checked against.',
);
export const actionTypeList = named('ActionTypeList', z.strictObject({ items: z.array(actionType) }));
export const actionTypeQuery = z.strictObject({ type: actionTypeSchema.optional() });

export const me = named(
  'Me',
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('admin'), keyId: z.string() }),
    z.strictObject({ kind: z.literal('agent'), keyId: z.string(), agent: z.string(), owner: z.string().nullable() }),
    z.strictObject({
      kind: z.literal('person'),
      personId: z.string(),
      name: z.string(),
      groups: z.array(z.string()),
      role: roleSchema,
      permissions: z.array(permissionSchema),
    }),
  ]),
);

export const listPageQuery = z.strictObject(pageQuery);
const q = z.string().trim().min(1).max(200).optional().describe('Anywhere in id or name, in any case.');
export const groupQuery = z.strictObject({ q, ...pageQuery });
export const peopleQuery = z.strictObject({
  q,
  active: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  ...pageQuery,
});
