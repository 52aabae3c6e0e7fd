import type { Plan } from '../contracts/plan.js';
import { barredAuthors } from './author.js';
import { audit, ignored, moved, type Effect, type Outcome } from './outcome.js';
import { askedEntries, standingFor } from './quorum.js';
import { resolve } from './resolve.js';
import { carriedOver, nextRound, openRound, resumed } from './rounds.js';
import { advanceStages, deniedSomewhere, reseated } from './stages.js';
import type { DomainEvent, PendingEdit, RequestState, Round, StatusOf, Vote } from './state.js';

type Proposed = Extract<DomainEvent, { kind: 'proposed' }>;

/** The next revision is here: old votes are void or kept, and the plan says whether it passes, stops or asks people. */
export function propose(state: RequestState, event: Proposed): Outcome {
  if (state.status !== 'proposing' && state.status !== 'revising') return ignored(`no revision is awaited while ${state.status}`);
  if (event.revision !== state.revision + 1) return ignored(`revision ${event.revision} does not follow ${state.revision}`);
  const { plan } = event;
  const round = roundOf(state, event);
  const pending: StatusOf<'pending'> = {
    status: 'pending',
    revision: event.revision,
    digest: event.digest,
    execute: state.execute,
    canRevise: state.canRevise,
    lastSeq: state.lastSeq,
    plan,
    round,
  };
  const proposed = [proposedEntry(event), ...keptEntry(round)];
  const refused = (reason: string) => resolve(pending, { outcome: 'rejected', by: 'policy', people: [], reason }, event.atMs, proposed);
  switch (plan.route) {
    case 'deny':
      return refused(lastReason(plan));
    case 'auto':
      // The planner always asks people; no plan whatever makes an approval out of a question.
      if (state.execute === 'none') return refused('a question is answered by people');
      // What may have run, or was to run on other ground, passes nobody by.
      if (round.sentBack) return refused('only people may approve it now, and the policy names none');
      return resolve(pending, { outcome: 'approved', by: 'policy', people: [], reason: lastReason(plan) }, event.atMs, proposed);
    case 'review': {
      const stage = plan.stages[round.stage];
      const asked: Effect = { kind: 'notice', notice: 'ask', refs: stage ? askedEntries(stage, round) : [] };
      if (round.votes.length === 0) return moved(pending, ...proposed, asked);
      const denied = deniedSomewhere(plan, round);
      if (denied) {
        const verdict = { outcome: 'rejected' as const, by: 'people' as const, people: denied, reason: `denied by ${denied.join(', ')}` };
        return resolve(pending, verdict, event.atMs, proposed);
      }
      return advanceStages(pending, event.atMs, [...proposed, asked]);
    }
  }
}

function roundOf(state: StatusOf<'proposing' | 'revising'>, event: Proposed): Round {
  const { plan, atMs } = event;
  if (state.status === 'proposing') return openRound(plan, atMs);
  const { why } = state.revising;
  const edit = state.revising.why === 'edit' ? state.revising.edit : null;
  const before = resumed(state.plan, state.round, state.sinceMs);
  const { edits, sentBack } = before;
  // The same arguments again are still the change of whoever changed them; what the agent says itself is nobody else's.
  const authors = edit ? [...new Set([...before.authors, edit.personId])] : why === 'again' ? before.authors : [];
  // What may have run, or was denied, passes nobody by, however often it is revised.
  const left = { ...before, authors, edits: edits + (edit ? 1 : 0), sentBack: why === 'again' || sentBack };
  const fresh = nextRound(plan, left, atMs);
  if (why === 'again') return fresh;
  // What was approved already has had its time; looking at it again takes time of its own.
  if (why === 'precondition') return fresh;
  const timed = carriedOver(plan, fresh, before, state.sinceMs, atMs);
  if (plan.route !== 'review') return timed;
  const earlier = event.keepVotes ? state.round.votes.map((vote) => ({ ...vote, keptFrom: vote.keptFrom ?? state.revision })) : [];
  const editors = edit ? editorsVote(event, timed, edit) : [];
  if (earlier.length + editors.length === 0) return timed;
  // Where what was approved stays approved, what was denied stays denied; but an edit takes the place of its editor's own denial.
  const denials = earlier.filter((vote) => vote.verb === 'deny' && edit?.personId !== vote.personId);
  const round = reseated(plan, { ...timed, votes: denials }, [...editors, ...earlier], event.people, atMs);
  return { ...round, votes: round.votes.map((vote) => ({ ...vote, stage: Math.min(vote.stage, round.stage) })) };
}

/** An edit is the editor's one vote on the new revision, for low and medium risk, where the policy allows it and the editor is asked there too. */
function editorsVote({ plan, people }: Proposed, round: Round, { personId, decisionId, facts }: PendingEdit): Vote[] {
  const stage = plan.stages[0];
  const standings = people.find((each) => each.personId === personId)?.standings ?? [];
  if (!stage || facts.self || barredAuthors(plan, round).includes(personId)) return [];
  const found = standingFor(stage, round, personId, standings);
  if (found.kind !== 'stands') return [];
  return [{ personId, ...found.standing, verb: 'approve', stage: 0, decisionId, keptFrom: null }];
}

function proposedEntry({ revision, digest, author, plan }: Proposed): Effect {
  return audit('revision.proposed', {
    revision,
    digest,
    author: author.id,
    authorKind: author.kind,
    route: plan.route,
    policy: `${plan.policy.name}@${plan.policy.version}`,
    reasons: plan.reasons.map((reason) => reason.text),
  });
}

function keptEntry({ votes }: Round): Effect[] {
  const kept = votes.filter((vote) => vote.keptFrom !== null);
  if (kept.length === 0) return [];
  return [audit('votes.kept', { votes: kept.map(({ personId, decisionId, keptFrom }) => ({ personId, decisionId, from: keptFrom })) })];
}

function lastReason(plan: Plan): string {
  return plan.reasons.map((reason) => reason.text).join('; ');
}
