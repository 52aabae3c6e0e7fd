import { QUESTION_TYPE, type Action, type ProposedAction } from '../contracts/action.js';
import { parseDuration } from '../contracts/duration.js';
import type { JsonObject } from '../contracts/json.js';
import type { Plan, ReviewerRef } from '../contracts/plan.js';
import { unstorableAt } from '../contracts/storable.js';
import { reachability } from '../domain/reachability.js';
import { currentDefinition, type DefinitionRow } from '../ledger/definitions.js';
import { actionDigest } from '../ledger/digest.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { listActivePolicies } from '../ledger/policies.js';
import type { RequestRow } from '../ledger/requests.js';
import { planReview } from '../policies/plan-review.js';
import { createArgsChecker, questionProblems, type ArgsProblem } from './args-schema.js';
import type { MoveDeps } from './deps.js';
import { groupsOf, loadDirectory, selves } from './directory.js';

/** What the caller claims beyond the action. Claims can only tighten. */
export interface Claims {
  policy: string | null;
  reviewers: readonly ReviewerRef[];
  requireReview: boolean;
  deadline: string | null;
}

export type Planned =
  | { kind: 'planned'; action: Action; plan: Plan; digest: string }
  | { kind: 'refused'; code: 'invalid_args'; message: string; problems: readonly ArgsProblem[] }
  | { kind: 'refused'; code: 'rationale_required' | 'unknown_policy' | 'unsatisfiable_reviewers'; message: string; problems: readonly [] };

type Asker = Pick<RequestRow, 'id' | 'agent' | 'requested_by_kind' | 'requested_by_id' | 'requester_id' | 'owner_id'>;

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
  asker: Asker,
  claims: Claims,
  proposed: ProposedAction,
  revision: number,
  nowMs: number,
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
  const person = asker.requester_id;
  const result = planReview({
    policies: await listActivePolicies(db),
    namedPolicy: claims.policy,
    action: { ...action, risk: proposed.risk ?? null },
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
  });
  if (result.kind === 'refused') return { ...result, problems: [] };
  if (result.plan.route === 'review') {
    const reach = reachability(result.plan, await loadDirectory(db, selves(asker)));
    if (reach.kind === 'unreachable') {
      const message = `Stage ${reach.stage} needs ${reach.need} of ${reach.entries.join(', ')}, and only ${reach.reachable} could approve (whoever asks, and the agent's owner, never count).`;
      return { kind: 'refused', code: 'unsatisfiable_reviewers', message, problems: [] };
    }
  }
  const digest = actionDigest({ args: action.args, requestId: asker.id, revision, type: action.type, version: action.version });
  return { kind: 'planned', action: { ...action, risk: result.plan.risk }, plan: result.plan, digest };
}
