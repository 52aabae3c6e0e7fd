import type { NotCountedReason } from '../contracts/decision.js';
import type { Stage } from '../contracts/plan.js';
import { barredAuthors, isOneOf } from './author.js';
import { hopsTo, MAX_HOPS, sameHuman, standingsHeld } from './holders.js';
import { nextStepUp } from './ladder.js';
import { askedEntries, seatedNow, standingFor } from './quorum.js';
import { mayLoseVeto } from './vetoes.js';
import type { DecisionEvent, Round, Standing, StatusOf, Vote } from './state.js';

/** Why a decision on a pending request does not count; null where it does. */
export function problemWith(state: StatusOf<'pending'>, event: DecisionEvent): NotCountedReason | null {
  const stage = state.plan.stages[state.round.stage];
  if (event.revision !== state.revision) return 'stale_revision';
  if (event.digest !== state.digest) return 'stale_digest';
  if (event.facts.self) return 'self_approval';
  if (!stage || !event.facts.active) return 'not_eligible';
  return whoProblem(state, stage, event) ?? wordProblem(state, event) ?? verbProblem(state, stage, event);
}

/** Where the person votes now, and for whom; undefined where they fill no place of the present stage. */
export function placeOf(state: StatusOf<'pending'>, event: DecisionEvent): Standing | undefined {
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  if (!stage) return undefined;
  const found = standingFor(stage, round, event.personId, standingsHeld(event.personId, event.facts.standings, round.delegations));
  return found.kind === 'stands' ? found.standing : undefined;
}

/** The votes so far of the human that this person is, or stands in for. */
export function votesOf(round: Round, personId: string, as: string): readonly Vote[] {
  return round.votes.filter((vote) => sameHuman(vote, { personId, as }));
}

/** Who is asked at this stage decides; who approved an earlier one may still take that back, and nothing else. */
function whoProblem({ round }: StatusOf<'pending'>, stage: Stage, event: DecisionEvent): NotCountedReason | null {
  const { personId, verb, facts } = event;
  if (verb === 'reassign') return facts.assign ? null : 'reassign_not_permitted';
  const delegated = round.delegations.some(({ from }) => from === personId);
  if (verb === 'retract' && delegated) return null;
  const found = standingFor(stage, round, personId, standingsHeld(personId, facts.standings, round.delegations));
  switch (found.kind) {
    case 'stands':
      return null;
    case 'not_qualified':
      // Without the qualification nobody's word counts; asking is free.
      return verb === 'ask' ? null : 'not_qualified';
    case 'own_reassignment':
      return 'own_reassignment';
    case 'not_asked': {
      const mine = round.votes.find((vote) => vote.personId === personId && vote.verb === 'approve' && vote.stage < round.stage);
      return mine && (verb === 'deny' || verb === 'retract') ? null : 'not_eligible';
    }
  }
}

function wordProblem({ plan, execute }: StatusOf<'pending'>, event: DecisionEvent): NotCountedReason | null {
  const question = execute === 'none';
  if (question && (event.verb === 'approve' || event.verb === 'reject' || event.verb === 'edit')) return 'is_a_question';
  if (!question && event.verb === 'answer') return 'not_a_question';
  const required = event.verb === 'ask' || plan.requireComment.some((verb) => verb === event.verb);
  return required && !event.comment?.trim() ? 'comment_required' : null;
}

