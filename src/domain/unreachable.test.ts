import { describe, expect, it } from '@jest/globals';
import {
  after,
  auditOf,
  happens,
  HOUR,
  LADDER,
  moved,
  NOW,
  noticesOf,
  pending,
  plan,
  says,
  stage,
  tick,
} from '../../test/support/domain.js';
import type { DomainEvent, Missing } from './state.js';

const missing: Missing[] = [{ stage: 'review', entries: ['group:r'], need: 1 }];
const nobody = { kind: 'unreachable' as const, missing, atMs: NOW } satisfies DomainEvent;
const both = [stage(['group:r', 'group:s'], 2, { ladder: [...LADDER] })];

describe('an empty roster', () => {
  const frozen = plan({ stages: both, fallback: ['group:duty'] });

  it('asks the fallback first, then each step of the ladder at once, then says what is missing', () => {
    const first = happens(pending(frozen), nobody);
    expect(auditOf(first)).toEqual(['request.unreachable', 'request.escalated']);
    expect(noticesOf(first)).toEqual(['ask group:duty']);
    const second = happens(moved(first).state, nobody);
    expect(noticesOf(second)).toEqual(['ask group:leads']);
    expect(happens(moved(second).state, nobody)).toEqual({ kind: 'ignored', reason: 'it is known, and there is nobody further to ask' });
    const other: DomainEvent = { ...nobody, missing: [{ stage: 'review', entries: ['group:s'], need: 1 }] };
    expect(noticesOf(happens(moved(second).state, other))).toEqual(['rewrite']);
  });

  it('never lowers how many must approve', () => {
    const state = after(pending(frozen), nobody, nobody, nobody);
    expect(state).toMatchObject({ plan: frozen, round: { missing } });
    const dee = says('approve', { personId: 'dee', groups: ['duty'] });
    expect(after(state, dee).status).toBe('pending');
    expect(after(state, dee, says('approve', { personId: 'lea', groups: ['leads'] })).status).toBe('approved');
  });

  it('is never taken for consent at the deadline', () => {
    const silent = plan({ stages: [stage(['group:r'])], onTimeout: 'approve' });
    expect(after(pending(silent), nobody, tick(NOW + 4 * HOUR)).status).toBe('expired');
    expect(after(pending(silent), nobody, { kind: 'reachable', atMs: NOW }, tick(NOW + 4 * HOUR)).status).toBe('approved');
  });

  it('of a later stage is asked for there, and nobody is told before its time', () => {
    const two = plan({ stages: [stage(['group:r']), stage(['group:s'], 1, { name: 'second' })], fallback: ['group:duty'] });
    const outcome = happens(pending(two), { ...nobody, missing: [{ stage: 'second', entries: ['group:s'], need: 1 }] });
    expect(noticesOf(outcome)).toEqual(['rewrite']);
    expect(moved(outcome).state).toMatchObject({ round: { asking: [{ stage: 1, kind: 'add', refs: ['group:duty'] }] } });
  });
});
