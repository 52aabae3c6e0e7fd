import { z } from 'zod';
import { riskSchema } from './risk.js';

/** Names the reducer's rules that a request was opened under, so that a fix breaks neither replay nor old audits. */
export const RULES_VERSION = 3;

/** `group:finance` or `person:ada`. */
export const reviewerRefSchema = z
  .string()
  .regex(/^(group|person):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, 'a reviewer reference such as "group:finance" or "person:ada"');
export type ReviewerRef = z.infer<typeof reviewerRefSchema>;

/** How many of the listed entries must be filled; a listed group is one entry that any one member fills, a person fills one entry. */
export const needSchema = z.enum(['any', 'all', 'majority', 'atLeast', 'onePerGroup']);
export type Need = z.infer<typeof needSchema>;

/** Entries and how many distinct people must fill one each; `count` is fixed at planning, and escalation never changes it. */
export const seatsSchema = z.strictObject({
  kind: z.literal('entries'),
  need: needSchema,
  entries: z.array(reviewerRefSchema).min(1).max(50),
  count: z.number().int().min(1),
});
export type Seats = z.infer<typeof seatsSchema>;

/** What satisfies a stage: entries, all of several rules (by different people), or any one of them. */
export type Rule = Seats | { kind: 'allOf' | 'anyOf'; of: readonly Rule[] };
export const ruleSchema: z.ZodType<Rule> = z.union([
  seatsSchema,
  z.strictObject({
    kind: z.enum(['allOf', 'anyOf']),
    of: z
      .array(z.lazy(() => ruleSchema))
      .min(1)
      .max(10),
  }),
]);

/** One step of a stage's ladder; fires once in each round, and again as `repeat` says. Times count from the start of the stage. */
export const stepSchema = z.strictObject({
  afterMs: z.number().int().positive(),
  /** `add` widens who may fill, `replace` swaps who is asked, `page` also rings the paging channel; none changes how many must approve. */
  do: z.enum(['remind', 'add', 'replace', 'page']),
  /** Empty for a reminder: whoever is asked. */
  to: z.array(reviewerRefSchema).max(50),
  repeat: z.strictObject({ everyMs: z.number().int().positive(), times: z.number().int().min(1).max(100) }).nullable(),
});
export type Step = z.infer<typeof stepSchema>;

export const stageSchema = z.strictObject({
  name: z.string(),
  rule: ruleSchema,
  /** How many distinct denials end the request. */
  deny: z.number().int().min(1),
  /** A denial by anybody who fills one of these ends it at once. */
  vetoes: z.array(reviewerRefSchema),
  /** CEL over `reviewer` and `action`: whose votes count here. Null: everybody's who is asked. */
  counts: z.string().nullable(),
  ladder: z.array(stepSchema),
});
export type Stage = z.infer<typeof stageSchema>;

/** Every seat of a rule, whichever way is taken. */
export function seatsOf(rule: Rule): readonly Seats[] {
  return rule.kind === 'entries' ? [rule] : rule.of.flatMap(seatsOf);
}

/** Everybody that a stage names: asked from the start, and by its ladder. */
export function refsOf(stage: Stage): readonly ReviewerRef[] {
  return [...new Set([...seatsOf(stage.rule).flatMap(({ entries }) => entries), ...stage.ladder.flatMap(({ to }) => to)])];
}

/** Milliseconds since the epoch, half-open. */
export const intervalSchema = z.tuple([z.number(), z.number()]);
export type Interval = z.infer<typeof intervalSchema>;

/** How the time of a request is counted. */
export const clockSchema = z.strictObject({
  /** Whether each revision gets the whole deadline, or the request as a whole. */
  per: z.enum(['revision', 'request']),
  /** While the agent revises, or while a question has no answer. */
  pausedWhile: z.array(z.enum(['revising', 'question'])),
  /** A pause ends by itself after this long: an unanswered question holds nothing for ever. */
  maxPauseMs: z.number().int().positive(),
  /** How long the clock may stand still in all, in each round (with `per: request` in all of them): answered questions move the deadline no further. */
  pauseBudgetMs: z.number().int().positive(),
  /** Ladder and deadline run inside these only; computed at planning, so that the reducer needs no time zones. Null: always. */
  openHours: z.array(intervalSchema).nullable(),
});
export type Clock = z.infer<typeof clockSchema>;

