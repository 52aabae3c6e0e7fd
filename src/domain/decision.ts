import { assertNever } from '../contracts/assert-never.js';
import type { NotCountedReason } from '../contracts/decision.js';
import type { Resolution } from '../contracts/status.js';
import { isTerminal } from '../contracts/status.js';
import { base } from './base.js';
import { moved, type Effect, type Outcome } from './outcome.js';
import { askedEntries, fills } from './quorum.js';
import { resolve } from './resolve.js';
import { advanceStages } from './stages.js';
import type { DecisionEvent, RequestState, StatusOf, Vote } from './state.js';
import { escalate } from './tick.js';

/** One person's verb on one revision: counted, or not counted and why. Both leave a receipt and an audit entry. */
export function decideDecision(state: RequestState, event: DecisionEvent): Outcome {
  if (event.seq <= state.lastSeq) return { kind: 'ignored', reason: 'it has its receipt' };
  const seen: RequestState = { ...state, lastSeq: event.seq };
  if (event.verb === 'override') return override(seen, event);
  if (isTerminal(seen.status) || seen.status === 'approved' || seen.status === 'executing') return refuse(seen, event, 'already_closed');
  if (seen.status !== 'pending') return refuse(seen, event, event.revision < seen.revision ? 'stale_revision' : 'not_open');
  const problem = problemWith(seen, event);
  return problem ? refuse(seen, event, problem) : count(seen, event);
}

function problemWith(state: StatusOf<'pending'>, event: DecisionEvent): NotCountedReason | null {
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  if (event.revision !== state.revision) return 'stale_revision';
  if (event.digest !== state.digest) return 'stale_digest';
  if (event.facts.self) return 'self_approval';
  if (!stage || !mayDecide(state, event)) return 'not_eligible';
  const question = state.execute === 'none';
  if (question && (event.verb === 'approve' || event.verb === 'reject' || event.verb === 'edit')) return 'is_a_question';
  if (!question && event.verb === 'answer') return 'not_a_question';
  if (plan.requireComment.some((verb) => verb === event.verb) && !event.comment?.trim()) return 'comment_required';
  if (event.verb === 'ask' && !event.comment?.trim()) return 'comment_required';
  if (event.verb === 'edit' && event.facts.argsProblem !== null) return 'invalid_args';
  if (event.verb === 'escalate' && !plan.escalation[round.stepsTaken]) return 'nothing_to_escalate';
  // One human is one vote over the whole request; in the present stage it may still change its mind.
  const earlier = round.votes.find((vote) => vote.personId === event.personId);
  if (earlier && event.verb === earlier.verb) return 'duplicate';
  if (earlier && earlier.stage < round.stage && event.verb === 'approve') return 'duplicate';
  return null;
}

/** Who is asked at this stage decides; who approved an earlier one may still take that back, and nothing else. */
function mayDecide({ plan, round }: StatusOf<'pending'>, { personId, verb, facts }: DecisionEvent): boolean {
  const asked = (index: number): boolean => {
    const stage = plan.stages[index];
    return stage !== undefined && askedEntries(stage, round, index).some((ref) => fills(ref, personId, facts.groups));
  };
  if (!facts.active) return false;
  const approvedAt = round.votes.find((vote) => vote.personId === personId && vote.verb === 'approve')?.stage;
  return asked(round.stage) || (verb === 'deny' && approvedAt !== undefined && asked(approvedAt));
}

function count(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const before = counted(event);
  switch (event.verb) {
    case 'approve':
    case 'deny': {
      // Who takes an approval of an earlier stage back reopens that stage: it is not satisfied any more.
      const stage = state.round.votes.find((each) => each.personId === event.personId)?.stage ?? state.round.stage;
      const others = state.round.votes.filter((each) => each.personId !== event.personId && each.stage <= stage);
      const vote: Vote = { personId: event.personId, groups: event.facts.groups, verb: event.verb, stage, decisionId: event.decisionId };
      const rewrite: Effect = { kind: 'notice', notice: 'rewrite', refs: [] };
      return advanceStages({ ...state, round: { ...state.round, stage, votes: [...others, vote] } }, event.atMs, [...before, rewrite]);
    }
    case 'reject':
      return reject(state, event, before);
    case 'edit': {
      const { plan, digest } = state;
      const edit = { seq: event.seq, decisionId: event.decisionId, personId: event.personId, facts: event.facts };
      return moved({ ...base(state), status: 'revising', digest, plan, edit }, ...before);
    }
    case 'answer':
      return resolve(
        state,
        {
          outcome: 'answered',
          by: 'people',
          people: [event.personId],
          reason: `answered by ${event.personId}`,
          answer: event.answer ?? '',
        },
        event.atMs,
        before,
      );
    case 'ask':
      return moved(state, ...before, { kind: 'notice', notice: 'rewrite', refs: [] });
    case 'escalate': {
      const outcome = escalate(state, `${event.personId} asked for it`, event.atMs);
      return outcome.kind === 'moved' ? moved(outcome.state, ...before, ...outcome.effects) : refuse(state, event, 'nothing_to_escalate');
    }
    case 'override':
      return override(state, event);
    default:
      return assertNever(event.verb);
  }
}

