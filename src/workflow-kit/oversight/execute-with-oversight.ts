import { ActivityFailure, ApplicationFailure, isCancellation, uuid4 } from '@temporalio/workflow';
import type { OutputProposal } from '../../activities/oversight-activities.js';
import type { ReviewRecord } from '../../activities/oversight-review.js';
import type { ProposedAction } from '../../contracts/action.js';
import type { Feedback } from '../../contracts/agent.js';
import type { JsonObject } from '../../contracts/json.js';
import { contentOf } from '../../oversight/content.js';
import { CONTEXT_KEYS } from '../../oversight/context-keys.js';
import { assess, type Assessment } from '../../oversight/escalate.js';
import type { EscalationPolicyInput, HumanReview } from '../../oversight/models.js';
import type { EscalationReason } from '../../oversight/vocabulary.js';
import { awaitApproval, type Approval } from '../await-approval.js';
import type { ApprovalOptions } from '../start-approval.js';
import { askPerson, deniedResult } from './ask-person.js';
import { agentSteps, countersignSteps } from './steps.js';

export interface OversightTask {
  task: string;
  /** A kind of task, such as `financial`: the end of the action type, for policies. */
  taskType?: string;
  /** Sends more to people than the server's policies do; never less. */
  policy?: EscalationPolicyInput;
  /** A person looks in any case. */
  requireReview?: boolean;
  /** How often the agent may try, the first time included. Default 3. */
  maxAttempts?: number;
  /** Who is asked, until when, and under which key. */
  approval?: Omit<ApprovalOptions, 'requireReview'>;
}

interface Trail {
  /** One for each attempt that came as far as a request, in order. */
  requestIds: string[];
  /** Why people were asked about the last attempt, the first to name at the front; empty: nobody was. */
  reasons: EscalationReason[];
  /** What people said, over all attempts. */
  reviews: HumanReview[];
}

export type OversightResult = Trail &
  (
    | { kind: 'delivered'; output: string; modified: boolean }
    /** Nothing may leave; there is deliberately no field for what was not approved. */
    | { kind: 'withheld'; why: 'rejected' | 'expired' | 'cancelled'; explanation: string }
  );

const DEFAULT_ATTEMPTS = 3;

/**
 * Has an agent do a task, lets people look where the policies or the caller want it, and answers what may leave. Sent back, the agent tries again
 * with the feedback, and the new output is checked like the first. An agent that fails, or a task that says nothing, becomes a question to people.
 * Usable as a workflow of its own, and inside one.
 */
export async function executeWithOversight(given: OversightTask): Promise<OversightResult> {
  const key = given.approval?.key ?? `${OVERSIGHT_KEY}${uuid4()}`;
  const trail: Trail = { requestIds: [], reasons: [], reviews: [] };
  return attempt({ given, key, number: 1, trail, previous: null });
}

const OVERSIGHT_KEY = 'oversight/';

interface Attempt {
  given: OversightTask;
  key: string;
  number: number;
  trail: Trail;
  previous: { requestId: string; action: ProposedAction; feedback: Feedback[] } | null;
}

async function attempt(at: Attempt): Promise<OversightResult> {
  const { given, number, trail, previous } = at;
  const proposal = await propose(at);
  switch (proposal.kind) {
    case 'noRevision':
      return { ...trail, kind: 'withheld', why: 'rejected', explanation: lastWords(previous) };
    case 'stuck':
      return askInstead(at, proposal.assessment);
    case 'proposed': {
      const ended = await review(at, proposal);
      const next: Trail = {
        requestIds: [...trail.requestIds, ended.requestId],
        reasons: ended.record.reasons,
        reviews: [...trail.reviews, ...ended.record.reviews],
      };
      if (ended.kind === 'delivered') return { ...next, kind: 'delivered', output: ended.output, modified: ended.record.modified };
      const { sentBack } = ended.record;
      if (sentBack === null || number >= (given.maxAttempts ?? DEFAULT_ATTEMPTS)) {
        return { ...next, kind: 'withheld', why: ended.why, explanation: ended.explanation };
      }
      const feedback = [...(previous?.feedback ?? []), ...sentBack.map((each) => ({ ...each, revision: number }))];
      const sent = { requestId: ended.requestId, action: proposal.action, feedback };
      return attempt({ ...at, number: number + 1, trail: next, previous: sent });
    }
  }
}

