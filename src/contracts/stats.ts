import { z } from 'zod';
import { channelNameSchema } from './decision.js';

const count = z.number().int().min(0);
const ms = z.number().int().min(0);

/** How the resolved requests of a period ended; each in exactly one of these. */
const outcomesSchema = z.strictObject({
  approvedUnchanged: count.describe('Approved by people as it was first proposed.'),
  approvedEdited: count.describe('Approved by people after a reviewer had changed the arguments.'),
  approvedRevised: count.describe('Approved by people in a later revision, without a reviewer’s edit: sent back and proposed again.'),
  rejected: count.describe('Sent back by a reviewer, and nothing came after it.'),
  denied: count.describe('Denied by as many reviewers as the policy asks for, or by a veto.'),
  answered: count.describe('A question, answered.'),
  approvedAutomatically: count.describe('Passed by a policy that asks nobody.'),
  refusedByPolicy: count.describe('Refused by a policy, or nobody was left who could approve it.'),
  approvedBySilence: count.describe('Nobody decided before the deadline, and the policy takes that for a yes.'),
  timedOut: count.describe('Not enough people decided before the deadline.'),
  unused: count.describe('Approved, and then not run in the time for which an approval holds.'),
  overridden: count.describe('Approved or rejected by an override.'),
  withdrawn: count.describe('Withdrawn by who asked, or by an operator.'),
  gaveUp: count.describe('The agent proposed nothing, or nothing more.'),
});
export type Outcomes = z.infer<typeof outcomesSchema>;
export type OutcomeKind = keyof Outcomes;

/** Percentiles of durations: the smallest value that at least half (nine in ten) of all do not exceed. Null where there are none. */
const spreadSchema = z.strictObject({ count, p50Ms: ms.nullable(), p90Ms: ms.nullable() });
export type Spread = z.infer<typeof spreadSchema>;

const responseTimes = {
  toFirstDecision: spreadSchema.describe('From when people were first asked to the first decision that counted, over what people decided.'),
  toResolution: spreadSchema.describe('From when people were first asked to the decision that settled it, over what people decided.'),
};

const groupSchema = z.strictObject({
  name: z.string().nullable().describe('Null: no agent, or nothing was ever proposed.'),
  outcomes: outcomesSchema,
  resolved: count,
  approvalRate: z.number().min(0).max(1).nullable(),
  ...responseTimes,
});
/** The figures of one action type or one agent. */
export type StatsGroup = z.infer<typeof groupSchema>;

const groupsSchema = z.strictObject({
  items: z.array(groupSchema).describe('Most resolved requests first, 50 at most.'),
  more: count.describe('How many are left out.'),
});

const daySchema = z.strictObject({
  date: z.string().describe('Local date in the time zone asked for; the first and the last day may be cut by the period.'),
  opened: count,
  approved: count.describe('By people, whether unchanged, edited or revised.'),
  rejected: count.describe('Sent back for good, or denied.'),
  automatic: count.describe('Approved or refused by a policy.'),
  timedOut: count.describe('Timed out, or approved by silence.'),
  other: count.describe('Everything else: answered, overridden, withdrawn, not used, given up.'),
  toResolution: spreadSchema,
});
export type StatsDay = z.infer<typeof daySchema>;

const reviewerSchema = z.strictObject({
  person: z.strictObject({ id: z.string(), name: z.string() }),
  asked: count.describe('Requests that asked them, by name or through a group that they are in now. Their own do not count.'),
  decided: count.describe('Requests on which a decision of theirs counted.'),
  toDecision: spreadSchema.describe('From when they, or a group that they were in, were asked to their first decision.'),
  openNow: count.describe('Requests that ask them at this moment and on which they have no vote.'),
});

/** What the overview shows: how things stand now, and what became of the requests that were resolved in a period. */
export const statsSchema = z.strictObject({
  from: z.string().describe('The period is half-open: `from` belongs to it, `to` does not.'),
  to: z.string(),
  timeZone: z.string(),
  now: z.string(),
  undecided: z
    .strictObject({
      total: count,
      oldestAt: z.string().nullable(),
      byAge: z
        .array(z.strictObject({ fromMs: ms, toMs: ms.nullable(), count }))
        .describe('By time since they were opened: `fromMs` up to but not including `toMs`; null: no limit.'),
    })
    .describe('Now, whatever the period: requests that are being proposed, wait for people, or are being revised.'),
  unknownNow: count.describe('Now: effects of which nobody knows whether they happened.'),
  opened: count.describe('Requests opened in the period.'),
  resolved: count.describe('Requests whose last resolution lies in the period. All that follows is about these.'),
  decided: count.describe('Of these: approved, rejected, denied or answered by people.'),
  outcomes: outcomesSchema,
  approvalRate: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe(
      'Approved by people (unchanged, edited or revised), as a share of approved, rejected and denied by people. Null where there are none.',
    ),
  ...responseTimes,
  timeouts: z.strictObject({
    rejected: count.describe('The deadline ended the request.'),
    approved: count.describe('The deadline approved it.'),
    escalated: count.describe('Deadlines in the period at which further people were asked instead.'),
  }),
  escalations: z.strictObject({
    requests: count.describe('Requests of which further people were asked in the period.'),
    steps: count.describe('How often.'),
  }),
  effects: z
    .strictObject({ executed: count, failed: count, unknown: count, running: count, waiting: count })
    .describe('How those approved stand now. `unknown` that was settled counts as what it was settled to; `waiting` are not started yet.'),
  types: groupsSchema,
  agents: groupsSchema,
  channels: z
    .array(z.strictObject({ channel: channelNameSchema, decided: count, ...responseTimes }))
    .describe('By the channel of the decision that settled it.'),
  reviewers: z.strictObject({ items: z.array(reviewerSchema).describe('Most decisions first, 100 at most.'), more: count }),
  days: z.array(daySchema).describe('Each local day that the period touches, those without anything too.'),
});
export type Stats = z.infer<typeof statsSchema>;
