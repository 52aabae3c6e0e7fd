import { standingFor, satisfied } from '../domain/quorum.js';
import type { StatusOf, Vote } from '../domain/state.js';
import type { Tx } from '../ledger/ledger.js';
import type { RequestRow } from '../ledger/requests.js';
import { factsOf, type Qualify } from './directory.js';

export type Authority = { kind: 'stands' } | { kind: 'lost'; personIds: readonly string[] } | { kind: 'never' };

/**
 * Just before the effect: does the resolution still stand on people who may approve? Each must be active, still fill an entry of the stage
 * they voted in (as must whoever they stood in for), and not have become the requester or owner. `never`: the votes do not satisfy the plan
 * at all, which is a broken promise.
 */
export async function authority(tx: Tx, row: RequestRow, state: StatusOf<'approved'>, qualify: Qualify, nowMs: number): Promise<Authority> {
  const { resolution, plan, round } = state;
  if (resolution.by === 'policy' || resolution.by === 'fallback') return { kind: 'stands' };
  const lost: string[] = [];
  if (resolution.by === 'override') {
    for (const personId of resolution.people) {
      const facts = await factsOf(tx, row, personId, nowMs, qualify);
      if (!facts?.active || !facts.override || facts.self) lost.push(personId);
    }
    return lost.length === 0 ? { kind: 'stands' } : { kind: 'never' };
  }
  if (!satisfied(plan, round)) return { kind: 'never' };
  for (const vote of round.votes.filter(({ verb }) => verb === 'approve')) {
    if (!(await stillMay(tx, row, state, vote, qualify, nowMs))) lost.push(vote.personId);
  }
  return lost.length === 0 ? { kind: 'stands' } : { kind: 'lost', personIds: lost };
}

/** The end of an absence takes nothing back: who stood in rightly then, and for somebody who still could, counts. */
async function stillMay(
  tx: Tx,
  row: RequestRow,
  { plan, round }: StatusOf<'approved'>,
  vote: Vote,
  qualify: Qualify,
  nowMs: number,
): Promise<boolean> {
  const stage = plan.stages[vote.stage];
  const voter = await factsOf(tx, row, vote.personId, nowMs, qualify);
  const place = vote.as === vote.personId ? voter : await factsOf(tx, row, vote.as, nowMs, qualify);
  if (!stage || !voter?.active || voter.self || !place?.active || place.self) return false;
  const standing = { as: vote.as, groups: place.standings[0]?.groups ?? [], fits: voter.standings[0]?.fits ?? [] };
  return standingFor(stage, round, vote.personId, [standing], vote.stage).kind === 'stands';
}
