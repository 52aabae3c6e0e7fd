import type { ReviewerRef, Stage } from '../../src/contracts/plan.js';

export interface Voter {
  personId: string;
  groups: readonly string[];
}

/** Written anew, so that a mistake in the product's own test of eligibility shows. */
function mayFill(ref: ReviewerRef, voter: Voter): boolean {
  const [kind, name = ''] = [ref.split(':')[0], ref.slice(ref.indexOf(':') + 1)];
  return kind === 'person' ? voter.personId === name : voter.groups.includes(name);
}

/** The most entries that distinct voters can fill, found by trying every assignment. */
export function mostFilled(entries: readonly ReviewerRef[], voters: readonly Voter[]): number {
  const [entry, ...rest] = entries;
  if (entry === undefined) return 0;
  let best = mostFilled(rest, voters);
  for (const voter of voters) {
    if (mayFill(entry, voter)) {
      best = Math.max(
        best,
        1 +
          mostFilled(
            rest,
            voters.filter((each) => each !== voter),
          ),
      );
    }
  }
  return best;
}

/** Whether distinct people can fill every stage at once, found by trying every assignment. */
export function canFillAll(stages: readonly Pick<Stage, 'entries' | 'count'>[], people: readonly Voter[]): boolean {
  const [stage, ...later] = stages;
  if (!stage) return true;
  const fill = (entries: readonly ReviewerRef[], missing: number, free: readonly Voter[]): boolean => {
    if (missing === 0) return canFillAll(later, free);
    const [entry, ...rest] = entries;
    if (entry === undefined) return false;
    if (fill(rest, missing, free)) return true;
    return free.some(
      (voter) =>
        mayFill(entry, voter) &&
        fill(
          rest,
          missing - 1,
          free.filter((each) => each !== voter),
        ),
    );
  };
  return fill(stage.entries, stage.count, people);
}

/** Capacity of the cheapest cut, found by trying every set of nodes on the source's side (max-flow min-cut theorem). */
export function cheapestCut(pipes: readonly { from: string; to: string; capacity: number }[], source: string, sink: string): number {
  const inner = [...new Set(pipes.flatMap(({ from, to }) => [from, to]))].filter((node) => node !== source && node !== sink);
  let best = Infinity;
  for (let mask = 0; mask < 2 ** inner.length; mask += 1) {
    const side = new Set([source, ...inner.filter((_, index) => Math.floor(mask / 2 ** index) % 2 === 1)]);
    const cut = pipes.filter(({ from, to }) => side.has(from) && !side.has(to)).reduce((sum, { capacity }) => sum + capacity, 0);
    best = Math.min(best, cut);
  }
  return best;
}
