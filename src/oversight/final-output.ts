import { assertNever } from '../contracts/assert-never.js';
import type { AgentOutput, HumanReview } from './models.js';

/**
 * What may leave: the agent's content where nobody had to look or a reviewer approved it, the reviewer's own text where they changed it. Null
 * for everything else. A rejected output stays inside, and so does one that was passed on, until somebody decides it, and one that was
 * changed into nothing: the agent's text is then exactly what nobody approved.
 */
export function finalOutput(output: AgentOutput, review: Pick<HumanReview, 'decision' | 'modifiedContent'> | null): string | null {
  if (review === null) return output.content;
  switch (review.decision) {
    case 'approve':
      return output.content;
    case 'modify':
      return review.modifiedContent;
    case 'reject':
    case 'escalate_further':
      return null;
    default:
      return assertNever(review.decision);
  }
}
