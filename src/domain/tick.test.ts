import { describe, expect, it } from '@jest/globals';
import { TIMER_KINDS, type TimerKind } from '../contracts/move-view.js';
import { RISKS } from '../contracts/risk.js';
import {
  after,
  auditOf,
  happens,
  HOUR,
  inStatus,
  MINUTE,
  moved,
  noticesOf,
  NOW,
  pending,
  plan,
  says,
  stage,
  step,
  tick,
} from '../../test/support/domain.js';
import type { RequestState } from './state.js';
import { wakeups } from './wakeups.js';

const at = NOW + 4 * HOUR;
const quiet = { stages: [stage(['group:r'])] };
const stepping = (kind: 'remind' | 'add' | 'replace' | 'page'): RequestState =>
  pending(plan({ stages: [stage(['group:r'], 1, { ladder: [step(kind, HOUR, kind === 'remind' ? [] : ['group:leads'])] })] }));
const stopping = plan({
  ...quiet,
  clock: { per: 'revision', pausedWhile: ['question'], maxPauseMs: HOUR, pauseBudgetMs: HOUR, openHours: null },
});

const timers: Record<TimerKind, [given: RequestState, entry: string]> = {
  reminder: [stepping('remind'), 'reviewers.reminded'],
  escalation: [stepping('add'), 'request.escalated'],
  replacement: [stepping('replace'), 'request.escalated'],
  page: [stepping('page'), 'request.escalated'],
  deadline: [pending(plan({ ...quiet, deadlineMs: HOUR })), 'request.resolved'],
  claim_over: [after(pending(plan({ ...quiet, claimForMs: HOUR })), says('claim')), 'claim.ended'],
  pause_over: [after(pending(stopping), says('ask')), 'clock.resumed'],
  run_from: [after(pending(plan({ ...quiet, vetoWindowMs: HOUR })), says('approve')), 'effect.due'],
  usable_until: [inStatus('approved'), 'request.resolved'],
  lease: [{ ...inStatus('executing'), execute: 'caller', leaseUntilMs: NOW + HOUR }, 'effect.finished'],
};

describe('a timer', () => {
  it.each(TIMER_KINDS)('of the kind %s fires at its time, not a millisecond before, and once', (kind) => {
    const [state, entry] = timers[kind];
    expect(wakeups(state)[0]).toMatchObject({ kind, atMs: NOW + HOUR });
    expect(happens(state, tick(NOW + HOUR - 1))).toEqual({ kind: 'ignored', reason: 'nothing is due' });
    const outcome = happens(state, tick(NOW + HOUR));
    expect(auditOf(outcome)).toEqual([entry]);
    expect(happens(moved(outcome).state, tick(NOW + HOUR)).kind).toBe('ignored');
  });
});

describe('the deadline', () => {
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
    const frozen = plan({ onTimeout: 'approve', stages: [stage(['group:r'], 1, { deny: 2 })] });
    expect(after(pending(frozen), says('deny'), tick(at)).status).toBe('expired');
  });

  it('loses to a vote that was counted first', () => {
    expect(after(pending(plan(quiet)), says('approve', { atMs: at }), tick(at))).toMatchObject({
      status: 'approved',
      resolution: { by: 'people' },
    });
  });

  it('runs in open hours only', () => {
    const clock = {
      per: 'revision' as const,
      pausedWhile: [],
      maxPauseMs: HOUR,
      pauseBudgetMs: HOUR,
      openHours: [
        [NOW + HOUR, NOW + 3 * HOUR],
        [NOW + 20 * HOUR, NOW + 30 * HOUR],
      ] as [number, number][],
    };
    const state = after(inStatus('proposing'), {
      kind: 'proposed',
      revision: 1,
      digest: 'sha256:1',
      plan: plan({ ...quiet, clock }),
      author: { kind: 'agent', id: 'bot' },
      keepVotes: false,
      people: [],
      atMs: NOW,
    });
    expect(wakeups(state)).toEqual([{ kind: 'deadline', atMs: NOW + 22 * HOUR, step: null }]);
  });
});

describe('the deadline by `escalate`', () => {
  const escalating = { onTimeout: 'escalate' as const };

  it('asks the rest of the ladder and the last resort, once, for another deadline', () => {
    const ladder = [step('add', 5 * HOUR, ['group:leads'])];
    const frozen = plan({ ...escalating, stages: [stage(['group:r'], 1, { ladder })], lastResort: ['group:all'] });
    const outcome = happens(pending(frozen), tick(at));
    expect(noticesOf(outcome)).toEqual(['ask group:leads group:all']);
    expect(moved(outcome).state).toMatchObject({ status: 'pending', round: { extensions: 1, deadlineAtMs: NOW + 8 * HOUR } });
    expect(after(moved(outcome).state, tick(NOW + 8 * HOUR)).status).toBe('expired');
  });

  it('gives those asked their time even when it fires late', () => {
    const late = NOW + 100 * HOUR;
    const state = after(pending(plan({ ...quiet, ...escalating, lastResort: ['group:all'] })), tick(late));
    expect(state).toMatchObject({ status: 'pending', round: { deadlineAtMs: late + 4 * HOUR } });
  });

  it('expires with nobody to escalate to', () => {
    expect(after(pending(plan({ ...quiet, ...escalating })), tick(at)).status).toBe('expired');
  });
});

describe('an approval', () => {
  it('expires when it was not used in time, in nobody’s name', () => {
    expect(after(inStatus('approved'), tick(NOW + HOUR))).toMatchObject({
      status: 'expired',
      resolution: { outcome: 'expired', by: 'fallback', people: [] },
    });
  });
});

describe('a lease', () => {
  it('that a caller lets run out makes the outcome unknown', () => {
    expect(after({ ...inStatus('executing'), execute: 'caller' }, tick(NOW + MINUTE)).status).toBe('unknown');
  });

  it('of a worker is left to the next claim', () => {
    expect(happens(inStatus('executing'), tick(NOW + HOUR))).toEqual({ kind: 'ignored', reason: 'nothing is due' });
  });
});
