import type { Book } from './book.js';
import { isDeepStrictEqual } from 'node:util';
import type { ReviewerRef, Stage } from '../../../src/contracts/plan.js';
import type { DecisionEvent, RequestState } from '../../../src/domain/state.js';
import { isOf, overlap, placesAt, seatsOf } from './ballots.js';
import { must } from './must.js';
import type { Moved } from './types.js';
import { hasSeat, objects, retracts, retractsApproval, votes } from './votes.js';

export function counted(book: Book, before: RequestState, event: DecisionEvent, { state, effects }: Moved): void {
  const { facts, personId, verb, atMs } = event;
  must(!facts.self, 'who asks, or answers for the agent, never counts');
  must(facts.active || verb === 'retract', 'who is not active never counts');
  if (before.status === 'proposing')
    return must(verb === 'override' && facts.override && event.answer === 'rejected', 'nothing is asked yet');
  must(event.revision === before.revision && event.digest === book.digest, 'only what was shown counts');
  if (verb === 'override') return overridden(book, before, event, state);
  if (verb === 'settle') return settledByHand(book, before, event, state);
  if (before.status === 'approved') {
    must(verb === 'deny' || verb === 'retract', 'after an approval only a no counts');
    return verb === 'deny' ? objects(book, event, state, effects) : retractsApproval(book, event, state);
  }
  must(before.status === 'pending', 'only what waits for people hears them');
  const { plan, stage: index, clock } = book;
  const stage = plan?.stages[index];
  must(plan !== null && stage !== undefined && clock !== null, 'people decide only where people are asked');
  if (plan.requireComment.some((each) => each === verb) || verb === 'ask')
    must(!!event.comment?.trim(), 'a comment that is asked for is there');
  const held = book.handed.heldBy(personId, facts.standings);
  const places = placesAt(stage, index, book.asks, personId, held, verb !== 'ask');
  if (verb === 'approve' || verb === 'deny' || verb === 'abstain') return votes(book, event, places, state, effects);
  if (verb === 'reassign') return reassigns(book, event, stage);
  if (verb === 'retract') return retracts(book, event, atMs);
  must(places.length > 0, 'who is not asked decides nothing');
  switch (verb) {
    case 'reject':
      must(before.execute !== 'none', 'a question is answered');
      return sendsBack(book, event, state);
    case 'edit':
      must(before.execute !== 'none' && facts.argsProblem === null && event.editRefused === null, 'an edit fits the action');
      hasSeat(book, plan, event);
      must(book.edits < plan.maxEdits, 'people change it only as often as the policy says');
      book.left = { atMs, why: 'edit', edit: event };
      return;
    case 'answer':
      must(before.execute === 'none', 'only a question is answered');
      return hasSeat(book, plan, event);
    case 'ask':
      if (plan.clock.pausedWhile.includes('question') && book.questions.size === 0) clock.pause(atMs);
      book.questions.add(event.decisionId);
      return;
    case 'delegate': {
      const to = facts.target?.ref.startsWith('person:') ? facts.target.ref.slice('person:'.length) : '';
      must(
        facts.target?.able === true && to !== '' && to !== personId && !book.handed.hasGiven(to),
        'a hand-over goes to somebody able, in no circle',
      );
      must(book.handed.hopsTo(personId) < 5, 'a hand-over goes five steps at most');
      must(
        !book.ballots.some((each) => overlap(each, { personId: to, as: to }) || each.personId === personId),
        'who has voted hands nothing over',
      );
      book.handed.give(personId, to, facts.standings);
      book.claims.delete(personId);
      return;
    }
    case 'claim': {
      hasSeat(book, plan, event);
      must(!book.ballots.some((each) => each.verb === 'approve' && each.personId === personId), 'who has voted needs no seat');
      must(!book.barred().includes(personId), 'no seat is kept for an author who may not take it');
      const [place] = places;
      must(place !== undefined, 'a seat is taken from a place');
      book.claims.set(personId, { untilMs: atMs + Math.min(event.forMs ?? plan.claimForMs, plan.claimForMs), place });
      return;
    }
    case 'release':
      must((book.claims.get(personId)?.untilMs ?? 0) > atMs, 'only what was taken is given back');
      book.claims.delete(personId);
      return;
    case 'snooze':
      must(event.forMs !== null && event.forMs <= plan.snoozeMaxMs, 'a snooze is as long as the policy allows');
      book.snoozes.set(personId, atMs + event.forMs);
      return;
    case 'extend':
      must(event.forMs !== null, 'an extension says how long');
      return clock.extend(event.forMs);
    default:
      // Escalating by hand: the record says what it brought about.
      return;
  }
}