export const reasonSchema = z.strictObject({
  code: z.enum([
    'policy_matched',
    'no_policy_matched',
    'named_policy',
    // Route: what sent the action to people, stopped it, or let it pass.
    'always_review',
    'policy_auto',
    'policy_denied',
    'confidence_below_threshold',
    'confidence_missing',
    'confidence_sufficient',
    'risk_requires_review',
    'risk_denied',
    'sensitive_words',
    'rule_requires_review',
    'condition_error',
    'caller_requires_review',
    'caller_reviewers',
    'question',
    // What the planner changed on the way, or a reader should know.
    'action_not_registered',
    'deadline_shortened',
    'approve_on_timeout_refused',
    'nobody_to_escalate_to',
  ]),
  text: z.string(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** Verbs that a policy may ask a comment for. */
export const commentedVerbSchema = z.enum([
  'approve',
  'reject',
  'deny',
  'edit',
  'override',
  'escalate',
  'answer',
  'abstain',
  'retract',
  'delegate',
  'reassign',
  'extend',
]);

/** What evaluating the policies gave for one revision; frozen into the request. Durations in milliseconds. */
export const planSchema = z.strictObject({
  rulesVersion: z.literal(RULES_VERSION),
  route: z.enum(['auto', 'review', 'deny']),
  reasons: z.array(reasonSchema),
  policy: z.strictObject({ name: z.string(), version: z.number().int().min(0), digest: z.string() }),
  risk: riskSchema,
  stages: z.array(stageSchema),
  deadlineMs: z.number().int().positive(),
  onTimeout: z.enum(['reject', 'approve', 'escalate']),
  /** Further people asked when `onTimeout: escalate` fires. */
  lastResort: z.array(reviewerRefSchema),
  /** Where the plan asks nobody: who finds out what became of an effect whose outcome is unknown. */
  settlers: z.array(reviewerRefSchema),
  /** Asked when those listed cannot satisfy a stage: nobody can be found, which is not the same as nobody answering. */
  fallback: z.array(reviewerRefSchema),
  clock: clockSchema,
  /** How far reviewers may move the deadline, in all. */
  extend: z.strictObject({ maxMs: z.number().int().min(0), times: z.number().int().min(0) }),
  snoozeMaxMs: z.number().int().min(0),
  /** Lease of a claim that names no time of its own. */
  claimForMs: z.number().int().positive(),
  maxRevisions: z.number().int().min(1),
  onMaxRevisions: z.enum(['reject', 'escalate']),
  /** How many edits by people count over the whole request: each voids votes and starts the asking anew. */
  maxEdits: z.number().int().min(0),
  requireComment: z.array(commentedVerbSchema),
  /** Whether an editor's edit counts as the editor's one vote; never true for high or critical risk. */
  editorVotes: z.boolean(),
  /** How long an approval stays usable before it must have been claimed. */
  usableForMs: z.number().int().positive(),
  /** JSON pointers into the arguments (`*` for any one key or index). Votes stay for a revision that changes none of them; null: votes are always void. */
  materialPaths: z.array(z.string()).nullable(),
  /** Between approval and effect, so that a denial can still stop it. */
  vetoWindowMs: z.number().int().min(0),
  /** No effect starts inside these. */
  frozen: z.array(intervalSchema),
  /** How many people an override takes. */
  overridePeople: z.union([z.literal(1), z.literal(2)]),
  /** Digest over the policies that were in force at planning; another one at the claim means planning again. */
  policySet: z.string(),
});
export type Plan = z.infer<typeof planSchema>;
