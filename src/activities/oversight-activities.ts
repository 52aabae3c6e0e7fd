import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ProposedAction } from '../contracts/action.js';
import { proposalSchema, type Feedback, type Proposal } from '../contracts/agent.js';
import { FAILURES } from '../contracts/failures.js';
import { unstorableAt } from '../contracts/storable.js';
import { assess, isUnclearTask, type Assessment } from '../oversight/escalate.js';
import {
  decisionAugmentationSchema,
  escalationPolicySchema,
  type DecisionAugmentation,
  type EscalationPolicy,
  type EscalationPolicyInput,
} from '../oversight/models.js';
import { outputOf, withAssessment } from '../oversight/output-action.js';
import type { DecisionCall } from './oversight-provider.js';
import { brokenRule, ruleChecker } from './oversight-rules.js';
import type { Augment } from './oversight-wrap.js';
import type { AgentDefinition } from './registry.js';

export interface OutputCall {
  /** The same for every attempt at one task. */
  taskId: string;
  task: string;
  taskType: string | null;
  policy: EscalationPolicyInput | null;
  requireReview: boolean;
  /** The attempt that was sent back, with all feedback so far. */
  previous: { action: ProposedAction; revision: number; feedback: readonly Feedback[] } | null;
}

export type OutputProposal =
  | { kind: 'proposed'; action: ProposedAction; assessment: Assessment }
  /** No output; a person is asked instead. */
  | { kind: 'stuck'; assessment: Assessment }
  /** The agent does not revise: what was sent back stays there. */
  | { kind: 'noRevision' };

/** Activities of a worker of one's own, beside the workflows of `countersign/workflow` that call them. */
export interface OversightActivities {
  proposeOutput(call: OutputCall): Promise<OutputProposal>;
  augmentSituation(call: DecisionCall): Promise<DecisionAugmentation>;
}

// A third of the heartbeat timeout: two lost beats do not take a living agent for dead.
const BEAT_MS = 10_000;

/** Runs the agent and checks its output, in one activity: what the policy is asked about is what the reviewer would see. */
export function createOversightActivities({ agent, augment }: { agent: AgentDefinition; augment: Augment }): OversightActivities {
  return {
    async proposeOutput(call) {
      const { taskId, task, taskType, requireReview, previous } = call;
      const policy = policyOf(call.policy);
      const asked = { policy, taskType, requireReview };
      const stuck = (assessment: Assessment): OutputProposal => ({ kind: 'stuck', assessment });
      if (isUnclearTask(task)) return stuck(assess({ kind: 'unclear', note: 'The task says nothing to do.' }, asked, () => false));
      const input = { task, ...(taskType === null ? {} : { taskType }) };
      const { revise } = agent;
      if (previous && !revise) return { kind: 'noRevision' };
      const proposal = await beating((signal) =>
        previous && revise
          ? revise({ requestId: taskId, input, ...previous, feedback: [...previous.feedback] }, signal)
          : agent.propose({ requestId: taskId, input }, signal),
      );
      const action = checked(proposal);
      if ('giveUp' in action) return stuck(assess({ kind: 'failed', error: action.giveUp }, asked, () => false));
      const output = outputOf(action);
      if (output === null) throw invalid('proposed no text: the arguments of an output are { content }');
      const assessment = assess({ kind: 'output', output }, asked, ruleChecker(action, Date.now()));
      return { kind: 'proposed', action: withAssessment(action, assessment), assessment };
    },

    async augmentSituation(call) {
      const answer = decisionAugmentationSchema.safeParse(await beating((signal) => augment(call, signal)));
      if (!answer.success) throw invalid(`prepared no decision: ${answer.error.issues[0]?.message ?? 'unreadable'}`);
      // Whoever prepares a decision may add to the choice, never take from it.
      const options = [...new Set([...call.options, ...answer.data.options])];
      return { ...answer.data, options };
    },
  };
}

function policyOf(given: EscalationPolicyInput | null): EscalationPolicy | null {
  if (given === null) return null;
  const parsed = escalationPolicySchema.safeParse(given);
  const problem = parsed.success
    ? brokenRule(parsed.data)
    : `${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`;
  if (problem !== null) throw ApplicationFailure.nonRetryable(`the escalation policy cannot be used: ${problem}`, FAILURES.requestRefused);
  return parsed.success ? parsed.data : null;
}

function checked(answer: unknown): Proposal {
  const proposal = proposalSchema.safeParse(answer);
  if (!proposal.success) {
    const [issue] = proposal.error.issues;
    throw invalid(`answered no action: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  const at = unstorableAt(proposal.data);
  if (at !== null) throw invalid(`wrote something at ${at} that cannot be stored`);
  return proposal.data;
}

function invalid(what: string): ApplicationFailure {
  return ApplicationFailure.retryable(`the agent ${what} (attempt ${activityInfo().attempt})`, FAILURES.invalidProposal);
}

async function beating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), BEAT_MS);
  try {
    return await work(cancellationSignal());
  } finally {
    clearInterval(timer);
  }
}
