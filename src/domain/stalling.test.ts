import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../contracts/plan.js';
import {
  after,
  digestOf,
  happens,
  HOUR,
  MINUTE,
  NOW,
  pending,
  plan,
  proposed,
  receiptOf,
  says,
  stage,
  tick,
} from '../../test/support/domain.js';
import type { DomainEvent, RequestState } from './state.js';

const on = (revision: number) => ({ revision, digest: digestOf(revision) });
const clock = (more: Partial<Clock>): Clock => ({ ...plan().clock, ...more });
const one = { stages: [stage(['group:r'])] };

const asks = (minute: number) => says('ask', { decisionId: 'q', atMs: NOW + minute * MINUTE });
const answers = (minute: number): DomainEvent => ({
  kind: 'questionAnswered',
  decisionId: 'q',
  revision: 1,
  answer: 'three',
  by: 'bot',
  atMs: NOW + minute * MINUTE,
});

describe('questions that are answered quickly', () => {
  const frozen = plan({
    ...one,
    deadlineMs: 2 * HOUR,
    clock: clock({ pausedWhile: ['question'], maxPauseMs: HOUR, pauseBudgetMs: 90 * MINUTE }),
  });

  it('hold the clock for as long as the policy says in all, and no longer', () => {
    let state: RequestState = pending(frozen);
    for (let minute = 0; minute < 300; minute += 10)
      state = after(state, asks(minute), answers(minute + 9), tick(NOW + (minute + 9) * MINUTE));
    // Two hours, and an hour and a half in which it stood still.
    expect(state.status).toBe('expired');
    expect(state).toMatchObject({ resolution: { at: new Date(NOW + 219 * MINUTE).toISOString() } });
  });

  it('stop nothing any more when that is used up', () => {
    const used = after(pending(frozen), asks(0), answers(50), asks(50), answers(95));
    expect(used).toMatchObject({ round: { pausedSinceMs: null, pausedMs: 90 * MINUTE, deadlineAtMs: NOW + 210 * MINUTE } });
    expect(after(used, asks(100))).toMatchObject({ round: { pausedSinceMs: null, questions: ['q'] } });
  });

  it('let the last pause end with what was left of it, however late that is noticed', () => {
    const late = after(pending(frozen), asks(0), answers(50), asks(60), tick(NOW + 200 * MINUTE));
    expect(late).toMatchObject({ round: { pausedSinceMs: null, pausedMs: 90 * MINUTE, deadlineAtMs: NOW + 210 * MINUTE } });
  });

  it('have so much again on the next revision, unless time is counted for the request as a whole', () => {
    const used = (per: Clock['per']) => {
      const of = plan({ ...frozen, clock: { ...frozen.clock, per } });
      return after(pending(of), asks(0), answers(50), says('reject', { atMs: NOW + HOUR }), { ...proposed(2, of), atMs: NOW + HOUR });
    };
    expect(used('revision')).toMatchObject({ revision: 2, round: { pausedMs: 0 } });
    expect(used('request')).toMatchObject({ revision: 2, round: { pausedMs: 50 * MINUTE } });
  });
});

