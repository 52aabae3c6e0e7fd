import type { Plan, Stage } from '../contracts/plan.js';
import { barredAuthors } from './author.js';
import { undisputed } from './disputes.js';
import { askedWays, fillersOf, type AskedLeaf } from './entries.js';
import { match, type Matching, type Places } from './matching.js';
import { product } from './product.js';
import { fitsStage } from './quorum.js';
import type { Member, Missing, Round, Standing } from './state.js';

export { withDelegations } from './delegations.js';

/** Each combination of alternatives is a matching of its own. */
const MAX_COMBINATIONS = 256;

export type Reachability = { kind: 'reachable' } | { kind: 'unreachable'; missing: readonly Missing[] };

/** Somebody who takes at most one seat: through any of these places, at that stage only or, with null, at any that is open. */
interface Taker {
  personId: string;
  standings: readonly Standing[];
  stage: number | null;
}

interface OpenLeaf extends Places {
  stage: Stage;
  asked: AskedLeaf;
}

/** One alternative of every open stage, solved. */
interface Solution extends Matching {
  leaves: readonly OpenLeaf[];
  missing: number;
  need: number;
}

/**
 * Whether the people who are left can satisfy every stage that is open, and if not, the smallest set of seats that stays empty.
 *
 * `members` are those who could vote now, after hand-overs (`withDelegations`). Without a round nobody has voted yet. With one, the
 * approvals of open stages keep their seats; no human who has voted (or whose place was voted from) takes another, nor do authors whom
 * the policy bars. All open stages are solved together, because they compete for the same people. `reachable` is always true; where the
 * alternatives are too many to try them all, `unreachable` may miss a combination that would do.
 */
export function reachability(plan: Plan, round: Round | null, members: readonly Member[]): Reachability {
  const first = round?.stage ?? 0;
  const approvals = (round?.votes ?? []).filter(({ verb, stage }) => verb === 'approve' && stage >= first);
  const seated = approvals.map((vote): Taker => ({ personId: vote.personId, standings: [vote], stage: vote.stage }));
  const open = plan.stages.slice(first).map((stage, offset) => {
    const index = first + offset;
    return { stage, index, ways: askedWays(stage.rule, round?.asking ?? [], index) };
  });
  const best = bestOf(undisputed(membersLeft(plan, round, members)), (left) => {
    const takers = [...seated, ...left.map((member): Taker => ({ ...member, stage: null }))];
    return smallest(
      open.map(({ stage, index, ways }) => prepared(stage, index, ways, takers)),
      takers.length,
    );
  });
  return best.missing === 0 ? { kind: 'reachable' } : { kind: 'unreachable', missing: missingIn(best) };
}

/** Members of whom no part has voted: a vote uses up both the person and whose place it was cast from. */
function membersLeft(plan: Plan, round: Round | null, members: readonly Member[]): readonly Member[] {
  if (!round) return members;
  const used = new Set([...round.votes.flatMap(({ personId, as }) => [personId, as]), ...barredAuthors(plan, round)]);
  return members
    .filter(({ personId }) => !used.has(personId))
    .map(({ personId, standings }) => ({ personId, standings: standings.filter(({ as }) => !used.has(as)) }));
}

function prepared(stage: Stage, index: number, ways: readonly (readonly AskedLeaf[])[], takers: readonly Taker[]): OpenLeaf[][] {
  const candidates = takers.map(({ personId, standings, stage: at }) => ({
    personId,
    standings: at === null || at === index ? standings.filter(({ fits }) => fitsStage(stage, fits)) : [],
  }));
  const known = new Map<AskedLeaf, OpenLeaf>();
  const leafOf = (asked: AskedLeaf): OpenLeaf => ({
    stage,
    asked,
    count: asked.count,
    fillers: asked.entries.map((entry) => fillersOf(entry, candidates)),
  });
  return ways.map((way) =>
    way.map((asked) => {
      const leaf = known.get(asked) ?? leafOf(asked);
      known.set(asked, leaf);
      return leaf;
    }),
  );
}

/** The combination of alternatives, one for each stage, that leaves the fewest seats empty. */
function smallest(stages: readonly (readonly (readonly OpenLeaf[])[])[], people: number): Solution {
  const solve = (leaves: readonly OpenLeaf[]): Solution => {
    const matching = match(leaves, people);
    const need = leaves.reduce((sum, { count }) => sum + count, 0);
    return { ...matching, leaves, need, missing: matching.taken.reduce((left, taken) => left - taken, need) };
  };
  if (stages.reduce((all, ways) => all * ways.length, 1) <= MAX_COMBINATIONS) {
    return bestOf(product(stages), (ways) => solve(ways.flat()));
  }
  // Stage by stage: what is found is a real seating of one combination, so `reachable` stays true, but a better combination may exist.
  return stages.reduce((before, ways) => bestOf(ways, (way) => solve([...before.leaves, ...way])), solve([]));
}

/** What misses least; ties go to what needs least, then to what comes first, so that the same people always give the same answer. */
function bestOf<T>(candidates: readonly T[], solve: (candidate: T) => Solution): Solution {
  let best: Solution = { leaves: [], taken: [], wanted: [], missing: Infinity, need: Infinity };
  for (const candidate of candidates) {
    const next = solve(candidate);
    if (next.missing < best.missing || (next.missing === best.missing && next.need < best.need)) best = next;
    if (best.missing === 0) break;
  }
  return best;
}

/**
 * A leaf names those of its entries where one more person would help. It has none only where a replacement left it fewer entries than it
 * counts; then all are named.
 */
function missingIn({ leaves, taken, wanted }: Solution): readonly Missing[] {
  return leaves.flatMap(({ stage, asked, count }, number) => {
    const need = count - (taken[number] ?? 0);
    if (need === 0) return [];
    const refs = asked.entries.map(({ ref }) => ref);
    const helpful = (wanted[number] ?? []).flatMap((entry) => refs[entry] ?? []);
    return [{ stage: stage.name, entries: [...new Set(helpful.length > 0 ? helpful : refs)], need }];
  });
}
