import type { ProposeInput, ReviseInput, Proposal } from '../contracts/agent.js';
import type { ProposedAction } from '../contracts/action.js';
import type { Json } from '../contracts/json.js';
import { CONTEXT_KEYS, isReservedKey } from '../oversight/context-keys.js';
import { decisionAugmentationSchema, secondOpinionSchema, type DecisionAugmentation, type SecondOpinion } from '../oversight/models.js';
import type { DecisionCall, OpinionCall } from './oversight-provider.js';
import type { AgentDefinition } from './registry.js';

export type Evaluate = (call: OpinionCall, signal: AbortSignal) => Promise<SecondOpinion>;
export type Augment = (call: DecisionCall, signal: AbortSignal) => Promise<DecisionAugmentation>;

/** What the wrappers themselves wrote, by agent; every other marked key of an agent's context is an agent praising itself. */
const written = new WeakMap<AgentDefinition, ReadonlySet<string>>();

/** Marked keys that an agent may write by itself. */
const OWN_KEYS: ReadonlySet<string> = new Set([CONTEXT_KEYS.task, CONTEXT_KEYS.metadata, CONTEXT_KEYS.escalation]);

/**
 * Has somebody who did not make the proposal judge it. The opinion goes into the action's context, and the lower of both confidences counts. An
 * agent that gave no confidence gains none, and an evaluator that fails costs the action its own: then people look.
 */
export function withSecondOpinion(agent: AgentDefinition, evaluate: Evaluate): AgentDefinition {
  return wrapped(agent, CONTEXT_KEYS.secondOpinion, async (action, call, signal) => {
    const { type, args, title, rationale } = action;
    const judged = {
      type,
      args,
      ...(title === undefined ? {} : { title }),
      ...(rationale === undefined ? {} : { rationale }),
    };
    const { score, reasoning } = secondOpinionSchema.parse(await evaluate({ task: taskOf(call, action), action: judged }, signal));
    return { shown: { score, reasoning, claimed: action.confidence ?? null }, confidence: score };
  });
}

/** Prepares the decision for the reviewer: options, what speaks for and against, risks. The lower of both confidences counts. */
export function withAugmentation(agent: AgentDefinition, augment: Augment): AgentDefinition {
  return wrapped(agent, CONTEXT_KEYS.augmentation, async (action, call, signal) => {
    const answer = decisionAugmentationSchema.parse(
      await augment({ situation: situationOf(call, action), options: REVIEW_OPTIONS }, signal),
    );
    return { shown: answer, confidence: answer.confidence };
  });
}

/** What a reviewer can do with a proposal. */
const REVIEW_OPTIONS = ['Approve as it is', 'Change it', 'Send it back', 'Deny it'];

type Addition = (
  action: ProposedAction,
  call: ProposeInput | ReviseInput,
  signal: AbortSignal,
) => Promise<{ shown: Json; confidence: number }>;

function wrapped(agent: AgentDefinition, key: string, add: Addition): AgentDefinition {
  const kept: ReadonlySet<string> = new Set([...OWN_KEYS, ...(written.get(agent) ?? [])]);
  const enrich = async (proposal: Proposal, call: ProposeInput | ReviseInput, signal: AbortSignal): Promise<Proposal> => {
    if ('giveUp' in proposal) return proposal;
    const { confidence: claimed, ...action } = proposal;
    const context = Object.fromEntries(Object.entries(action.context ?? {}).filter(([each]) => !isReservedKey(each) || kept.has(each)));
    try {
      const { shown, confidence } = await add(proposal, call, signal);
      return {
        ...action,
        ...(claimed === undefined ? {} : { confidence: Math.min(claimed, confidence) }),
        context: { ...context, [key]: shown },
      };
    } catch (error) {
      if (signal.aborted) throw error;
      // Without it nobody may rely on the agent's word alone: no confidence is below every threshold.
      return { ...action, context: { ...context, [key]: { failed: messageOf(error) } } };
    }
  };
  const { revise } = agent;
  const result: AgentDefinition = {
    ...agent,
    propose: async (call, signal) => enrich(await agent.propose(call, signal), call, signal),
    ...(revise ? { revise: async (call, signal) => enrich(await revise(call, signal), call, signal) } : {}),
  };
  written.set(result, new Set([...kept, key]));
  return result;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500).toWellFormed().replaceAll('\0', '');
}

/** What the agent was asked: its marked key, else the `task` of its input. */
function taskOf({ input }: ProposeInput, action: ProposedAction): string | null {
  const marked = action.context?.[CONTEXT_KEYS.task];
  if (typeof marked === 'string') return marked;
  const task = typeof input === 'object' && input !== null && !Array.isArray(input) ? input['task'] : null;
  return typeof task === 'string' ? task : null;
}

function situationOf(call: ProposeInput, action: ProposedAction): string {
  const { type, args, title, rationale } = action;
  const task = taskOf(call, action);
  return JSON.stringify({
    ...(task === null ? {} : { task }),
    proposal: { type, title: title ?? type, args, rationale: rationale ?? null },
  });
}
