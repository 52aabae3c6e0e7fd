import type { Feedback } from '../contracts/agent.js';
import type { ProposedAction } from '../contracts/action.js';
import type { AgentOutput, DecisionAugmentation, SecondOpinion } from '../oversight/models.js';

export interface TaskCall {
  task: string;
  taskType: string | null;
  /** The attempt that people sent back, with all that they said so far; null for the first. */
  previous: { content: string; feedback: readonly Feedback[] } | null;
}

export interface OpinionCall {
  /** What the agent was asked to do, where it is known. */
  task: string | null;
  /** What it proposes. Its own confidence is left out: an opinion that knows it is not independent. */
  action: Pick<ProposedAction, 'type' | 'args' | 'title' | 'rationale'>;
}

export interface DecisionCall {
  situation: string;
  /** Those to choose from; empty: whatever the situation offers. */
  options: readonly string[];
}

/**
 * Whoever does the thinking: a language model, a service, or a stand-in without either. All it answers is checked by the caller; it throws when it
 * cannot answer.
 */
export interface OversightProvider {
  /** Shown with its answers. */
  name: string;
  perform(call: TaskCall, signal: AbortSignal): Promise<AgentOutput>;
  evaluate(call: OpinionCall, signal: AbortSignal): Promise<SecondOpinion>;
  augment(call: DecisionCall, signal: AbortSignal): Promise<DecisionAugmentation>;
}
