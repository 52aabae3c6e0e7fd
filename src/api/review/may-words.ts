import { VERB_DID } from '../../contracts/decision.js';
import type { Span } from '../../contracts/review.js';
import type { DecisionView, RequestView } from '../../contracts/view.js';
import type { May } from './may.js';
import type { Names } from './names.js';
import { say, until } from './say.js';
import type { Standing } from './standing.js';

/** What somebody has said or taken already; empty where nothing. */
export function saidAlready(
  { vote }: Pick<May, 'vote'>,
  view: RequestView,
  { personId }: Pick<Standing, 'personId'>,
  names: Names,
): Span[] {
  const claim = view.awaiting?.claims.find(({ by }) => by.id === personId);
  const whose = vote && vote.as !== vote.personId ? ` for ${names.person(vote.as)}` : '';
  const kept = vote && vote.keptFrom !== null ? `, on revision ${vote.keptFrom}: nothing material has changed since` : '';
  const voted = vote ? say`You ${VERB_DID[vote.verb]}${whose}${kept}.` : [];
  const taken = claim ? say`${vote ? ' ' : ''}You have taken this. It is free again ${until(claim.until)}.` : [];
  return say`${voted}${taken}`;
}

/** Questions of reviewers about the action: asked, and not refused. */
export function questionsOf({ decisions }: Pick<RequestView, 'decisions'>): DecisionView[] {
  return decisions.filter(({ verb, counted }) => verb === 'ask' && counted !== false);
}

/** Those that this person owes an answer: who asked for the action, or stands behind its agent. */
export function owedBy({ self }: Pick<Standing, 'self'>, view: RequestView): DecisionView[] {
  return self && view.status === 'pending' ? questionsOf(view).filter(({ answer }) => answer === null) : [];
}
