import type { ProposedAction } from '../contracts/action.js';
import type { HoldsRule } from '../oversight/escalate.js';
import type { EscalationPolicy } from '../oversight/models.js';
import { compileCondition } from '../policies/cel.js';

/** Evaluates the policy's own rules as the policy engine would, on the action that people would be shown. Throws where it cannot tell. */
export function ruleChecker(action: ProposedAction, nowMs: number): HoldsRule {
  const { type, args, title, rationale, confidence, risk, context } = action;
  return (when) => {
    const compiled = compileCondition(when);
    if (!compiled.ok) throw new Error(compiled.problem.message);
    const result = compiled.condition({
      action: {
        type,
        version: '1',
        args,
        title: title ?? type,
        rationale: rationale ?? null,
        confidence: confidence ?? null,
        risk: risk ?? 'low',
        context: context ?? {},
      },
      requester: { id: '', kind: 'workflow', groups: [], attributes: {} },
      nowMs,
      facts: {},
    });
    if ('error' in result) throw new Error(result.error);
    return result.value;
  };
}

/** What is wrong with the first rule that is no condition at all; null if all can be evaluated. */
export function brokenRule({ customRules }: EscalationPolicy): string | null {
  for (const { name, when } of customRules) {
    const compiled = compileCondition(when);
    if (!compiled.ok) return `custom rule ${name}: ${compiled.problem.message}`;
  }
  return null;
}
