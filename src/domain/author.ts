import type { Plan } from '../contracts/plan.js';
import { isHighRisk } from '../contracts/risk.js';
import type { Round } from './state.js';

/** The person whose edit made this revision, where that person may not approve it: high risk, or a policy that wants other eyes. */
export function barredAuthor(plan: Plan, round: Pick<Round, 'author'>): string | null {
  return !plan.editorVotes || isHighRisk(plan.risk) ? round.author : null;
}
