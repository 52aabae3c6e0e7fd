import type { Book } from './book.js';
import type { Plan } from '../../../src/contracts/plan.js';
import type { DecisionEvent, Member, RequestState, Vote } from '../../../src/domain/state.js';
import type { Ballot } from './ballots.js';
import { placesAt } from './ballots.js';
import { ClockWatch } from './clock-watch.js';
import { must } from './must.js';
import { firstOutside } from './open-time.js';
import type { Of } from './types.js';

export function proposed(book: Book, before: RequestState, event: Of<'proposed'>, state: RequestState): void {
  const { plan, digest, atMs, people } = event;
  const { left, ballots: earlier, clock, authors } = book;
  const edit = left?.why === 'edit' ? left.edit : null;
  let deadlineMs: number | null = null;
  if (left && clock) {
    clock.resume(left.atMs);
    if (plan.clock.per === 'request' && (left.why === 'feedback' || left.why === 'edit')) {
      const fresh = new ClockWatch(plan);
      fresh.open(plan, atMs);
      deadlineMs = Math.min(fresh.deadlineMs, clock.leftFrom(plan, left.atMs, atMs));
    }
  }
  // Whose changes are in it stays true while the same arguments are asked about again, and while people go on changing them.
  const edited = edit && !authors.includes(edit.personId) ? [...authors, edit.personId] : authors;
  book.openRound(plan, atMs, edit || left?.why === 'again' ? edited : [], deadlineMs);
  if (edit) book.edits += 1;
  book.digest = digest;
  book.sentBack ||= left?.why === 'again';
  if (left?.why === 'again') must(state.status !== 'approved', 'what may have run already is approved by people');
  book.left = null;
  if (plan.route !== 'review' || !('round' in state)) return;
  const keeps = event.keepVotes && (left?.why === 'feedback' || left?.why === 'edit');
  for (const vote of state.round.votes) {
    if (edit && vote.decisionId === edit.decisionId) editorsVote(book, vote, edit, people);
    else {
      must(keeps, 'votes are void on a new revision');
      keep(book, vote, earlier, people);
    }
  }
  book.stage = state.round.stage;
}

function editorsVote(book: Book, vote: Vote, edit: DecisionEvent, people: readonly Member[]): void {
  must(!edit.facts.self && vote.personId === edit.personId && vote.stage === 0, 'an edit is a vote of its editor, in the first stage');
  must(vote.verb === 'approve' && vote.keptFrom === null, 'an edit is an approval');
  seat(book, vote, people);
}

/** A vote that stays is one that was there, of a person who still fills something. */
function keep(book: Book, vote: Vote, earlier: readonly Ballot[], people: readonly Member[]): void {
  const was = earlier.find((ballot) => ballot.decisionId === vote.decisionId);
  must(was !== undefined && was.personId === vote.personId && was.as === vote.as, 'a vote that stays was there before');
  must(was.verb === vote.verb, 'a vote that stays says what it said');
  if (vote.verb === 'approve') seat(book, vote, people, was.revision);
  else book.ballots.push({ ...vote, revision: was.revision });
}

function seat(book: Book, vote: Vote, people: readonly Member[], revision: number | null = null): void {
  const { plan, asks, handed } = book;
  const stage = plan?.stages[vote.stage];
  const own = people.find(({ personId }) => personId === vote.personId)?.standings ?? [];
  const held = handed.heldBy(vote.personId, own).filter(({ as }) => as === vote.as);
  must(
    stage !== undefined && placesAt(stage, vote.stage, asks, vote.personId, held, true).length > 0,
    'who votes is asked, by what is true now',
  );
  book.ballots.push({ ...vote, groups: held[0]?.groups ?? [], fits: held[0]?.fits ?? [], revision: revision ?? 0 });
}

export function replanned(book: Book, event: Of<'replanned'>, state: RequestState): void {
  const { plan, atMs, people } = event;
  const { ballots: earlier, handed, authors, start } = book;
  if (state.status !== 'pending' && state.status !== 'approved') return;
  const samePolicy = plan.policy.digest === book.plan?.policy.digest && plan.onTimeout === 'approve';
  const silent = start?.by === 'fallback' && samePolicy && (plan.risk === 'low' || plan.risk === 'medium');
  if (book.plan && (plan.route === 'auto' || silent)) {
    const { frozen, vetoWindowMs, policySet } = plan;
    book.plan = { ...book.plan, frozen, vetoWindowMs, policySet };
    heldBack(book, plan, start, state, atMs);
    return;
  }
  book.openRound(plan, atMs, authors);
  book.handed = handed;
  book.stage = state.round.stage;
  for (const vote of state.round.votes) keep(book, vote, earlier, people);
  const denied = earlier.filter(({ verb }) => verb === 'deny').length;
  must(book.ballots.filter(({ verb }) => verb === 'deny').length === denied, 'no denial gets lost on the way');
  heldBack(book, plan, start, state, atMs);
}

function heldBack(book: Book, plan: Plan, start: Book['start'], state: RequestState, atMs: number): void {
  if (state.status !== 'approved' || !start) return;
  if (start.by === 'override') return;
  const fromMs = firstOutside(Math.max(Date.parse(state.resolution.at) + plan.vetoWindowMs, atMs), plan.frozen);
  must(fromMs <= atMs || state.runFromMs >= fromMs, 'what the policies in force now hold back waits');
  book.start = { ...start, fromMs: state.runFromMs, untilMs: state.usableUntilMs };
}
