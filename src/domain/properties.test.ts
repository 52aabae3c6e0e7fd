import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Witness } from '../../test/domain/witness.js';
import { changeWorld, nextEvent, startOf } from '../../test/domain/world.js';
import { NOT_COUNTED_REASONS } from '../contracts/decision.js';
import { STATUSES } from '../contracts/status.js';
import { decide } from './decide.js';
import type { DomainEvent, RequestState } from './state.js';

const SEQUENCES = 20_000;
const seen = { statuses: new Set<string>(), entries: new Set<string>(), reasons: new Set<string>(), by: new Set<string>() };

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) frozen(child);
  }
  return value;
}

/** One request, lived through: an input that `decide` changed would throw here, and so does every broken promise. */
function live(start: number, steps: readonly number[]): { first: RequestState; events: DomainEvent[]; last: RequestState } {
  const { world, state: first } = startOf(start);
  const witness = new Witness();
  const events: DomainEvent[] = [];
  let state: RequestState = frozen(first);
  for (const step of steps) {
    changeWorld(step, world);
    const event = frozen(nextEvent(step, world, state));
    const outcome = frozen(decide(state, event));
    witness.see(state, event, outcome);
    events.push(event);
    if (outcome.kind === 'ignored') continue;
    state = outcome.state;
    seen.statuses.add(state.status);
    if ('resolution' in state) seen.by.add(`${state.resolution.outcome} by ${state.resolution.by}`);
    for (const effect of outcome.effects) {
      if (effect.kind === 'audit') seen.entries.add(effect.entry);
      if (effect.kind === 'receipt' && effect.reason !== null) seen.reasons.add(effect.reason);
    }
  }
  return { first, events, last: state };
}

describe('random lives of a request', () => {
  it(`keep every promise, ${SEQUENCES} times, and replay to the same state`, () => {
    const number = fc.nat(0x7fffffff);
    fc.assert(
      fc.property(number, fc.array(number, { minLength: 12, maxLength: 40, size: 'max' }), (start, steps) => {
        const { first, events, last } = live(start, steps);
        let again: RequestState = first;
        for (const event of events) {
          const outcome = decide(again, event);
          if (outcome.kind === 'moved') again = outcome.state;
        }
        if (!isDeepStrictEqual(again, last)) throw new Error('broken: the same events give the same state');
      }),
      // The failing seed and path are in the message; `seed` and `path` here run it again.
      { numRuns: SEQUENCES },
    );
    // What these lives must have come through; otherwise the promises above were not put to the test.
    expect([...seen.statuses].sort()).toEqual([...STATUSES].sort());
    expect([...seen.reasons].sort()).toEqual([...NOT_COUNTED_REASONS].sort());
    expect([...seen.entries].sort()).toEqual([
      'decision.counted',
      'decision.refused',
      'effect.claimed',
      'effect.finished',
      'effect.reclaimed',
      'effect.settled',
      'request.escalated',
      'request.resolved',
      'reviewers.reminded',
      'revision.proposed',
      'stage.satisfied',
      'votes.void',
    ]);
    expect([...seen.by].sort()).toEqual([
      'answered by people',
      'approved by fallback',
      'approved by override',
      'approved by people',
      'approved by policy',
      'cancelled by requester',
      'expired by fallback',
      'rejected by agent',
      'rejected by override',
      'rejected by people',
      'rejected by policy',
    ]);
  }, 60_000);
});
