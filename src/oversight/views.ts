import { z } from 'zod';
import { assertNever } from '../contracts/assert-never.js';
import type { JsonObject } from '../contracts/json.js';
import type { DecisionView, RequestView } from '../contracts/view.js';
import { contentOf } from './content.js';
import { CONTEXT_KEYS, isReservedKey } from './context-keys.js';
import type { EscalationRequest, HumanReview } from './models.js';
import { outputOf } from './output-action.js';
import { reasonsBesideWishes, reasonsOfPlan } from './plan-reasons.js';
import { decisionOf } from './verbs.js';
import { ESCALATION_REASONS, inOrder, type EscalationReason, type TaskStatus } from './vocabulary.js';

/** What is read of a decision here. */
export type SaidView = Pick<DecisionView, 'verb' | 'by' | 'revision' | 'counted' | 'comment' | 'args' | 'answer' | 'at'>;

/** What is read of a request here. */
export type OversightView = Pick<RequestView, 'id' | 'status' | 'revision' | 'action' | 'plan' | 'resolution' | 'createdAt'> & {
  revisions: readonly Pick<RequestView['revisions'][number], 'revision' | 'author'>[];
  decisions: readonly SaidView[];
};

/** Where a request stands, in the chapter's words. Whatever ended without an approval is rejected: nothing of it is delivered. */
export function taskStatusOf(view: OversightView): TaskStatus {
  switch (view.status) {
    case 'proposing':
      return 'pending';
    case 'pending':
      return view.decisions.some(({ counted, revision }) => counted === true && revision === view.revision) ? 'in_review' : 'pending';
    case 'revising':
      return 'in_review';
    // Also where it was approved and then not delivered, or nobody knows: the review's own outcome stands.
    case 'approved':
    case 'executing':
    case 'failed':
    case 'unknown':
      return editedByPerson(view) ? 'modified' : 'approved';
    case 'executed':
    case 'answered':
      return 'completed';
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return 'rejected';
    default:
      return assertNever(view.status);
  }
}

/** Whether the present revision is what a person made of the agent's. */
export function editedByPerson({ revision, revisions }: Pick<OversightView, 'revision' | 'revisions'>): boolean {
  return revisions.find((each) => each.revision === revision)?.author.kind === 'person';
}

/** What a person said about the output, in the chapter's words; null for what does not count, or decides nothing. */
export function humanReviewOf(taskId: string, decision: SaidView): HumanReview | null {
  const said = decision.counted === true ? decisionOf(decision.verb, decision.answer) : null;
  if (said === null) return null;
  return {
    taskId,
    decision: said,
    feedback: decision.comment ?? '',
    modifiedContent: said === 'modify' ? modifiedContent(decision) : null,
    reviewerId: decision.by.id,
    timestamp: decision.at,
  };
}

function modifiedContent({ verb, answer, args }: SaidView): string | null {
  if (verb === 'answer') return answer;
  return typeof args === 'object' && args !== null && !Array.isArray(args) ? contentOf(args) : null;
}

/** Everything that people said about a request, oldest first. */
export function humanReviewsOf(view: OversightView): HumanReview[] {
  return view.decisions.flatMap((decision) => humanReviewOf(view.id, decision) ?? []);
}

const markerSchema = z.object({ reasons: z.array(z.enum(ESCALATION_REASONS)) });

/** Why people are asked; empty where nobody is. Where the caller says what it found, that stands for its mere wish for a review. */
export function escalationReasonsOf({ plan, action }: Pick<OversightView, 'plan' | 'action'>): EscalationReason[] {
  if (!plan || plan.route !== 'review') return [];
  const marker = markerSchema.safeParse(action?.context[CONTEXT_KEYS.escalation]);
  if (!marker.success || marker.data.reasons.length === 0) return reasonsOfPlan(plan);
  return inOrder([...reasonsBesideWishes(plan), ...marker.data.reasons]);
}

/** A request as the chapter's escalation; null where it asks nobody, or is about no output. */
export function escalationRequestOf(view: OversightView): EscalationRequest | null {
  const output = view.action ? outputOf(view.action) : null;
  const reasons = escalationReasonsOf(view);
  const [escalationReason] = reasons;
  if (!view.action || output === null || escalationReason === undefined) return null;
  return {
    taskId: view.id,
    taskDescription: taskOf(view.action.context) ?? view.action.title,
    agentOutput: output,
    escalationReason,
    reasons,
    context: contextText(view.action.context),
    timestamp: view.createdAt,
  };
}

function taskOf(context: JsonObject): string | null {
  const task = context[CONTEXT_KEYS.task];
  return typeof task === 'string' ? task : null;
}

/** What the agent added by itself; the marked keys have fields of their own. */
function contextText(context: JsonObject): string {
  const own = Object.entries(context).filter(([key]) => !isReservedKey(key));
  return own.length === 0 ? '' : JSON.stringify(Object.fromEntries(own));
}
