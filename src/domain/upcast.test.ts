import { describe, expect, it } from '@jest/globals';
import { STATUSES, type Status } from '../contracts/status.js';
import {
  after,
  digestOf,
  happens,
  HOUR,
  inStatus,
  LADDER,
  MINUTE,
  NOW,
  noticesOf,
  plan,
  proposed,
  receiptOf,
  resolution,
  round,
  says,
  stage,
  step,
  tick,
  vote,
} from '../../test/support/domain.js';
import type { DomainEvent } from './state.js';
import { factsUpcast, planUpcast, stateUpcast } from './upcast.js';

type StoredPlan = Parameters<typeof planUpcast>[0];

/** Rows as the rules of version 1 wrote them. */
const planOf1 = (more: object = {}): StoredPlan => ({
  rulesVersion: 1,
  route: 'review',
  reasons: [{ code: 'policy_matched', text: 'because' }],
  policy: { name: 'p', version: 1, digest: 'sha256:0' },
  risk: 'low',
  stages: [{ name: 'review', entries: ['group:r', 'group:s'], need: { rule: 'all' }, count: 2, deny: 2 }],
  remindAfterMs: 10 * MINUTE,
  escalation: [{ afterMs: 30 * MINUTE, to: ['group:leads'] }],
  deadlineMs: 4 * HOUR,
  onTimeout: 'reject',
  lastResort: [],
  maxRevisions: 3,
  onMaxRevisions: 'reject',
  requireComment: ['deny'],
  editorVotes: true,
  usableForMs: HOUR,
  ...more,
});

const voteOf1 = (personId: string, ...groups: string[]) => ({ personId, groups, verb: 'approve', stage: 0, decisionId: `d-${personId}` });
const roundOf1 = (more: object = {}) => ({
  startedAtMs: NOW,
  stage: 0,
  extra: [],
  stepsTaken: 0,
  reminded: false,
  extensions: 0,
  sentBack: false,
  deadlineAtMs: NOW + 4 * HOUR,
  votes: [voteOf1('ada', 'r')],
  ...more,
});

const base = { revision: 1, digest: digestOf(1), execute: 'worker', canRevise: true, lastSeq: 0 };

function stateOf1(status: Status): unknown {
  const asked = { plan: planOf1(), round: roundOf1() };
  const full = { plan: planOf1(), round: roundOf1({ votes: [voteOf1('ada', 'r'), voteOf1('sue', 's')] }) };
  switch (status) {
    case 'proposing':
      return { ...base, status, revision: 0, digest: null };
    case 'pending':
      return { ...base, status, ...asked };
    case 'revising':
      return { ...base, status, plan: planOf1(), edit: null };
    case 'approved':
      return { ...base, status, ...full, resolution: resolution(), usableUntilMs: NOW + HOUR };
    case 'executing':
      return { ...base, status, plan: planOf1(), resolution: resolution(), leaseUntilMs: NOW + MINUTE, fence: 1 };
    default:
      return { ...base, status, resolution: resolution() };
  }
}

const read = (status: Status) => stateUpcast(stateOf1(status), planOf1());
const sue = { personId: 'sue', groups: ['s'] };

describe('a plan of version 1', () => {
  it('is read with the same reviewers, counts and times, and nothing that it did not have', () => {
    expect(planUpcast(planOf1())).toEqual(
      plan({
        stages: [
          { ...stage([]), rule: { kind: 'entries', need: 'all', entries: ['group:r', 'group:s'], count: 2 }, deny: 2, ladder: [...LADDER] },
        ],
        requireComment: ['deny'],
        clock: { per: 'revision', pausedWhile: [], maxPauseMs: 4 * HOUR, pauseBudgetMs: Number.MAX_SAFE_INTEGER, openHours: null },
        extend: { maxMs: 0, times: 0 },
        snoozeMaxMs: 4 * HOUR,
        maxEdits: Number.MAX_SAFE_INTEGER,
        policySet: '',
      }),
    );
  });

  it('has a ladder in the order of its times, with a reminder only where there was one', () => {
    const [late] = planUpcast(planOf1({ remindAfterMs: HOUR })).stages;
    expect(late?.ladder).toEqual([step('add', 30 * MINUTE, ['group:leads']), step('remind', HOUR)]);
    expect(planUpcast(planOf1({ remindAfterMs: null, escalation: [] })).stages[0]?.ladder).toEqual([]);
  });

  it('of today is left as it is', () => {
    const now = plan();
    expect(planUpcast(now)).toBe(now);
  });
});

