import type { Plan, ReviewerRef } from '../contracts/plan.js';
import { maxFlow, type Pipe } from './max-flow.js';
import { fills } from './quorum.js';

/** Active people and their groups; the requester and the agent's owner already left out. */
export type Directory = readonly { personId: string; groups: readonly string[] }[];

export type Reachability =
  { kind: 'reachable' } | { kind: 'unreachable'; stage: string; entries: readonly ReviewerRef[]; need: number; reachable: number };

/**
 * Whether enough distinct people exist to satisfy every stage, one human being one vote over the whole request. Names the first stage that
 * cannot be filled beside the ones before it, and how many of its seats could be.
 */
export function reachability(plan: Plan, directory: Directory): Reachability {
  let before = 0;
  for (const [index, stage] of plan.stages.entries()) {
    const seated = seats(plan.stages.slice(0, index + 1), directory);
    if (seated < before + stage.count) {
      return { kind: 'unreachable', stage: stage.name, entries: stage.entries, need: stage.count, reachable: seated - before };
    }
    before += stage.count;
  }
  return { kind: 'reachable' };
}

/** Most seats that distinct people can take: source → person (1) → entry (1) → stage (its count) → sink. */
function seats(stages: Plan['stages'], directory: Directory): number {
  const pipes: Pipe[] = [];
  for (const { personId } of directory) pipes.push({ from: 'source', to: `person ${personId}`, capacity: 1 });
  for (const [s, stage] of stages.entries()) {
    pipes.push({ from: `stage ${s}`, to: 'sink', capacity: stage.count });
    for (const [e, ref] of stage.entries.entries()) {
      pipes.push({ from: `entry ${s} ${e}`, to: `stage ${s}`, capacity: 1 });
      for (const { personId, groups } of directory) {
        if (fills(ref, personId, groups)) pipes.push({ from: `person ${personId}`, to: `entry ${s} ${e}`, capacity: 1 });
      }
    }
  }
  return maxFlow(pipes, 'source', 'sink');
}
