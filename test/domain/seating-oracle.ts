import type { Plan, ReviewerRef, Rule, Seats, Stage } from '../../src/contracts/plan.js';
import type { Asking, Member, Round, Standing, Vote } from '../../src/domain/state.js';

/*
 * Who sits where, found by trying everything. Nothing here is shared with the product: each rule of the design is written down a second
 * time, as plainly as possible, so that a mistake in one of the two shows.
 */

type Place = Pick<Standing, 'as' | 'groups'>;

interface Seat {
  ref: ReviewerRef;
  barred: readonly string[];
}

/** One leaf: at most `count` of its seats are taken, by people of this stage. */
interface Bench {
  stage: number;
  count: number;
  seats: readonly Seat[];
}

/** Somebody who sits down once at most, in one of these places. */
interface Sitter {
  personId: string;
  places: readonly (Place & { stages: readonly number[] })[];
}

function answersTo(ref: string, place: Place): boolean {
  const name = ref.slice(ref.indexOf(':') + 1);
  switch (ref.slice(0, ref.indexOf(':'))) {
    case 'person':
      return place.as === name;
    case 'group':
      return place.groups.some((group) => group === name);
    default:
      return false;
  }
}

const counts = (stage: Stage, fits: readonly string[]): boolean => !stage.counts || fits.some((name) => name === stage.name);

/** Every list of leaves that is enough for the rule. */
export function alternatives(rule: Rule): Seats[][] {
  if (rule.kind === 'entries') return [[rule]];
  if (rule.kind === 'anyOf') return rule.of.flatMap(alternatives);
  const [head, ...tail] = rule.of;
  if (!head) return [[]];
  const rest = alternatives({ kind: 'allOf', of: tail });
  return alternatives(head).flatMap((first) => rest.map((more) => [...first, ...more]));
}

/** Seats of one leaf after what ladder and people changed. */
export function seatsNow(entries: readonly ReviewerRef[], asking: readonly Asking[], stage: number): Seat[] {
  let seats: Seat[] = entries.map((ref) => ({ ref, barred: [] }));
  for (const each of asking) {
    if (each.stage !== stage) continue;
    if (each.kind === 'replace') seats = each.refs.map((ref) => ({ ref, barred: [] }));
    if (each.kind === 'add') {
      for (const ref of each.refs) if (seats.every((seat) => seat.ref !== ref)) seats.push({ ref, barred: [] });
    }
    if (each.kind === 'swap') {
      seats = seats.map((seat) => (seat.ref === each.from ? { ref: each.to, barred: [...seat.barred, each.by] } : seat));
    }
  }
  return seats;
}

/** The most seats that these people can take: each of them is tried in each seat, and standing. */
function mostTaken(benches: readonly Bench[], sitters: readonly Sitter[]): number {
  const takenOf = benches.map(() => 0);
  const sat = benches.map(({ seats }) => seats.map(() => false));
  const humans = new Set<string>();
  let best = 0;
  const seat = (index: number, taken: number): void => {
    best = Math.max(best, taken);
    const sitter = sitters[index];
    if (!sitter || taken + sitters.length - index <= best) return;
    const { personId } = sitter;
    for (const place of humans.has(personId) ? [] : sitter.places) {
      if (humans.has(place.as)) continue;
      const own = [personId, place.as];
      for (const [b, bench] of benches.entries()) {
        if ((takenOf[b] ?? 0) >= bench.count || !place.stages.includes(bench.stage)) continue;
        for (const [s, { ref, barred }] of bench.seats.entries()) {
          const row = sat[b];
          if (!row || row[s] || !answersTo(ref, place) || barred.some((id) => own.includes(id))) continue;
          row[s] = true;
          takenOf[b] = (takenOf[b] ?? 0) + 1;
          for (const human of own) humans.add(human);
          seat(index + 1, taken + 1);
          for (const human of own) humans.delete(human);
          takenOf[b] = (takenOf[b] ?? 0) - 1;
          row[s] = false;
        }
      }
    }
    seat(index + 1, taken);
  };
  seat(0, 0);
  return best;
}

const needOf = (leaves: readonly { count: number }[]): number => leaves.reduce((sum, { count }) => sum + count, 0);

/** How far voters fill a rule, in the alternative that misses least; of those, the one that needs least. */
export function bestSeating(
  rule: Rule,
  voters: readonly (Place & { personId: string })[],
  asking: readonly Asking[] = [],
  stage = 0,
): { filled: number; need: number } {
  const found = alternatives(rule).map((leaves) => {
    const benches = leaves.map(({ entries, count }) => ({ stage, count, seats: seatsNow(entries, asking, stage) }));
    const sitters = voters.map((voter) => ({ personId: voter.personId, places: [{ ...voter, stages: [stage] }] }));
    return { filled: mostTaken(benches, sitters), need: needOf(leaves) };
  });
  const least = Math.min(...found.map(({ filled, need }) => need - filled));
  const need = Math.min(...found.filter((each) => each.need - each.filled === least).map((each) => each.need));
  return { filled: need - least, need };
}

/** Whether the approvals of these votes that were cast at this stage satisfy it; no human sits twice. */
export function stageFilled(stage: Stage, index: number, asking: readonly Asking[], votes: readonly Vote[]): boolean {
  const approvals = votes.filter((vote) => vote.verb === 'approve' && vote.stage === index && counts(stage, vote.fits));
  const { filled, need } = bestSeating(stage.rule, approvals, asking, index);
  return filled === need;
}

/** The fewest seats that stay empty in the open stages, whoever of those left votes for whatever. */
export function fewestMissing(
  plan: Plan,
  round: Pick<Round, 'stage' | 'asking' | 'votes' | 'authors'>,
  members: readonly Member[],
): number {
  const stages = plan.stages.map((stage, index) => ({ stage, index })).filter(({ index }) => index >= round.stage);
  const gone = round.votes.flatMap(({ personId, as }) => [personId, as]);
  if (!plan.editorVotes || plan.risk === 'high' || plan.risk === 'critical') gone.push(...round.authors);
  const placeOf = ({ as, groups, fits }: Standing, only: number | null) => ({
    as,
    groups,
    stages: stages.filter(({ stage, index }) => (only === null || only === index) && counts(stage, fits)).map(({ index }) => index),
  });
  const sitters: Sitter[] = [
    ...round.votes
      .filter(({ verb, stage }) => verb === 'approve' && stage >= round.stage)
      .map((vote) => ({ personId: vote.personId, places: [placeOf(vote, vote.stage)] })),
    ...members
      .filter(({ personId }) => !gone.includes(personId))
      .map(({ personId, standings }) => ({
        personId,
        places: standings.filter(({ as }) => !gone.includes(as)).map((standing) => placeOf(standing, null)),
      })),
  ];
  let combinations: Bench[][] = [[]];
  for (const { stage, index } of stages) {
    const benches = alternatives(stage.rule).map((leaves) =>
      leaves.map(({ entries, count }) => ({ stage: index, count, seats: seatsNow(entries, round.asking, index) })),
    );
    combinations = combinations.flatMap((before) => benches.map((more) => [...before, ...more]));
  }
  return Math.min(...combinations.map((benches) => needOf(benches) - mostTaken(benches, sitters)));
}
