import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../../src/domain/outcome.js';
import type { DomainEvent, Member, RequestState, Round } from '../../../src/domain/state.js';
import type { Wakeup } from '../../../src/domain/wakeups.js';
import type { Coverage } from './coverage.js';
import { must } from '../witness/must.js';
import { Random } from './random.js';
import { OVER } from '../witness/ways-of-a-request.js';
import { Witness } from '../witness/witness.js';
import { World, type Search } from './world.js';

/** What is put to the test: the product, or the product with a bug planted in it. */
export interface Subject {
  decide(state: RequestState, event: DomainEvent): Outcome;
  wakeups(state: RequestState): readonly Wakeup[];
  reachability: Search;
  withDelegations(members: readonly Member[], delegations: Round['delegations']): readonly Member[];
}

const MOST_EVENTS = 44;
/** Events after the end: nothing may happen any more. */
const AFTERWARDS = 3;
/** Freezing and replaying take as long as living; one life in so many is enough for both. */
const CLOSELY = 32;

export class Failed extends Error {
  constructor(
    readonly seed: number,
    readonly events: readonly DomainEvent[],
    override readonly cause: unknown,
  ) {
    super(
      `life ${seed} broke at event ${events.length} (${events.at(-1)?.kind}): ${cause instanceof Error ? cause.message : String(cause)}`,
    );
    this.name = 'Failed';
  }
}

/** Lives one request through; throws `Failed` with the first promise that is broken. The seed says all that happens. */
export function live(seed: number, subject: Subject, coverage: Coverage | null = null): void {
  const random = new Random(seed);
  const world = new World(random, subject.reachability, subject.withDelegations);
  const witness = new Witness();
  const closely = seed % CLOSELY === 0;
  const first = closely ? frozen(world.start()) : world.start();
  const events: DomainEvent[] = [];
  let state = first;
  try {
    for (let left = MOST_EVENTS; left > 0; left -= 1) {
      if (OVER.has(state.status) && state.status !== 'unknown') left = Math.min(left, AFTERWARDS);
      const event = world.next(state);
      events.push(event);
      const before = closely ? frozen(state) : state;
      const outcome = subject.decide(before, closely ? frozen(event) : event);
      witness.see(before, event, outcome);
      neverBlocked(before, event, outcome, subject);
      if (event.kind === 'tick') nothingLeftBehind(outcome.kind === 'moved' ? outcome.state : before, event.atMs, subject);
      coverage?.saw(event, outcome);
      if (coverage && event.kind === 'tick' && outcome.kind === 'moved') coverage.fired(subject.wakeups(before), event.atMs);
      if (outcome.kind === 'moved') state = outcome.state;
    }
    if (closely) replays(first, events, state, subject);
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw new Failed(seed, events, error);
  }
}

/** What somebody has taken never stands in the way of a no: without the claims the answer is the same. */
function neverBlocked(before: RequestState, event: DomainEvent, outcome: Outcome, { decide }: Subject): void {
  if (event.kind !== 'decision' || before.status !== 'pending' || before.round.claims.length === 0) return;
  if (event.verb !== 'deny' && event.verb !== 'reject' && event.verb !== 'abstain') return;
  const unclaimed = decide({ ...before, round: { ...before.round, claims: [] } }, event);
  must(receipt(unclaimed) === receipt(outcome), 'a claim never blocks a no');
}

function receipt(outcome: Outcome): string {
  const found = outcome.kind === 'moved' ? outcome.effects.find((effect) => effect.kind === 'receipt') : undefined;
  return found?.kind === 'receipt' ? (found.reason ?? 'counted') : 'none';
}

function nothingLeftBehind(state: RequestState, atMs: number, { wakeups }: Subject): void {
  // A worker's lease is nobody's alarm clock: who claims next looks at it.
  if (state.status === 'executing' && state.execute === 'worker') return;
  for (const { kind, atMs: dueMs } of wakeups(state)) must(dueMs > atMs, `${kind} was due before the tick and did not fire`);
}

function replays(first: RequestState, events: readonly DomainEvent[], last: RequestState, { decide }: Subject): void {
  let state = first;
  for (const event of events) {
    const outcome = decide(state, event);
    if (outcome.kind === 'moved') state = outcome.state;
  }
  must(isDeepStrictEqual(state, last), 'the same events give the same state');
}

/** An input that the reducer changed would throw. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) frozen(child);
  }
  return value;
}
