import { QUESTION_TYPE } from '../../contracts/action.js';
import type { Verb } from '../../contracts/decision.js';
import type { DecisionView, RequestView } from '../../contracts/view.js';
import { argsInFull } from './in-full.js';

/** After these a person is awaited no more on that revision, unless they take them back. */
const SETTLES: ReadonlySet<Verb> = new Set(['approve', 'deny', 'reject', 'edit', 'answer', 'abstain', 'delegate', 'override']);

/** What this person said to the present revision and stands by; a vote that was kept from an earlier revision too. */
export function standingDecision({ decisions, revision, awaiting }: RequestView, personId: string): DecisionView | null {
  const kept = awaiting?.kept.find(({ by }) => by.id === personId);
  const said = decisions.filter(
    (each) =>
      each.by.id === personId &&
      each.counted === true &&
      (each.revision === revision || each.revision === kept?.revision) &&
      (SETTLES.has(each.verb) || each.verb === 'retract'),
  );
  const last = said.at(-1);
  return last === undefined || last.verb === 'retract' ? null : last;
}

/** Nobody decides on their own request; the ledger refuses it too. */
export function isOwn({ requester, requestedBy }: RequestView, personId: string): boolean {
  return requester?.id === personId || (requestedBy.kind === 'person' && requestedBy.id === personId);
}

/**
 * The arguments, where this person may decide from the notification alone: low risk, shown in full, no words asked for with it, and not
 * somebody else's at the moment. Only about what is offered: whatever is sent is judged where it is counted. Null: open it.
 */
export function decidableArgs(view: RequestView, personId: string): string | null {
  const { action, plan, awaiting } = view;
  if (action === null || plan === null || awaiting === null || action.type === QUESTION_TYPE) return null;
  if (action.risk !== 'low' || plan.risk !== 'low') return null;
  if (plan.requireComment.includes('approve') || plan.requireComment.includes('deny')) return null;
  if (awaiting.claims.some(({ by }) => by.id !== personId) || awaiting.missing !== null) return null;
  return argsInFull(action);
}
