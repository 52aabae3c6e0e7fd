import type { ReviewerRef } from '../contracts/plan.js';
import { MAX_CONDITION_CHARACTERS } from '../contracts/policy-rule.js';
import type { Policy } from '../contracts/policy.js';
import type { EscalationPolicy } from './models.js';
import { OUTPUT_TYPE, outputTypeOf } from './output-action.js';
import type { EscalationReason } from './vocabulary.js';

export interface DocumentOptions {
  /** Starts the name of each document. */
  name: string;
  reviewers: readonly ReviewerRef[];
  /** Default `reject`. */
  onTimeout?: Policy['onTimeout'];
  deadline?: string;
}

/** More than this in one list of a condition is refused by the policy engine. */
const MAX_LISTED = 200;
const OUTPUTS = [OUTPUT_TYPE, `${OUTPUT_TYPE}.*`];
const SAYS_AMBIGUOUS =
  '"countersign.escalation" in action.context && "ambiguous_input" in action.context["countersign.escalation"].reasons';

/**
 * The escalation policy as policy documents, in the order of evaluation: the first that matches is the first check that trips. Each is named
 * after its reason, which is how a plan tells it; the last one has the gates that policies know by themselves, and lets pass what nothing
 * caught. They speak of outputs only (`agent.output…`), so that they can stand among policies for other actions.
 */
export function toPolicyDocuments(
  policy: EscalationPolicy,
  { name, reviewers, onTimeout = 'reject', deadline }: DocumentOptions,
): Policy[] {
  const common = { reviewers: [...reviewers], onTimeout, ...(deadline === undefined ? {} : { deadline }) };
  const document = (suffix: string, when: string, more: Partial<Policy> = {}): Policy => ({
    name: `${name}.${suffix}`,
    match: { types: [...OUTPUTS], when },
    ...more,
    ...common,
  });
  const below = policy.confidenceThreshold;
  const isLow = `action.confidence == null || action.confidence < ${celNumber(below)}`;
  const mentioned = (reason: EscalationReason, phrases: readonly string[], more?: Partial<Policy>): Policy[] =>
    conditions(phrases).map((when, index) => document(`${suffixOf(reason)}${index === 0 ? '' : `.${index + 1}`}`, when, more));
  const { alwaysReviewTypes, customRules } = policy;
  return [
    document(suffixOf('ambiguous_input'), SAYS_AMBIGUOUS),
    document(suffixOf('low_confidence'), isLow, { confidence: { below } }),
    ...mentioned('sensitive_content', policy.sensitiveKeywords),
    ...mentioned('high_risk_action', policy.highRiskActions, { risk: 'high' }),
    {
      name,
      match: { types: [...OUTPUTS] },
      confidence: { below },
      ...(alwaysReviewTypes.length === 0 ? {} : { alwaysReview: alwaysReviewTypes.map(outputTypeOf) }),
      ...(customRules.length === 0 ? {} : { reviewWhen: customRules.map(({ when }) => when) }),
      ...common,
    },
  ];
}

function suffixOf(reason: EscalationReason): string {
  return reason.replaceAll('_', '-');
}

/** CEL compares a double with an int as well; a whole number is written as the double it is. */
function celNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Conditions that together ask whether any phrase is mentioned, each within the engine's limits. */
function conditions(phrases: readonly string[]): string[] {
  const whole = (listed: readonly string[]) => `[${listed.join(', ')}].exists(phrase, action.args.content.mentions(phrase))`;
  const groups: string[][] = [];
  for (const text of phrases.map((phrase) => JSON.stringify(phrase))) {
    const last = groups.at(-1);
    if (last && last.length < MAX_LISTED && whole([...last, text]).length <= MAX_CONDITION_CHARACTERS) last.push(text);
    else groups.push([text]);
  }
  return groups.map(whole);
}
