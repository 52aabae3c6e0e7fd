import { describe, expect, it } from '@jest/globals';
import { RISKS } from '../contracts/risk.js';
import { after, auditOf, facts, HOUR, inStatus, MINUTE, moved, NOW, pending, plan, says, stage, tick } from '../../test/support/domain.js';
import { decide } from './decide.js';
import { nextStep, wakeups } from './wakeups.js';

const ladder = plan({
  escalation: [
    { afterMs: 30 * MINUTE, to: ['group:leads'] },
    { afterMs: 60 * MINUTE, to: ['group:chiefs', 'group:leads'] },
  ],
});

describe('the ladder', () => {
  it('reminds, then takes each step, then the deadline: each once, in order, at its time', () => {
    let state = pending(ladder) as ReturnType<typeof after>;
    const fired: [number, string[]][] = [];
    for (let minute = 1; minute <= 300; minute += 1) {
      const outcome = decide(state, tick(NOW + minute * MINUTE));
      if (outcome.kind === 'ignored') continue;
      fired.push([minute, auditOf(outcome)]);
      state = outcome.state;
    }
    expect(fired).toEqual([
      [10, ['reviewers.reminded']],
      [30, ['request.escalated']],
      [60, ['request.escalated']],
      [240, ['request.resolved']],
    ]);
  });

  it('fires all that is due in one tick after an outage, in the same order', () => {
    const outcome = decide(pending(ladder), tick(NOW + 61 * MINUTE));
    expect(auditOf(outcome)).toEqual(['reviewers.reminded', 'request.escalated', 'request.escalated']);
    expect(moved(outcome).state).toMatchObject({
      round: {
        extra: [
          { stage: 0, ref: 'group:leads' },
          { stage: 0, ref: 'group:chiefs' },
        ],
      },
    });
  });

  it('reminds everybody asked at that moment', () => {
    const late = plan({ ...ladder, remindAfterMs: 45 * MINUTE });
    const effects = moved(decide(after(pending(late), tick(NOW + 31 * MINUTE)), tick(NOW + 46 * MINUTE))).effects;
    expect(effects).toContainEqual({ kind: 'notice', notice: 'remind', refs: ['group:r', 'group:leads'] });
  });

  it('starts again with each stage, under the same deadline', () => {
    const two = plan({ ...ladder, stages: [stage(['group:r']), stage(['group:s'], 1, { name: 'second' })] });
    const state = after(pending(two), tick(NOW + 31 * MINUTE), says('approve', { atMs: NOW + 40 * MINUTE }));
    expect(state).toMatchObject({ round: { stage: 1, stepsTaken: 0, reminded: false } });
    expect(wakeups(state)[0]).toEqual({ kind: 'reminder', atMs: NOW + 50 * MINUTE });
    expect(wakeups(state).at(-1)).toEqual({ kind: 'deadline', atMs: NOW + 4 * HOUR });
    // What escalation added to the first stage is not asked in the second.
    expect(decide(state, { ...says('approve', { personId: 'lea', facts: facts({ groups: ['leads'] }) }), seq: 2 })).toMatchObject({
      effects: [{ reason: 'not_eligible' }, {}],
    });
  });
});

describe('the deadline', () => {
  const at = NOW + 4 * HOUR;
  const quiet = { remindAfterMs: null, escalation: [] };

  it('does nothing a millisecond before', () => {
    expect(decide(pending(plan(quiet)), tick(at - 1))).toEqual({ kind: 'ignored', reason: 'nothing is due' });
  });

  it('expires a request by `reject`, in nobody’s name', () => {
    expect(after(pending(plan(quiet)), tick(at))).toMatchObject({
      status: 'expired',
      resolution: { outcome: 'expired', by: 'fallback', people: [] },
    });
  });

  it.each(RISKS)('by `approve` at %s risk', (risk) => {
    const state = after(pending(plan({ ...quiet, onTimeout: 'approve', risk })), tick(at));
    expect(state.status).toBe({ low: 'approved', medium: 'approved', high: 'expired', critical: 'expired' }[risk]);
    expect(state).toMatchObject({ resolution: { by: 'fallback', people: [] } });
  });

  it('never takes a denial below its threshold for silence', () => {
    const frozen = plan({ ...quiet, onTimeout: 'approve', stages: [stage(['group:r'], 1, { deny: 2 })] });
    expect(after(pending(frozen), says('deny'), tick(at)).status).toBe('expired');
  });

  it('by `escalate` asks the rest of the ladder and the last resort, once, for another deadline', () => {
    const frozen = plan({
      remindAfterMs: null,
      onTimeout: 'escalate',
      escalation: [{ afterMs: 5 * HOUR, to: ['group:leads'] }],
      lastResort: ['group:all'],
    });
    const outcome = decide(pending(frozen), tick(at));
    expect(moved(outcome).effects).toContainEqual({ kind: 'notice', notice: 'ask', refs: ['group:leads', 'group:all'] });
    expect(moved(outcome).state).toMatchObject({ status: 'pending', round: { extensions: 1, deadlineAtMs: NOW + 8 * HOUR } });
    expect(after(moved(outcome).state, tick(NOW + 8 * HOUR)).status).toBe('expired');
  });

  it('by `escalate` gives those asked their time even when it fires late', () => {
    const frozen = plan({ ...quiet, onTimeout: 'escalate', lastResort: ['group:all'] });
    const late = NOW + 100 * HOUR;
    expect(after(pending(frozen), tick(late))).toMatchObject({ status: 'pending', round: { deadlineAtMs: late + 4 * HOUR } });
  });

  it('by `escalate` with nobody to escalate to expires', () => {
    expect(after(pending(plan({ ...quiet, onTimeout: 'escalate' })), tick(at)).status).toBe('expired');
  });

  it('loses to a vote that was counted first', () => {
    expect(after(pending(plan(quiet)), says('approve', { atMs: at }), tick(at))).toMatchObject({
      status: 'approved',
      resolution: { by: 'people' },
    });
  });
});

describe('an approval', () => {
  it('expires when it was not used in time', () => {
    const state = inStatus('approved');
    expect(decide(state, tick(NOW + HOUR - 1)).kind).toBe('ignored');
    expect(after(state, tick(NOW + HOUR))).toMatchObject({ status: 'expired', resolution: { outcome: 'expired', by: 'fallback' } });
  });
});

describe('a lease', () => {
  it('that a caller lets run out makes the outcome unknown', () => {
    expect(after({ ...inStatus('executing'), execute: 'caller' }, tick(NOW + MINUTE)).status).toBe('unknown');
    expect(decide({ ...inStatus('executing'), execute: 'caller' }, tick(NOW + MINUTE - 1)).kind).toBe('ignored');
  });

  it('of a worker is left to the next claim', () => {
    expect(decide(inStatus('executing'), tick(NOW + HOUR))).toEqual({ kind: 'ignored', reason: 'nothing is due' });
  });
});

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
  ] as const)('while %s', (status, step) => {
    expect(nextStep(inStatus(status))).toEqual(step);
  });

  it('of a caller’s approval is to wait until it runs out, and then for the outcome', () => {
    expect(nextStep({ ...inStatus('approved'), execute: 'caller' })).toEqual({ do: 'wait', untilMs: NOW + HOUR, timer: 'usable_until' });
    expect(nextStep({ ...inStatus('executing'), execute: 'caller' })).toEqual({ do: 'wait', untilMs: NOW + MINUTE, timer: 'lease' });
  });
});
