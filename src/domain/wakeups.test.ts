import { describe, expect, it } from '@jest/globals';
import { after, HOUR, inStatus, MINUTE, NOW, pending, plan, says, stage, step } from '../../test/support/domain.js';
import { nextStep, wakeups } from './wakeups.js';

describe('the next step', () => {
  it.each([
    ['proposing', { do: 'propose' }],
    ['pending', { do: 'wait', untilMs: NOW + 10 * MINUTE, timer: 'reminder' }],
    ['revising', { do: 'revise' }],
    ['approved', { do: 'execute' }],
    ['executing', { do: 'execute' }],
    ['unknown', { do: 'wait', untilMs: null, timer: null }],
    ['executed', { do: 'close' }],
    ['failed', { do: 'close' }],
    ['rejected', { do: 'close' }],
    ['expired', { do: 'close' }],
    ['cancelled', { do: 'close' }],
    ['answered', { do: 'close' }],
  ] as const)('while %s', (status, next) => {
    expect(nextStep(inStatus(status))).toEqual(next);
  });

  it('of a caller’s approval is to wait until it runs out, and then for the outcome', () => {
    expect(nextStep({ ...inStatus('approved'), execute: 'caller' })).toEqual({ do: 'wait', untilMs: NOW + HOUR, timer: 'usable_until' });
    expect(nextStep({ ...inStatus('executing'), execute: 'caller' })).toEqual({ do: 'wait', untilMs: NOW + MINUTE, timer: 'lease' });
  });

  it('of an approval whose time has not come is to wait for it', () => {
    const state = after(pending(plan({ vetoWindowMs: HOUR })), says('approve'));
    expect(nextStep(state)).toEqual({ do: 'wait', untilMs: NOW + HOUR, timer: 'run_from' });
  });
});

describe('what fires at the same time', () => {
  it('is the ladder in its order, and the deadline last', () => {
    const ladder = [step('add', HOUR, ['group:leads']), step('remind', HOUR)];
    const state = pending(plan({ deadlineMs: HOUR, stages: [stage(['group:r'], 1, { ladder })] }));
    expect(wakeups(state).map(({ kind }) => kind)).toEqual(['escalation', 'reminder', 'deadline']);
  });
});
