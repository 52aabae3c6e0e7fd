import type { JsonObject } from '../contracts/json.js';
import { mentions } from '../contracts/mentions.js';
import type { AgentOutput, EscalationPolicy } from './models.js';
import { inOrder, type EscalationReason } from './vocabulary.js';

/** Whether a custom rule's condition (CEL) holds for the output in question. Throwing counts as true: what cannot be checked is looked at. */
export type HoldsRule = (when: string) => boolean;

/** Every check of the policy that the output trips, in the policy's order. Empty: it may pass. */
export function policyReasons(
  policy: EscalationPolicy,
  output: AgentOutput,
  taskType: string | null,
  holds: HoldsRule,
): EscalationReason[] {
  const speaksOf = (phrases: readonly string[]) => phrases.some((phrase) => mentions(output.content, phrase));
  const checks: [EscalationReason, () => boolean][] = [
    ['low_confidence', () => output.confidence < policy.confidenceThreshold],
    ['sensitive_content', () => speaksOf(policy.sensitiveKeywords)],
    ['high_risk_action', () => speaksOf(policy.highRiskActions)],
    ['policy_required', () => taskType !== null && policy.alwaysReviewTypes.includes(taskType)],
    ['policy_required', () => policy.customRules.some(({ when }) => cannotBeExcluded(() => holds(when)))],
  ];
  return inOrder(checks.filter(([, trips]) => trips()).map(([reason]) => reason));
}

function cannotBeExcluded(rule: () => boolean): boolean {
  try {
    return rule();
  } catch {
    return true;
  }
}

/** The chapter's question: must a person look, and why first? */
export function shouldEscalate(
  policy: EscalationPolicy,
  output: AgentOutput,
  taskType: string | null,
  holds: HoldsRule,
): { escalate: boolean; reason: EscalationReason | null } {
  const [reason = null] = policyReasons(policy, output, taskType, holds);
  return { escalate: reason !== null, reason };
}

/** What came of running an agent. */
export type Ran = { kind: 'output'; output: AgentOutput } | { kind: 'unclear'; note: string } | { kind: 'failed'; error: string };

export interface Assessment {
  /** Null: nobody has to look, as far as this policy goes. */
  reason: EscalationReason | null;
  reasons: EscalationReason[];
  /** What is unclear, or what failed; for the reviewer. */
  note: string | null;
}

/** All seven reasons: those of the policy, and what the policy cannot know. */
export function assess(
  ran: Ran,
  asked: { policy: EscalationPolicy | null; taskType: string | null; requireReview: boolean },
  holds: HoldsRule,
): Assessment {
  const unclear = ran.kind === 'output' ? ambiguityOf(ran.output.metadata) : ran.kind === 'unclear' ? ran.note : null;
  const reasons = inOrder([
    ...(ran.kind === 'failed' ? (['error_occurred'] as const) : []),
    ...(unclear === null ? [] : (['ambiguous_input'] as const)),
    ...(ran.kind === 'output' && asked.policy ? policyReasons(asked.policy, ran.output, asked.taskType, holds) : []),
    ...(asked.requireReview ? (['user_requested'] as const) : []),
  ]);
  return { reason: reasons[0] ?? null, reasons, note: ran.kind === 'failed' ? ran.error : unclear };
}

/** What the agent found unclear in its task, as it says itself; null where it says nothing of the kind. */
export function ambiguityOf(metadata: JsonObject): string | null {
  const said = metadata['ambiguousInput'];
  if (said === undefined || said === null || said === false || said === '') return null;
  return typeof said === 'string' ? said : 'The agent had to guess what was meant.';
}

/** A task without a letter or digit says nothing to do. */
export function isUnclearTask(task: string): boolean {
  return !/[\p{L}\p{N}]/u.test(task);
}
