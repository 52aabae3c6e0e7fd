import type { Plan, ReviewerRef, Stage } from '../contracts/plan.js';
import { barredAuthors, isOneOf } from './author.js';
import { sameHuman, standingsHeld } from './holders.js';
import { audit, moved, type Effect, type Outcome } from './outcome.js';
import { askedEntries, fillsMore, seatedNow, stageSatisfied, stageVotes, standingFor, vetoed } from './quorum.js';
import { resolve } from './resolve.js';
import { atStage } from './rounds.js';
import type { Claim, Member, Round, StatusOf, Vote } from './state.js';

/**
 * After a vote: a veto or enough denials end the request; a satisfied stage opens the next; the last one approves. A person's vote counts in one
 * stage, so each stage needs people of its own.
 */
export function advanceStages(state: StatusOf<'pending'>, atMs: number, before: readonly Effect[]): Outcome {
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  if (!stage) return resolve(state, { outcome: 'rejected', by: 'policy', people: [], reason: 'the plan asks nobody' }, atMs, before);
  const denied = deniedBy(stage, round);
  if (denied)
    return resolve(state, { outcome: 'rejected', by: 'people', people: denied, reason: `denied by ${denied.join(', ')}` }, atMs, before);
  const { filled, need } = seatedNow(stage, round);
  if (filled < need || need === 0) return moved(state, ...before);
  const next = plan.stages[round.stage + 1];
  if (!next) {
    const people = approvers(round);
    return resolve(state, { outcome: 'approved', by: 'people', people, reason: `approved by ${people.join(', ')}` }, atMs, before);
  }
  const opened = atStage(round, round.stage + 1, atMs);
  return moved(
    { ...state, round: opened },
    ...before.filter((effect) => effect.kind !== 'notice'),
    audit('stage.satisfied', { stage: stage.name, next: next.name }),
    { kind: 'notice', notice: 'ask', refs: askedEntries(next, opened) },
  );
}

/** Who ended this stage by denying: a veto alone, or as many as the policy says. Null while it goes on. */
export function deniedBy(stage: Stage, round: Round): string[] | null {
  const denials = stageVotes(round, 'deny');
  return vetoed(stage, denials) || denials.length >= stage.deny ? denials.map((vote) => vote.personId) : null;
}

/** The same over all stages, for denials that were taken over from elsewhere. */
export function deniedSomewhere(plan: Plan, round: Round): string[] | null {
  return plan.stages.map((stage, index) => deniedBy(stage, { ...round, stage: index })).find((people) => people !== null) ?? null;
}

export function approvers(round: Round): string[] {
  return round.votes.filter((vote) => vote.verb === 'approve').map((vote) => vote.personId);
}

/** Everybody whom the plan asks at any stage, with what escalation and people added. */
export function everybodyAsked({ plan, round }: { plan: Plan; round: Round }): ReviewerRef[] {
  return [...new Set(plan.stages.flatMap((stage, index) => askedEntries(stage, round, index)))];
}

/** Who hears that an outcome is unknown, and may settle it: everybody asked, or those named for it where nobody was. */
export function whoFindsOut(state: { plan: Plan; round: Round }): readonly ReviewerRef[] {
  return state.plan.stages.length > 0 ? everybodyAsked(state) : state.plan.settlers;
}

/** Votes and claims that still fill something in their stage; who was replaced there decides no more, and keeps no seat. */
export function withoutReplaced(plan: Plan, round: Round): Round {
  const stands = (held: Vote | Claim, index: number): boolean => {
    const stage = plan.stages[index];
    return stage !== undefined && standingFor(stage, round, held.personId, [held], index).kind === 'stands';
  };
  const votes = round.votes.filter((vote) => stands(vote, vote.stage));
  const claims = round.claims.filter((claim) => stands(claim, round.stage));
  if (votes.length === round.votes.length && claims.length === round.claims.length) return round;
  // A denial that is void now was no silence: without it only people approve.
  const denied = round.votes.some((vote) => vote.verb === 'deny' && !votes.includes(vote));
  return { ...round, votes, claims, sentBack: round.sentBack || denied };
}

/**
 * Approvals given before, seated anew in a fresh round under another plan: each by what is true of its person now, each stage with no more
 * votes than it needs. Stops at the first stage that stays open; what is left over is void.
 */
export function reseated(plan: Plan, round: Round, earlier: readonly Vote[], people: readonly Member[], atMs: number): Round {
  let current = round;
  for (const [index, stage] of plan.stages.entries()) {
    current = { ...current, stage: index };
    for (const vote of earlier) {
      if (stageSatisfied(stage, current, index)) break;
      const seated = seat(plan, current, vote, people);
      if (seated !== null && fillsMore(stage, current, seated)) current = seated;
    }
    if (!stageSatisfied(stage, current, index)) return index === 0 ? current : atStage(current, index, atMs);
  }
  return current;
}

function seat(plan: Plan, round: Round, vote: Vote, people: readonly Member[]): Round | null {
  const stage = plan.stages[round.stage];
  const member = people.find(({ personId }) => personId === vote.personId);
  if (!stage || !member || vote.verb !== 'approve' || isOneOf(barredAuthors(plan, round), vote)) return null;
  const held = standingsHeld(member.personId, member.standings, round.delegations).filter(({ as }) => as === vote.as);
  const found = standingFor(stage, round, member.personId, held);
  if (found.kind !== 'stands' || round.votes.some((each) => sameHuman(each, vote))) return null;
  const { groups, fits } = found.standing;
  return { ...round, votes: [...round.votes, { ...vote, groups, fits, stage: round.stage }] };
}
