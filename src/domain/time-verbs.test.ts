import { describe, expect, it } from '@jest/globals';
import {
  after,
  happens,
  HOUR,
  MINUTE,
  NOW,
  noticesOf,
  pending,
  plan,
  receiptOf,
  says,
  stage,
  step,
  tick,
} from '../../test/support/domain.js';

describe('a snooze', () => {
  const frozen = plan({
    stages: [stage(['person:ada', 'person:bob'], 1, { ladder: [step('remind', 10 * MINUTE, [], { everyMs: HOUR, times: 1 })] })],
  });
  const snoozed = after(pending(frozen), says('snooze', { forMs: 30 * MINUTE }));

  it('spares its person the reminders of that time, and nobody else', () => {
    expect(noticesOf(happens(snoozed, tick(NOW + 10 * MINUTE)))).toEqual(['remind person:bob']);
    const later = after(snoozed, tick(NOW + 10 * MINUTE));
    expect(noticesOf(happens(later, tick(NOW + 70 * MINUTE)))).toEqual(['remind person:ada person:bob']);
  });

  it('is replaced by the next one of the same person', () => {
    expect(after(snoozed, says('snooze', { forMs: HOUR }))).toMatchObject({
      round: { snoozes: [{ personId: 'ada', untilMs: NOW + HOUR }] },
    });
  });

  it('leaves the deadline where it is', () => {
    expect(after(snoozed, tick(NOW + 4 * HOUR)).status).toBe('expired');
  });
});

describe('an extension', () => {
  it('moves the deadline by that much, up to exactly what the policy allows', () => {
    const state = after(pending(plan({ stages: [stage(['group:r'])] })), says('extend', { forMs: HOUR }), says('extend', { forMs: HOUR }));
    expect(state).toMatchObject({ round: { deadlineAtMs: NOW + 6 * HOUR, extended: { times: 2, ms: 2 * HOUR } } });
    expect(after(state, tick(NOW + 6 * HOUR - 1)).status).toBe('pending');
    expect(after(state, tick(NOW + 6 * HOUR)).status).toBe('expired');
  });

  it('is so much open time where the clock counts that, not so much of the night', () => {
    const openHours: [number, number][] = [
      [NOW, NOW + 4 * HOUR],
      [NOW + 24 * HOUR, NOW + 32 * HOUR],
    ];
    const frozen = plan({ stages: [stage(['group:r'])], clock: { ...plan().clock, openHours } });
    const state = after(pending(frozen), says('extend', { forMs: HOUR }));
    expect(state).toMatchObject({ round: { deadlineAtMs: NOW + 25 * HOUR, extended: { ms: HOUR } } });
    expect(after(state, tick(NOW + 25 * HOUR - 1)).status).toBe('pending');
    expect(after(state, tick(NOW + 25 * HOUR)).status).toBe('expired');
  });

  it('is refused where the policy allows none', () => {
    expect(receiptOf(happens(pending(plan({ extend: { maxMs: 0, times: 0 } })), says('extend', { forMs: 1 })))).toBe('extension_refused');
  });
});