async function propose({ given, key, number, previous }: Attempt): Promise<OutputProposal> {
  const { task, taskType = null, policy = null, requireReview = false } = given;
  const before = previous && { action: previous.action, revision: number - 1, feedback: previous.feedback };
  try {
    return await agentSteps().proposeOutput({ taskId: key, task, taskType, policy, requireReview, previous: before });
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    // A policy that cannot be used is the caller's mistake, and no matter for a reviewer.
    if (isCancellation(error) || !cause || (cause instanceof ApplicationFailure && cause.type === 'RequestRefused')) throw error;
    const failed = { kind: 'failed' as const, error: cause.message };
    return { kind: 'stuck', assessment: assess(failed, { policy: null, taskType, requireReview }, () => false) };
  }
}

type Ended = { requestId: string; record: ReviewRecord } & (
  { kind: 'delivered'; output: string } | { kind: 'withheld'; why: 'rejected' | 'expired' | 'cancelled'; explanation: string }
);

/** Puts the output before whoever the policies ask; a mere caller's wish makes sure that they ask somebody. */
async function review(at: Attempt, { action, assessment }: Extract<OutputProposal, { kind: 'proposed' }>): Promise<Ended> {
  const options = optionsOf(at, at.number, assessment);
  const { readReview, reportOutcome } = countersignSteps(options.taskQueue);
  let approval: Approval;
  try {
    approval = await awaitApproval(withPrevious(action, at.previous), options);
  } catch (error) {
    const result = deniedResult(error);
    if (!result) throw error;
    const why = result.status === 'expired' || result.status === 'cancelled' ? result.status : 'rejected';
    const explanation = result.resolution?.reason ?? result.status;
    return { kind: 'withheld', requestId: result.requestId, record: await readReview(result.requestId), why, explanation };
  }
  const { requestId, permitId, args } = approval;
  const output = contentOf(args);
  if (output === null) {
    const explanation = 'What was approved holds no content.';
    await reportOutcome({ permitId, outcome: 'failed', detail: { error: explanation } });
    return { kind: 'withheld', requestId, record: await readReview(requestId), why: 'rejected', explanation };
  }
  await reportOutcome({ permitId, outcome: 'executed', detail: { delivered: true } });
  return { kind: 'delivered', requestId, record: await readReview(requestId), output };
}

/** No output to look at: a person is asked for it. Without an answer nothing is delivered. */
async function askInstead(at: Attempt, assessment: Assessment): Promise<OversightResult> {
  const { task } = at.given;
  const { reason, reasons, note } = assessment;
  const title = reason === 'error_occurred' ? 'The agent could not do a task' : 'A task is not clear';
  const question = [
    `${title}. Answer with what is to be delivered, word for word; without an answer nothing is.`,
    `Task: ${cut(task)}`,
    `Why: ${cut(note ?? '')}`,
  ].join('\n\n');
  const escalation: JsonObject = { reason, reasons, ...(note === null ? {} : { note: cut(note) }) };
  const context = { [CONTEXT_KEYS.task]: task, [CONTEXT_KEYS.escalation]: escalation };
  const options = optionsOf(at, at.number, assessment);
  const asked = await askPerson({ title, args: { question }, context }, options);
  const record = await countersignSteps(options.taskQueue).readReview(asked.requestId);
  const trail: Trail = {
    requestIds: [...at.trail.requestIds, asked.requestId],
    reasons: record.reasons,
    reviews: [...at.trail.reviews, ...record.reviews],
  };
  if (asked.kind === 'answered') return { ...trail, kind: 'delivered', output: asked.answer, modified: true };
  const why = asked.status === 'expired' || asked.status === 'cancelled' ? asked.status : 'rejected';
  return { ...trail, kind: 'withheld', why, explanation: asked.explanation };
}

function optionsOf({ given, key }: Attempt, number: number, { reason }: Assessment): ApprovalOptions {
  return { ...given.approval, key: number === 1 ? key : `${key}/${number}`, requireReview: reason !== null };
}

/** Reviewers see what the next attempt answers to. */
function withPrevious(action: ProposedAction, previous: Attempt['previous']): ProposedAction {
  if (!previous) return action;
  const feedback = previous.feedback.map(({ by, comment }) => ({ by: by.name, comment }));
  return { ...action, context: { ...action.context, [CONTEXT_KEYS.previous]: { requestId: previous.requestId, feedback } } };
}

function lastWords(previous: Attempt['previous']): string {
  const last = previous?.feedback.at(-1);
  return last === undefined ? 'sent back' : `sent back by ${last.by.name}: ${last.comment}`;
}

const MAX_QUOTED = 4000;

function cut(text: string): string {
  return text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED).replace(/[\ud800-\udbff]$/, '')}…`;
}
