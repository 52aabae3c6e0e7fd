import { QUESTION_TYPE, type Action, type ProposedAction } from '../contracts/action.js';
import { parseDuration } from '../contracts/duration.js';
import type { JsonObject } from '../contracts/json.js';
import type { Plan, ReviewerRef } from '../contracts/plan.js';
import type { StoredPolicy } from '../contracts/policy.js';
import type { CallerReview } from '../contracts/submit.js';
import { unstorableAt } from '../contracts/storable.js';
import type { Member } from '../domain/state.js';
import { currentDefinition, type DefinitionRow } from '../ledger/definitions.js';
import { actionDigest } from '../ledger/digest.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { listActivePolicies } from '../ledger/policies.js';
import type { RequestRow } from '../ledger/requests.js';
import { planReview, type PlanInput, type PlanResult } from '../policies/plan-review.js';
import { createArgsChecker, questionProblems, type ArgsProblem } from './args-schema.js';
import type { MoveDeps } from './deps.js';
import { groupsOf, loadMembers } from './directory.js';
import { qualifyFor } from './qualify.js';
import { missingText, reachAtOpen } from './reach.js';

/** What the caller claims beyond the action. Claims can only tighten. */
export interface Claims {
  policy: string | null;
  reviewers: readonly ReviewerRef[];
  /** How many of `reviewers`, and who joins them when they are silent. */
  need: CallerReview['need'] | null;
  escalate: CallerReview['escalate'] | null;
  requireReview: boolean;
  deadline: string | null;
  /** Only for what the server itself asks: these people, instead of any policy's. */
  instead: readonly ReviewerRef[] | null;
}

/** What makes planning the next revision different from planning the first. */
export interface Planning {
  /** People whose edits are part of it. */
  authors: readonly string[];
  /** It may have run already: people are asked, whatever the policy lets pass. */
  again: boolean;
}

export const FIRST: Planning = { authors: [], again: false };

export type Planned =
  | { kind: 'planned'; action: Action; plan: Plan; digest: string; people: readonly Member[]; observes: boolean; reachable: boolean }
  | { kind: 'refused'; code: 'invalid_args'; message: string; problems: readonly ArgsProblem[] }
  | { kind: 'refused'; code: 'rationale_required' | 'unknown_policy' | 'unsatisfiable_reviewers'; message: string; problems: readonly [] };

export type PlanAsker = Pick<
  RequestRow,
  'id' | 'agent' | 'requested_by_kind' | 'requested_by_id' | 'requester_id' | 'owner_id' | 'excluded'
>;

const checkArgs = createArgsChecker();

/** Problems of arguments with the schema that this definition declared; none where no worker registered the type. */
export function argsProblems(definition: DefinitionRow | undefined, type: string, args: JsonObject): readonly ArgsProblem[] {
  return type === QUESTION_TYPE ? questionProblems(type, args) : definition ? checkArgs(definition.args_schema, args) : [];
}

/**
 * From what is proposed to what people are asked: checks the arguments, then the policies, then that enough people exist. Everything is read
 * under the caller's transaction and frozen into the revision.
 */