/** Sent back with feedback: one is enough. Past the limit of revisions it ends or escalates, and is never approved. */
function reject(state: StatusOf<'pending'>, event: DecisionEvent, before: readonly Effect[]): Outcome {
  const { plan, digest } = state;
  const rejected = (reason: string) =>
    resolve(state, { outcome: 'rejected', by: 'people', people: [event.personId], reason }, event.atMs, before);
  if (!state.canRevise) return rejected(`sent back by ${event.personId}; nobody here revises this action`);
  if (state.revision < plan.maxRevisions) {
    return moved({ ...base(state), status: 'revising', digest, plan, edit: null }, ...before, {
      kind: 'notice',
      notice: 'rewrite',
      refs: [],
    });
  }
  const limit = `sent back by ${event.personId}; all ${plan.maxRevisions} revisions are used`;
  switch (plan.onMaxRevisions) {
    case 'reject':
      return rejected(limit);
    case 'escalate': {
      // All votes are void, so the asking starts over at the first stage.
      const outcome = escalate({ ...state, round: { ...state.round, stage: 0, votes: [], sentBack: true } }, limit, event.atMs);
      return outcome.kind === 'moved' ? moved(outcome.state, ...before, ...outcome.effects) : rejected(limit);
    }
    default:
      return assertNever(plan.onMaxRevisions);
  }
}

/** Break-glass: own permission, a reason, possible in every state before the effect is claimed. */
function override(state: RequestState, event: DecisionEvent): Outcome {
  if (state.status !== 'proposing' && state.status !== 'pending' && state.status !== 'revising' && state.status !== 'approved') {
    return refuse(state, event, 'already_closed');
  }
  if (event.facts.self) return refuse(state, event, 'self_approval');
  if (!event.facts.active || !event.facts.override) return refuse(state, event, 'override_not_permitted');
  if (!event.comment?.trim()) return refuse(state, event, 'comment_required');
  const approves = event.answer === 'approved';
  if (state.status === 'proposing') {
    if (approves) return refuse(state, event, 'not_open');
  } else {
    if (event.revision !== state.revision) return refuse(state, event, 'stale_revision');
    if (event.digest !== state.digest) return refuse(state, event, 'stale_digest');
  }
  if (approves && state.execute === 'none') return refuse(state, event, 'is_a_question');
  if (approves && state.status === 'approved') return refuse(state, event, 'duplicate');
  const resolution: Resolution = {
    outcome: approves ? 'approved' : 'rejected',
    by: 'override',
    people: [event.personId],
    reason: event.comment,
    revision: state.revision,
    digest: state.digest,
    at: new Date(event.atMs).toISOString(),
    answer: null,
  };
  const effects: Effect[] = [
    ...counted(event),
    { kind: 'audit', entry: 'request.resolved', body: { ...resolution } },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  ];
  if (approves && state.status !== 'proposing') {
    const { plan, digest } = state;
    const round = state.status === 'revising' ? emptyRound(event.atMs) : { ...state.round, votes: [] };
    return moved(
      { ...base(state), status: 'approved', digest, plan, round, resolution, usableUntilMs: event.atMs + plan.usableForMs },
      ...effects,
    );
  }
  return moved({ ...base(state), status: 'rejected', resolution }, ...effects);
}

function emptyRound(atMs: number) {
  return {
    startedAtMs: atMs,
    stage: 0,
    extra: [],
    stepsTaken: 0,
    reminded: false,
    extensions: 0,
    sentBack: false,
    deadlineAtMs: atMs,
    votes: [],
  };
}

function refuse(state: RequestState, event: DecisionEvent, reason: NotCountedReason): Outcome {
  return moved(
    state,
    { kind: 'receipt', seq: event.seq, counted: false, reason },
    {
      kind: 'audit',
      entry: 'decision.refused',
      body: { decisionId: event.decisionId, verb: event.verb, by: event.personId, revision: event.revision, reason },
    },
  );
}

function counted(event: DecisionEvent): readonly Effect[] {
  return [
    { kind: 'receipt', seq: event.seq, counted: true, reason: null },
    {
      kind: 'audit',
      entry: 'decision.counted',
      body: {
        decisionId: event.decisionId,
        verb: event.verb,
        by: event.personId,
        revision: event.revision,
        digest: event.digest,
        comment: event.comment,
      },
    },
  ];
}
