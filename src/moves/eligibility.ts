import { fills, askedEntries, satisfied } from '../domain/quorum.js';
import type { StatusOf } from '../domain/state.js';
import type { Tx } from '../ledger/ledger.js';
import type { RequestRow } from '../ledger/requests.js';
import { factsOf } from './directory.js';

export type Authority = { kind: 'stands' } | { kind: 'lost'; personIds: readonly string[] } | { kind: 'never' };

/**
 * Just before the effect: does the resolution still stand on people who may approve? Each must be active, still fill an entry of the stage
 * they voted in, and not have become the requester or owner. `never`: the votes do not satisfy the plan at all, which is a broken promise.
 */
export async function authority(tx: Tx, row: RequestRow, state: StatusOf<'approved'>): Promise<Authority> {
  const { resolution, plan, round } = state;
  if (resolution.by === 'policy' || resolution.by === 'fallback') return { kind: 'stands' };
  const lost: string[] = [];
  if (resolution.by === 'override') {
    for (const personId of resolution.people) {
      const facts = await factsOf(tx, row, personId);
      if (!facts?.active || !facts.override || facts.self) lost.push(personId);
    }
    return lost.length === 0 ? { kind: 'stands' } : { kind: 'never' };
  }
  if (!satisfied(plan, round)) return { kind: 'never' };
  for (const vote of round.votes.filter(({ verb }) => verb === 'approve')) {
    const stage = plan.stages[vote.stage];
    const facts = await factsOf(tx, row, vote.personId);
    const entries = stage ? askedEntries(stage, round, vote.stage) : [];
    if (!facts?.active || facts.self || !entries.some((ref) => fills(ref, vote.personId, facts.groups))) lost.push(vote.personId);
  }
  return lost.length === 0 ? { kind: 'stands' } : { kind: 'lost', personIds: lost };
}
