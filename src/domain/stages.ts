import { moved, type Effect, type Outcome } from './outcome.js';
import { filledNow, stageVotes } from './quorum.js';
import { resolve } from './resolve.js';
import type { StatusOf } from './state.js';

/**
 * After a vote: enough denials end the request; a satisfied stage opens the next; the last one approves. A person's vote counts in one stage,
 * so each stage needs people of its own.
 */
export function advanceStages(state: StatusOf<'pending'>, atMs: number, before: readonly Effect[]): Outcome {
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  if (!stage) return resolve(state, { outcome: 'rejected', by: 'policy', people: [], reason: 'the plan asks nobody' }, atMs, before);
  const denials = stageVotes(round, 'deny');
  if (denials.length >= stage.deny) {
    const people = denials.map((vote) => vote.personId);
    return resolve(state, { outcome: 'rejected', by: 'people', people, reason: `denied by ${people.join(', ')}` }, atMs, before);
  }
  if (filledNow(stage, round) < stage.count) return moved(state, ...before);
  const next = plan.stages[round.stage + 1];
  if (!next) {
    const people = round.votes.filter((vote) => vote.verb === 'approve').map((vote) => vote.personId);
    return resolve(state, { outcome: 'approved', by: 'people', people, reason: `approved by ${people.join(', ')}` }, atMs, before);
  }
  return moved(
    { ...state, round: { ...round, stage: round.stage + 1, stepsTaken: 0, reminded: false, startedAtMs: atMs } },
    ...before.filter((effect) => effect.kind !== 'notice'),
    { kind: 'audit', entry: 'stage.satisfied', body: { stage: stage.name, next: next.name } },
    { kind: 'notice', notice: 'ask', refs: next.entries },
  );
}
