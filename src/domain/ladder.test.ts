import { describe, expect, it } from '@jest/globals';
import {
  after,
  auditOf,
  happens,
  HOUR,
  MINUTE,
  moved,
  noticesOf,
  NOW,
  pending,
  plan,
  receiptOf,
  says,
  stage,
  step,
  tick,
} from '../../test/support/domain.js';
import type { RequestState } from './state.js';
import { wakeups } from './wakeups.js';

const steps = [
  step('remind', 10 * MINUTE),
  step('add', 30 * MINUTE, ['group:leads']),
  step('add', 60 * MINUTE, ['group:chiefs', 'group:leads']),
];
const ladder = plan({ stages: [stage(['group:r'], 1, { ladder: steps })] });
const lead = { personId: 'lea', groups: ['leads'] };

/** What fires, and at which minute, where somebody looks every minute. */
function minuteByMinute(first: RequestState, minutes: number): [number, string[]][] {
  let state = first;
  return Array.from({ length: minutes }, (_, index) => index + 1).flatMap((minute): [number, string[]][] => {
    const outcome = happens(state, tick(NOW + minute * MINUTE));
    if (outcome.kind === 'ignored') return [];
    state = outcome.state;
    return [[minute, auditOf(outcome)]];
  });
}

describe('the ladder', () => {
  it('reminds, then takes each step, then the deadline: each once, in order, at its time', () => {
    expect(minuteByMinute(pending(ladder), 300)).toEqual([
      [10, ['reviewers.reminded']],
      [30, ['request.escalated']],
      [60, ['request.escalated']],
      [240, ['request.resolved']],
    ]);
  });

  it('repeats a step as often as it says', () => {
    const repeat = { everyMs: 20 * MINUTE, times: 2 };
    const nagging = plan({ stages: [stage(['group:r'], 1, { ladder: [step('remind', 10 * MINUTE, [], repeat)] })], deadlineMs: HOUR });
    expect(minuteByMinute(pending(nagging), 70).map(([minute]) => minute)).toEqual([10, 30, 50, 60]);
  });

  it('fires all that is due in one tick after an outage, in the same order', () => {
    const outcome = happens(pending(ladder), tick(NOW + 61 * MINUTE));
    expect(auditOf(outcome)).toEqual(['reviewers.reminded', 'request.escalated', 'request.escalated']);
    expect(moved(outcome).state).toMatchObject({
      round: {
        asking: [
          { stage: 0, kind: 'add', refs: ['group:leads'] },
          { stage: 0, kind: 'add', refs: ['group:chiefs', 'group:leads'] },
        ],
      },
    });
  });

  it('reminds everybody asked at that moment', () => {
    const late = plan({ stages: [stage(['group:r'], 1, { ladder: [...steps, step('remind', 45 * MINUTE)] })] });
    const outcome = happens(after(pending(late), tick(NOW + 31 * MINUTE)), tick(NOW + 46 * MINUTE));
    expect(noticesOf(outcome)).toEqual(['remind group:r group:leads']);
  });

  it('starts again with each stage, under the same deadline', () => {
    const two = plan({
      stages: [stage(['group:r'], 1, { ladder: steps }), stage(['group:s'], 1, { name: 'second', ladder: steps })],
    });
    const state = after(pending(two), tick(NOW + 31 * MINUTE), says('approve', { atMs: NOW + 40 * MINUTE }));
    expect(state).toMatchObject({ round: { stage: 1, fired: [] } });
    expect(wakeups(state)[0]).toEqual({ kind: 'reminder', atMs: NOW + 50 * MINUTE, step: 0 });
    expect(wakeups(state).at(-1)).toEqual({ kind: 'deadline', atMs: NOW + 4 * HOUR, step: null });
    // What escalation added to the first stage is not asked in the second.
    expect(receiptOf(happens(state, says('approve', lead)))).toBe('not_eligible');
  });
});

describe('a replacement', () => {
  const swap = plan({ stages: [stage(['group:r', 'group:s'], 2, { ladder: [step('replace', 30 * MINUTE, ['group:leads', 'group:s'])] })] });
  const sue = { personId: 'sue', groups: ['s'] };

  it('voids votes and claims of whoever fills nothing any more, and keeps the others and the count', () => {
    const state = after(
      pending(swap),
      says('approve'),
      says('approve', { ...sue, personId: 'eve', groups: [] }),
      says('claim', sue),
      tick(NOW + 30 * MINUTE),
    );
    expect(state).toMatchObject({ status: 'pending', round: { votes: [], claims: [] } });
    expect(receiptOf(happens(state, says('approve')))).toBe('not_eligible');
    expect(after(state, says('approve', sue)).status).toBe('pending');
    expect(after(state, says('approve', sue), says('approve', lead)).status).toBe('approved');
    expect(after(pending(swap), says('approve', sue), tick(NOW + 30 * MINUTE))).toMatchObject({ round: { votes: [{ personId: 'sue' }] } });
  });
});

describe('a page', () => {
  it('rings, and asks whoever was not asked yet', () => {
    const paging = plan({ stages: [stage(['group:r'], 1, { ladder: [step('page', 30 * MINUTE, ['group:leads'])] })] });
    const outcome = happens(pending(paging), tick(NOW + 30 * MINUTE));
    expect(noticesOf(outcome)).toEqual(['page group:leads']);
    expect(after(moved(outcome).state, says('approve', lead)).status).toBe('approved');
  });
});
