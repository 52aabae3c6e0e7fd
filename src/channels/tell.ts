import type { ReviewerRef } from '../contracts/plan.js';
import { loadAddressees } from '../ledger/addressees.js';
import { addMessage, type Place } from '../ledger/deliveries.js';
import { cardPlaces, placeOf } from './ask.js';
import type { Telling } from './telling.js';
import { noteTopic } from './topic.js';

/** Everybody who is asked hears who overrode them, and why. */
export async function announce(telling: Telling): Promise<void> {
  const { tx, notice, view } = telling;
  const used = view.decisions.findLast(({ verb, counted }) => verb === 'override' && counted === true);
  if (!used) return;
  const places = cardPlaces(telling, await loadAddressees(tx, notice.refs));
  for (const place of places) await addMessage(tx, place, { kind: 'note', topic: noteTopic('override', used.decisionId) }, notice.move);
}

/** A denial that came after the start changes nothing any more; whoever stands behind the request is told of it, alone. */
export async function tellObjections(telling: Telling): Promise<void> {
  const objections = telling.view.decisions.filter(({ verb, reason }) => verb === 'deny' && reason === 'too_late');
  const places = await partiesAlone(telling);
  for (const { decisionId } of objections) {
    for (const place of places) {
      await addMessage(telling.tx, place, { kind: 'note', topic: noteTopic('objection', decisionId) }, telling.notice.move);
    }
  }
}

/** The agent is asked first, where there is one; if it cannot answer, it says so with a notice that names whom to ask instead. */
export async function tellQuestions(telling: Telling): Promise<void> {
  const { tx, notice, view, parties } = telling;
  if (parties.agent !== null && notice.refs.length === 0) return;
  const open = view.decisions.filter(({ verb, counted, answer }) => verb === 'ask' && counted === true && answer === null);
  const places = await partiesAlone(telling);
  for (const { decisionId } of open) {
    for (const place of places) await addMessage(tx, place, { kind: 'question', topic: decisionId }, notice.move);
  }
}

/** Nobody can say whether it happened: a card of its own for those who were asked, and for whoever stands behind the request. */
export async function tellUnknown(telling: Telling, defaultReviewers: readonly ReviewerRef[]): Promise<void> {
  const { tx, notice, view } = telling;
  const refs = notice.refs.length > 0 ? notice.refs : defaultReviewers;
  const places = [...cardPlaces(telling, await loadAddressees(tx, refs)), ...(await partiesAlone(telling))];
  const undo = view.decisions.findLast(
    ({ verb, counted, revision }) => verb === 'settle' && counted === true && revision === view.revision,
  );
  for (const place of places) {
    const asked = await addMessage(tx, place, { kind: 'outcome', topic: String(view.revision) }, notice.move);
    // Asked again on the same revision: what somebody wanted undone could not be. Rewriting the card tells nobody.
    if (!asked && undo) await addMessage(tx, place, { kind: 'note', topic: noteTopic('undo', undo.decisionId) }, notice.move);
  }
}

async function partiesAlone(telling: Telling): Promise<Place[]> {
  const { tx, channels, parties } = telling;
  const addressees = await loadAddressees(tx, parties.people, 'active');
  return channels.flatMap((channel) => channel.direct(addressees).map((target) => placeOf(telling, channel, target)));
}