describe('a request of version 1', () => {
  const goesOn: Record<Status, [event: DomainEvent, then: string]> = {
    proposing: [proposed(1), 'pending'],
    pending: [says('approve', sue), 'approved'],
    revising: [proposed(2), 'pending'],
    approved: [{ kind: 'claimed', revision: 1, fence: 1, leaseUntilMs: NOW + HOUR, atMs: NOW }, 'executing'],
    executing: [{ kind: 'finished', revision: 1, outcome: 'executed', reason: 'r', atMs: NOW }, 'executed'],
    executed: [says('deny'), 'executed: too_late'],
    failed: [says('deny'), 'failed: too_late'],
    unknown: [says('settle'), 'executed'],
    rejected: [says('approve'), 'rejected: already_closed'],
    expired: [says('approve'), 'expired: already_closed'],
    cancelled: [says('approve'), 'cancelled: already_closed'],
    answered: [says('approve'), 'answered: already_closed'],
  };

  it.each(STATUSES)('goes on while %s', (status) => {
    const [event, then] = goesOn[status];
    const state = read(status);
    const reason = event.kind === 'decision' ? receiptOf(happens(state, event)) : 'counted';
    expect([after(state, event).status, ...(reason === 'counted' ? [] : [reason])].join(': ')).toBe(then);
  });

  it.each(STATUSES)('is not changed by a second reading while %s', (status) => {
    const state = read(status);
    expect(stateUpcast(state, planOf1())).toEqual(state);
  });

  it('keeps its votes, its deadline and what has fired', () => {
    const stored = {
      ...base,
      status: 'pending',
      plan: planOf1(),
      round: roundOf1({ reminded: true, stepsTaken: 1, extra: [{ stage: 0, ref: 'group:leads' }] }),
    };
    const state = stateUpcast(stored, null);
    expect(state).toMatchObject({ round: { fired: [1, 1], deadlineAtMs: NOW + 4 * HOUR, votes: [{ personId: 'ada', as: 'ada' }] } });
    expect(after(state, says('approve', { personId: 'lea', groups: ['leads'] })).status).toBe('approved');
    expect(happens(state, tick(NOW + 4 * HOUR - 1)).kind).toBe('ignored');
    expect(after(state, tick(NOW + 4 * HOUR)).status).toBe('expired');
  });

  it('reminds at its time where it had not', () => {
    expect(noticesOf(happens(read('pending'), tick(NOW + 10 * MINUTE)))).toEqual(['remind group:r group:s']);
  });

  it('with an edit that waits to be planned still counts it as its editor’s', () => {
    const edit = { seq: 1, decisionId: 'd', personId: 'ada', facts: factsUpcast('ada', factsOf1) };
    const state = stateUpcast({ ...base, status: 'revising', plan: planOf1(), edit }, null);
    expect(after(state, proposed(2, plan({ risk: 'high' })))).toMatchObject({ status: 'pending', round: { authors: ['ada'] } });
  });

  it('that was approved may run at once', () => {
    expect(read('approved')).toMatchObject({ status: 'approved', due: true, usableUntilMs: NOW + HOUR });
  });
});

const factsOf1 = { active: true, self: false, override: true, argsProblem: null, groups: ['r', 's'] };

describe('facts of version 1', () => {
  it('are the person’s own place, with no permission that they did not have', () => {
    expect(factsUpcast('ada', factsOf1)).toEqual({
      active: true,
      self: false,
      override: true,
      assign: false,
      standings: [{ as: 'ada', groups: ['r', 's'], fits: [] }],
      argsProblem: null,
      target: null,
    });
  });

  it('of today are left as they are', () => {
    const { facts } = says('approve');
    expect(factsUpcast('ada', facts)).toBe(facts);
  });
});

/** Rows as the rules of version 2 wrote them. */
const planOf2 = (more: object = {}): StoredPlan => {
  const { settlers: _settlers, maxEdits: _maxEdits, clock, ...rest } = plan();
  const { pauseBudgetMs: _budget, ...clockOf2 } = clock;
  return { ...rest, rulesVersion: 2, clock: clockOf2, ...more };
};
const roundOf2 = (more: object = {}) => {
  const { reopened: _reopened, pausedMs: _pausedMs, authors: _authors, edits: _edits, ...rest } = round(plan(), { votes: [vote()] });
  return { ...rest, author: null, ...more };
};
const stateOf2 = (status: Status): unknown => {
  const now = inStatus(status);
  return 'plan' in now ? { ...now, plan: planOf2(), round: roundOf2() } : now;
};

describe('a request of version 2', () => {
  it.each(STATUSES)('is read as today’s while %s, and not changed by a second reading', (status) => {
    const now = inStatus(status);
    const read2 = stateUpcast(stateOf2(status), planOf2());
    const unbounded = Number.MAX_SAFE_INTEGER;
    const { clock } = plan();
    const planned = plan({ maxEdits: unbounded, clock: { ...clock, pauseBudgetMs: unbounded } });
    expect(read2).toEqual('plan' in now ? { ...now, plan: planned, round: round(plan(), { votes: [vote()] }) } : now);
    expect(stateUpcast(read2, planOf2())).toBe(read2);
  });

  it('keeps its author, and what somebody has taken', () => {
    const claims = [{ personId: 'bob', untilMs: NOW + MINUTE }];
    const stored = { ...base, status: 'pending', plan: planOf2({ risk: 'high' }), round: roundOf2({ author: 'ada', claims, votes: [] }) };
    const state = stateUpcast(stored, null);
    expect(receiptOf(happens(state, says('approve')))).toBe('own_edit');
    expect(receiptOf(happens(state, says('approve', { personId: 'cy' })))).toBe('claimed');
  });

  it('bounds nothing that was not bounded', () => {
    const clock = { per: 'revision', pausedWhile: ['question'], maxPauseMs: HOUR, openHours: null };
    const asked = stateUpcast({ ...base, status: 'pending', plan: planOf2({ clock }), round: roundOf2({ votes: [] }) }, null);
    const paused = after(asked, says('ask', { decisionId: 'q' }), tick(NOW + HOUR));
    expect(paused).toMatchObject({ round: { deadlineAtMs: NOW + 5 * HOUR, pausedMs: HOUR } });
    expect(receiptOf(happens(paused, says('edit')))).toBe('counted');
  });
});
