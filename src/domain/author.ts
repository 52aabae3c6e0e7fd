import type { Plan } from '../contracts/plan.js';
import { isHighRisk } from '../contracts/risk.js';
import type { Round, Vote } from './state.js';

/** Whose edits are part of this revision, where they may not approve it: high risk, or a policy that wants other eyes. */
export function barredAuthors(plan: Plan, round: Pick<Round, 'authors'>): readonly string[] {
  return !plan.editorVotes || isHighRisk(plan.risk) ? round.authors : [];
}

/** Whether a word would be one of theirs: said by them, or in their place. */
export function isOneOf(authors: readonly string[], { personId, as }: Pick<Vote, 'personId' | 'as'>): boolean {
  return authors.includes(personId) || authors.includes(as);
}
