import { z } from 'zod';
import { directorySchema, pauseDetailSchema } from '../../contracts/administration.js';
import { auditPageSchema } from '../../contracts/audit-search.js';
import { channelListSchema, channelTestResultSchema, channelTestSchema } from '../../contracts/channel-health.js';
import { channelNameSchema } from '../../contracts/decision.js';
import { personIdSchema, requestIdSchema } from '../../contracts/ids.js';
import { policyCheckResultSchema, policyCheckSchema, policyOrderSchema, policyVersionsSchema } from '../../contracts/policy-editing.js';
import { pageQuery } from './common.js';
import { named } from './named.js';

export const auditPage = named('AuditSearchPage', auditPageSchema);
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
export const auditSearchQuery = z.strictObject({
  kind: z
    .string()
    .regex(/^[a-zA-Z_]+\.[a-zA-Z_]+(,[a-zA-Z_]+\.[a-zA-Z_]+){0,49}$/, 'kinds such as "decision.counted", separated by commas')
    .transform((text) => text.split(','))
    .optional(),
  actor: z.string().min(1).max(200).optional().describe('By id: a person, an agent, a key.'),
  request: requestIdSchema.optional(),
  type: z.string().min(1).max(128).optional().describe('An action type; `*` stands for any run of characters.'),
  text: z.string().trim().min(1).max(200).optional().describe('Anywhere in the entry or in the title, in any case.'),
  from: moment.optional().describe('RFC 3339; belongs to it.'),
  to: moment.optional().describe('RFC 3339; does not belong to it.'),
  sort: z.enum(['newest', 'oldest']).default('newest'),
  format: z.enum(['json', 'csv', 'jsonl']).default('json'),
  ...pageQuery,
});

export const channelList = named('ChannelList', channelListSchema);
export const channelParams = z.strictObject({ name: channelNameSchema });
export const channelTest = named('ChannelTest', channelTestSchema);
export const channelTestResult = named('ChannelTestResult', channelTestResultSchema);

export const policyCheck = named('PolicyCheck', policyCheckSchema);
export const policyCheckResult = named('PolicyCheckResult', policyCheckResultSchema);
export const policyVersions = named('PolicyVersions', policyVersionsSchema);
export const policyOrder = named('PolicyOrder', policyOrderSchema);
export const putPolicyQuery = z.strictObject({
  basedOn: z
    .string()
    .regex(/^\d{1,9}$/, 'a version, or 0 for a policy that is new')
    .transform(Number)
    .optional()
    .describe('The active version that the text was written from, 0 for none. Where another one is active by now, nothing is saved.'),
});

export const directory = named('Directory', directorySchema);
export const directoryQuery = z.strictObject({
  q: z.string().trim().min(1).max(200).optional().describe('Part of a name or id; people who are active, and groups.'),
  ids: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(personIdSchema).max(200))
    .optional()
    .describe('People by id, separated by commas, also those who are no longer active.'),
});

export const pauseDetail = named('PauseDetail', pauseDetailSchema);
