import { z } from 'zod';
import { actionTypeSchema } from '../../contracts/action.js';
import { statsSchema } from '../../contracts/stats.js';
import { loadStats } from '../../ledger/stats/load-stats.js';
import { ProblemError } from '../problem.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { named } from '../schemas/named.js';
import { statsPeriod } from '../stats-period.js';

const stats = named('Stats', statsSchema, 'How things stand now, and what became of the requests that were resolved in a period.');

const statsQuery = z.strictObject({
  from: z
    .string()
    .max(64)
    .optional()
    .describe('RFC 3339, or a duration back from `to`, such as `7d`. Without it 30 days before `to`; 400 days before it at most.'),
  to: z.string().max(64).optional().describe('RFC 3339, or a duration back from now. Without it, and where it is in the future: now.'),
  timeZone: z
    .string()
    .max(64)
    .default('UTC')
    .describe('Name of the IANA database in whose days the series is counted, such as `Europe/Berlin`.'),
  type: actionTypeSchema.optional().describe('Only this action type.'),
  agent: z.string().min(1).max(128).optional().describe('Only what this agent asked for.'),
});

export const getStats = route({
  method: 'get',
  path: '/v1/stats',
  operationId: 'getStats',
  tag: 'Statistics',
  summary: 'What was decided in a period, how fast, and by whom',
  description: [
    'A request belongs to the period in which it was resolved; one that was opened again counts where it was resolved last. Each is in exactly one of `outcomes`. `decided` are those that people approved, rejected, denied or answered; the approval rate and the response times are about these, not about overrides, policies and silence.',
    'Response times run from the moment at which people were first asked. `toFirstDecision` ends with the first decision that counted (approve, reject, deny, edit or answer; claiming, asking back and handing over are none), `toResolution` with the one that settled it. Waiting at night and over weekends counts. `toDecision` of a reviewer runs from when they, or a group that they were in, were asked. Percentiles are values that occurred: the smallest that half (nine in ten) of all do not exceed.',
    '`escalations` and `timeouts.escalated` happened in the period, whenever their request is resolved; `undecided`, `unknownNow` and `openNow` are of this moment. Names of reviewers are in the answer, so that agents may not ask.',
  ].join('\n\n'),
  access: 'key',
  query: statsQuery,
  responses: { 200: { description: 'All figures, of one moment.', schema: stats } },
  async handle({ by, query, deps }) {
    if (by.kind === 'agent') throw new ProblemError('forbidden', 'People and administrators read statistics; agents may not.');
    const nowMs = deps.clock();
    return ok(await loadStats(deps.db, statsPeriod(query, nowMs), nowMs));
  },
});