function sendsBack(book: Book, { atMs }: DecisionEvent, state: RequestState): void {
  if (state.status === 'revising') {
    must(state.canRevise && state.revision < state.plan.maxRevisions, 'revisions are made as long as there are any');
    book.left = { atMs, why: 'feedback', edit: null };
  }
  if (state.status !== 'pending') return;
  must(book.plan?.onMaxRevisions === 'escalate', 'past the limit of revisions it ends or escalates');
  book.ballots = [];
  book.claims.clear();
  book.sentBack = true;
  if (book.stage > 0) book.enter(0, atMs);
}

function reassigns(book: Book, { facts, from, personId }: DecisionEvent, stage: Stage): void {
  must(facts.assign, 'reassigning takes its permission');
  must(facts.target?.able === true, 'a place goes to somebody able');
  must(
    seatsOf(stage, book.stage, book.asks).some(({ ref }) => ref === from),
    'only a place that is asked is reassigned',
  );
  const others = seatsOf(stage, book.stage, book.asks).filter(({ ref }) => ref !== from);
  for (const veto of stage.vetoes) {
    const twoPeople = veto.startsWith('person:') && (from ?? '').startsWith('person:');
    must(veto !== from && (twoPeople || others.some(({ ref }) => ref === veto)), 'nobody gives the place of a veto away');
  }
  book.asks.push({ stage: book.stage, kind: 'swap', from: from as ReviewerRef, to: facts.target.ref, by: personId });
  book.dropReplaced();
}

function overridden(book: Book, before: RequestState, event: DecisionEvent, state: RequestState): void {
  const { facts, personId, answer } = event;
  must(facts.override && !!event.comment?.trim(), 'an override takes its permission and a reason');
  const people = book.plan?.overridePeople ?? 1;
  must(answer === 'approved' || answer === 'rejected', 'an override says which way');
  if (answer !== 'approved') return must(state.status === 'rejected', 'an override that rejects ends it');
  must(before.execute !== 'none' && before.status !== 'approved', 'an override approves what is not approved');
  must(!book.barred().includes(personId), 'an override is not by who changed it');
  must(!(before.status === 'revising' && before.revising.why === 'again'), 'what may have run already is not approved as it was');
  book.overrides.add(personId);
  must(
    state.status === 'approved' ? book.overrides.size >= people : book.overrides.size < people,
    'an override takes as many as the policy says',
  );
  if (state.status !== 'approved') return;
  must(isDeepStrictEqual(new Set(state.resolution.people), book.overrides), 'an override names who made it');
  book.ballots = [];
  book.left = null;
}

function settledByHand(book: Book, before: RequestState, event: DecisionEvent, state: RequestState): void {
  const { facts, personId, answer, atMs } = event;
  must(before.status === 'unknown' && !book.compensating, 'only an unknown outcome is settled, once');
  const held = book.handed.heldBy(personId, facts.standings);
  const asked = (book.plan?.stages ?? []).some((stage, index) => placesAt(stage, index, book.asks, personId, held, true).length > 0);
  const named = book.plan?.stages.length === 0 && facts.standings.some((each) => book.plan?.settlers.some((ref) => isOf(ref, each)));
  must((asked || named || facts.override) && !!event.comment?.trim(), 'who settles is asked, or may override, and says why');
  const expected = { happened: 'executed', did_not_happen: 'revising', compensate: 'unknown' }[answer ?? ''];
  must(state.status === expected, 'a settlement does what it says');
  if (answer === 'compensate') book.compensating = true;
  if (answer === 'did_not_happen') book.left = { atMs, why: 'again', edit: null };
}