export async function planRevision(
  deps: MoveDeps,
  db: DbOrTx,
  asker: PlanAsker,
  claims: Claims,
  proposed: ProposedAction,
  revision: number,
  nowMs: number,
  { authors, again }: Planning,
): Promise<Planned> {
  const unstorable = unstorableAt(proposed);
  if (unstorable !== null) {
    const message = 'holds a NUL or half of a surrogate pair, which cannot be stored';
    const field = unstorable.startsWith('/args/') ? unstorable.slice('/args'.length) : '';
    return { kind: 'refused', code: 'invalid_args', message: `${unstorable || '/'} ${message}.`, problems: [{ field, message }] };
  }
  const definition = await currentDefinition(db, proposed.type);
  const problems = argsProblems(definition, proposed.type, proposed.args);
  if (problems.length > 0) {
    const first = problems.map(({ field, message }) => `${field || '/'} ${message}`).join('; ');
    return { kind: 'refused', code: 'invalid_args', message: `The arguments do not fit ${proposed.type}: ${first}.`, problems };
  }
  const action = {
    type: proposed.type,
    version: definition?.version ?? '1',
    args: proposed.args,
    title: proposed.title ?? definition?.title ?? proposed.type,
    rationale: proposed.rationale ?? null,
    confidence: proposed.confidence ?? null,
    context: proposed.context ?? {},
  };
  const forPeople = again ? { ...claims, requireReview: true } : claims;
  const result = await planAction(deps, db, asker, forPeople, { ...action, risk: proposed.risk ?? null }, definition, nowMs);
  if (result.kind === 'refused') return { ...result, problems: [] };
  const { plan } = result;
  const planned = { ...action, risk: plan.risk };
  const digest = actionDigest({ args: action.args, requestId: asker.id, revision, type: action.type, version: action.version });
  const observes = definition?.observes ?? false;
  if (plan.route !== 'review') return { kind: 'planned', action: planned, plan, digest, people: [], observes, reachable: true };
  const { members, away } = await loadMembers(db, asker, nowMs, qualifyFor(plan, planned));
  const reach = reachAtOpen(plan, members, authors);
  if (reach.kind === 'hopeless') {
    const message = `Nobody is left who could approve it: ${missingText(reach.missing)} (whoever asks, and the agent's owner, never count).`;
    return { kind: 'refused', code: 'unsatisfiable_reviewers', message, problems: [] };
  }
  return { kind: 'planned', action: planned, plan, digest, people: [...members, ...away], observes, reachable: reach.kind === 'reachable' };
}

function callerReview({ need, escalate }: Claims): Pick<PlanInput, 'callerNeed' | 'callerEscalate'> {
  const afterMs = escalate ? parseDuration(escalate.after) : undefined;
  return {
    ...(need ? { callerNeed: need } : {}),
    ...(escalate && afterMs !== undefined
      ? { callerEscalate: { afterMs, ...(escalate.to ? { to: escalate.to as ReviewerRef[] } : {}) } }
      : {}),
  };
}

/** The plan that the policies in force now give for an action. */
export async function planAction(
  deps: Pick<MoveDeps, 'defaultReviewers'>,
  db: DbOrTx,
  asker: PlanAsker,
  claims: Claims,
  action: PlanInput['action'],
  definition: Pick<DefinitionRow, 'risk_floor'> | undefined,
  nowMs: number,
  /** Only where something is tried out: others than those in force. */
  policies?: readonly StoredPolicy[],
): Promise<PlanResult> {
  const person = asker.requester_id;
  const result = planReview({
    policies: policies ?? (await listActivePolicies(db)),
    namedPolicy: claims.policy,
    action,
    definition: { registered: definition !== undefined, riskFloor: definition?.risk_floor ?? 'low' },
    requester: {
      id: person ?? asker.agent ?? asker.requested_by_id,
      kind: person ? 'person' : asker.requested_by_kind,
      groups: person ? await groupsOf(db, person) : [],
      agent: asker.agent,
    },
    nowMs,
    facts: {},
    claimedDeadlineMs: claims.deadline === null ? null : (parseDuration(claims.deadline) ?? null),
    defaultReviewers: deps.defaultReviewers,
    callerRequiresReview: claims.requireReview,
    callerReviewers: claims.reviewers,
    ...callerReview(claims),
  });
  const { instead } = claims;
  if (result.kind === 'refused' || !instead || instead.length === 0) return result;
  const rule = { kind: 'entries' as const, need: 'any' as const, entries: [...instead], count: 1 };
  return { ...result, plan: { ...result.plan, stages: [{ name: 'review', rule, deny: 1, vetoes: [], counts: null, ladder: [] }] } };
}