function verbProblem(state: StatusOf<'pending'>, stage: Stage, event: DecisionEvent): NotCountedReason | null {
  const { plan, round } = state;
  switch (event.verb) {
    case 'approve':
      return authorProblem(state, event) ?? voteProblem(state, event) ?? seatProblem(stage, round, event);
    case 'deny':
    case 'abstain':
      return voteProblem(state, event);
    case 'answer':
      return seatProblem(stage, round, event);
    case 'claim':
      // A seat is kept only for somebody who may still take it.
      return authorProblem(state, event) ?? voteProblem(state, { ...event, verb: 'approve' }) ?? seatProblem(stage, round, event);
    case 'edit':
      if (event.facts.argsProblem !== null) return 'invalid_args';
      if (round.edits >= plan.maxEdits) return 'no_edits_left';
      return event.editRefused ?? seatProblem(stage, round, event);
    case 'escalate':
      return nextStepUp(stage, round) === null ? 'nothing_to_escalate' : null;
    case 'retract':
      return nothingToRetract(round, event.personId) ? 'nothing_to_retract' : null;
    case 'release':
      return round.claims.some(({ personId, untilMs }) => personId === event.personId && untilMs > event.atMs)
        ? null
        : 'nothing_to_release';
    case 'delegate':
      return delegationProblem(round, event);
    case 'reassign':
      if (!event.from || !askedEntries(stage, round).some((ref) => ref === event.from)) return 'not_asked_entry';
      if (mayLoseVeto(stage, round, event.from)) return 'holds_veto';
      return event.facts.target?.able ? null : 'delegation_refused';
    case 'snooze':
      return event.forMs === null || event.forMs > plan.snoozeMaxMs ? 'snooze_refused' : null;
    case 'extend': {
      const { extended } = round;
      const within = event.forMs !== null && extended.ms + event.forMs <= plan.extend.maxMs && extended.times < plan.extend.times;
      return within ? null : 'extension_refused';
    }
    default:
      return null;
  }
}

/** A change is approved by somebody else than its author, and not in the author's place either. */
function authorProblem(state: StatusOf<'pending'>, event: DecisionEvent): NotCountedReason | null {
  const authors = barredAuthors(state.plan, state.round);
  if (authors.length === 0) return null;
  return isOneOf(authors, { personId: event.personId, as: placeOf(state, event)?.as ?? event.personId }) ? 'own_edit' : null;
}

/** One human is one vote over the whole request; in the present stage it may still change its mind, and whose place it is has the last word. */
function voteProblem(state: StatusOf<'pending'>, event: DecisionEvent): NotCountedReason | null {
  if (state.round.votes.length === 0) return null;
  const as = placeOf(state, event)?.as ?? event.personId;
  for (const earlier of votesOf(state.round, event.personId, as)) {
    if (earlier.verb === event.verb) return 'duplicate';
    if (earlier.stage < state.round.stage && event.verb !== 'deny') return 'duplicate';
    const mine = earlier.personId === event.personId || earlier.as === event.personId;
    if (!mine) return 'duplicate';
  }
  return null;
}

/** A claim keeps one seat for its holder while it lasts; it never stands in the way of a no. */
function seatProblem(stage: Stage, round: Round, { personId, atMs }: DecisionEvent): NotCountedReason | null {
  const taken = round.claims.filter((each) => each.personId !== personId && each.untilMs > atMs).length;
  if (taken === 0) return null;
  const { filled, need } = seatedNow(stage, round);
  return need - filled - taken >= 1 ? null : 'claimed';
}

function nothingToRetract(round: Round, personId: string): boolean {
  return (
    !round.votes.some((vote) => vote.personId === personId) &&
    !round.delegations.some(({ from }) => from === personId) &&
    !round.claims.some((each) => each.personId === personId)
  );
}

function delegationProblem(round: Round, { personId, facts }: DecisionEvent): NotCountedReason | null {
  const to = facts.target?.able ? personOf(facts.target.ref) : null;
  if (to === null || to === personId) return 'delegation_refused';
  // Who has voted, or handed over already, cannot be the second human that a hand-over needs.
  const voted = round.votes.some((vote) => vote.personId === personId || vote.personId === to || vote.as === to);
  const circle = round.delegations.some(({ from }) => from === to);
  return voted || circle || hopsTo(personId, round.delegations) >= MAX_HOPS ? 'delegation_refused' : null;
}

/** The person's id of `person:ada`; null for a group. */
export function personOf(ref: string): string | null {
  return ref.startsWith('person:') ? ref.slice('person:'.length) : null;
}