describe('time that is counted for the request as a whole', () => {
  const frozen = plan({ ...one, clock: clock({ per: 'request' }), extend: { maxMs: 2 * HOUR, times: 2 } });
  const edited = (state: RequestState) =>
    after(state, says('edit', on(state.revision)), proposed(state.revision + 1, plan({ ...frozen, editorVotes: false })));

  it('is extended as far as the policy says in all, whatever is changed in between', () => {
    const state = edited(after(pending(frozen), says('extend', { forMs: 2 * HOUR })));
    expect(state).toMatchObject({ revision: 2, round: { extended: { times: 1, ms: 2 * HOUR } } });
    expect(receiptOf(happens(state, says('extend', { forMs: MINUTE, ...on(2) })))).toBe('extension_refused');
  });

  it('is extended anew where each revision has a time of its own', () => {
    const each = plan({ ...frozen, clock: clock({ per: 'revision' }), editorVotes: false });
    const state = after(pending(each), says('extend', { forMs: 2 * HOUR }), says('edit'), proposed(2, each));
    expect(receiptOf(happens(state, says('extend', { forMs: MINUTE, ...on(2) })))).toBe('counted');
  });

  it('escalates at its deadline once, and whoever that brought in is asked from the start of the next revision', () => {
    const of = plan({ ...frozen, onTimeout: 'escalate', lastResort: ['group:chiefs'], editorVotes: false });
    const escalated = after(pending(of), tick(NOW + 4 * HOUR));
    expect(escalated).toMatchObject({ status: 'pending', round: { extensions: 1 } });
    const next = after(escalated, says('edit', { atMs: NOW + 5 * HOUR }), { ...proposed(2, of), atMs: NOW + 5 * HOUR });
    expect(next).toMatchObject({ revision: 2, round: { extensions: 1, deadlineAtMs: NOW + 8 * HOUR } });
    expect(receiptOf(happens(next, says('approve', { personId: 'cleo', groups: ['chiefs'], ...on(2) })))).toBe('counted');
    expect(after(next, tick(NOW + 8 * HOUR)).status).toBe('expired');
  });

  it('stands still while the agent revises for no longer than any pause', () => {
    const of = plan({ ...one, clock: clock({ per: 'request', pausedWhile: ['revising'], maxPauseMs: HOUR, pauseBudgetMs: 90 * MINUTE }) });
    const next = after(pending(of), says('reject', { atMs: NOW + HOUR }), { ...proposed(2, of), atMs: NOW + 3 * HOUR });
    expect(next).toMatchObject({ round: { deadlineAtMs: NOW + 5 * HOUR, pausedMs: HOUR } });
  });
});

describe('edits', () => {
  const frozen = plan({ editorVotes: false, maxEdits: 2 });

  it('come to an end: each voids votes and starts the asking anew', () => {
    let state: RequestState = pending(frozen);
    for (const editor of ['ada', 'bob'])
      state = after(state, says('edit', { personId: editor, ...on(state.revision) }), proposed(state.revision + 1, frozen));
    expect(state).toMatchObject({ revision: 3, round: { edits: 2 } });
    expect(receiptOf(happens(state, says('edit', { personId: 'cy', ...on(3) })))).toBe('no_edits_left');
    expect(receiptOf(happens(state, says('approve', { personId: 'cy', ...on(3) })))).toBe('counted');
  });

  it('are counted over the revisions of the agent too', () => {
    const state = after(
      pending(frozen),
      says('edit'),
      proposed(2, frozen),
      says('reject', { personId: 'cy', ...on(2) }),
      proposed(3, frozen),
    );
    expect(state).toMatchObject({ revision: 3, round: { edits: 1 } });
  });
});

describe('an approval that is taken back again and again', () => {
  const frozen = plan({ ...one, vetoWindowMs: HOUR, deadlineMs: 4 * HOUR, onTimeout: 'approve' });
  const backAndForth = (times: number): RequestState => {
    let state: RequestState = pending(frozen);
    for (let each = 1; each <= times; each += 1) {
      const atMs = NOW + each * 3 * HOUR;
      state = after(state, says('approve', { atMs }), says('retract', { atMs }));
    }
    return state;
  };

  it('gives people a whole deadline three times more, and then no more time', () => {
    expect(backAndForth(3)).toMatchObject({ status: 'pending', round: { deadlineAtMs: NOW + 13 * HOUR } });
    expect(backAndForth(4)).toMatchObject({ status: 'pending', round: { deadlineAtMs: NOW + 13 * HOUR } });
  });

  it('is not approved by the silence that comes then', () => {
    expect(after(backAndForth(4), tick(NOW + 13 * HOUR)).status).toBe('expired');
  });
});
