import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../contracts/plan.js';
import {
  after,
  auditOf,
  happens,
  HOUR,
  inStatus,
  member,
  MINUTE,
  NOW,
  noticesOf,
  pending,
  plan,
  resolution,
  says,
  stage,
  tick,
} from '../../test/support/domain.js';
import type { DomainEvent, Member } from './state.js';

const two = plan({ stages: [stage(['group:r']), stage(['group:s'], 1, { name: 'second' })] });
const both = plan({ stages: [stage(['person:ada', 'group:r'], 2)] });
const bob = { personId: 'bob' };
const second = { personId: 'sue', groups: ['s'] };
const claim = (atMs: number): DomainEvent => ({ kind: 'claimed', revision: 1, fence: 1, leaseUntilMs: atMs + HOUR, atMs });

describe('eligibility lost before the effect', () => {
  const lost = (...personIds: string[]) => ({ kind: 'eligibilityLost' as const, personIds, atMs: NOW + 3 * HOUR });

  it('voids that vote only, and asks again with time to answer', () => {
    const state = after(pending(both), says('approve'), says('approve', bob), lost('bob'));
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada' }], deadlineAtMs: NOW + 7 * HOUR } });
  });

  it('leaves the approval standing where the other votes satisfy the plan, and usable as long as before', () => {
    // bob and cy fill the same entry of the group; ada's makes it two.
    const state = after(pending(both), says('approve', bob), says('approve', { personId: 'cy' }), says('approve'));
    const standing = after(state, lost('bob'));
    expect(standing).toMatchObject({ status: 'approved', resolution: { people: ['cy', 'ada'] }, usableUntilMs: NOW + HOUR });
  });

  it('reopens the first stage that is not filled any more and keeps the ones before', () => {
    const state = after(pending(two), says('approve'), says('approve', second), lost('sue'));
    expect(state).toMatchObject({ status: 'pending', round: { stage: 1, votes: [{ personId: 'ada', stage: 0 }] } });
    expect(after(state, says('approve', { ...second, personId: 'tom' })).status).toBe('approved');
    const none = after(pending(two), says('approve'), says('approve', second), lost('ada'));
    expect(none).toMatchObject({ status: 'pending', round: { stage: 0, votes: [] } });
  });
});

describe('other policies when it is to run', () => {
  const now = (frozen: Plan, people: readonly Member[] = [member('ada')]): DomainEvent => ({
    kind: 'replanned',
    plan: frozen,
    people,
    atMs: NOW,
  });
  const changed = (more: Partial<Plan> = {}) =>
    plan({ policySet: 'sha256:new', policy: { name: 'p', version: 2, digest: 'sha256:1' }, ...more });

  it('that ask for no more let it run, under their plan', () => {
    expect(after(inStatus('approved'), now(changed()))).toMatchObject({ status: 'approved', due: true, plan: { policySet: 'sha256:new' } });
  });

  it('that ask for more count what was given, and ask for the rest', () => {
    const outcome = happens(inStatus('approved'), now(changed({ stages: [stage(['group:r', 'group:s'], 2)] })));
    expect(outcome).toMatchObject({ state: { status: 'pending', round: { votes: [{ personId: 'ada' }] } } });
    expect(auditOf(outcome)).toEqual(['request.replanned']);
    expect(noticesOf(outcome)).toEqual(['ask group:r group:s']);
  });

  it('count nobody who does not fit them', () => {
    const strict = changed({ stages: [stage(['group:r'], 1, { counts: 'reviewer.attributes.senior' })] });
    expect(after(inStatus('approved'), now(strict))).toMatchObject({ status: 'pending', round: { votes: [] } });
    expect(after(inStatus('approved'), now(changed(), []))).toMatchObject({ status: 'pending', round: { votes: [] } });
  });

  it('that refuse it end it in their name', () => {
    const state = after(inStatus('approved'), now(changed({ route: 'deny', stages: [] })));
    expect(state).toMatchObject({ status: 'rejected', resolution: { by: 'policy', people: [] } });
  });

  it('hold it back by their veto window and their freezes', () => {
    expect(after(inStatus('approved'), now(changed({ vetoWindowMs: HOUR })))).toMatchObject({ due: false, runFromMs: NOW + HOUR });
    expect(after(inStatus('approved'), now(changed({ frozen: [[NOW - 1, NOW + MINUTE]] })))).toMatchObject({
      due: false,
      runFromMs: NOW + MINUTE,
    });
  });

  it('stand on silence only where the policy itself is the same', () => {
    const silent = { ...inStatus('approved', plan({ onTimeout: 'approve' })), resolution: resolution({ by: 'fallback', people: [] }) };
    const votes = { ...silent, round: { ...silent.round, votes: [] } };
    expect(after(votes, now(plan({ onTimeout: 'approve', policySet: 'sha256:new' }))).status).toBe('approved');
    expect(after(votes, now(changed({ onTimeout: 'approve' }))).status).toBe('pending');
  });
});

describe('ground that has moved', () => {
  const moved: DomainEvent = { kind: 'preconditionChanged', revision: 1, reason: 'the balance moved', atMs: NOW + 3 * HOUR };

  it('sends it back to whoever can look again', () => {
    expect(after(inStatus('approved'), moved)).toMatchObject({
      status: 'revising',
      revising: { why: 'precondition', reason: 'the balance moved' },
    });
  });

  it('asks people again with all votes void and a whole deadline, where nobody can', () => {
    const state = after({ ...inStatus('approved'), canRevise: false }, moved);
    expect(state).toMatchObject({ status: 'pending', round: { votes: [], deadlineAtMs: NOW + 7 * HOUR } });
  });

  it('ends what nobody was asked about', () => {
    const auto = { ...inStatus('approved', plan({ route: 'auto', stages: [] })), canRevise: false };
    expect(after(auto, moved)).toMatchObject({ status: 'rejected', resolution: { by: 'policy', reason: 'the balance moved' } });
  });

  it('of another revision is no news', () => {
    expect(happens(inStatus('approved'), { ...moved, revision: 2 }).kind).toBe('ignored');
  });
});

describe('the time to start', () => {
  it('is after the veto window, and the approval stays usable from there', () => {
    const waiting = after(pending(plan({ vetoWindowMs: HOUR })), says('approve'));
    expect(waiting).toMatchObject({ due: false, runFromMs: NOW + HOUR, usableUntilMs: NOW + 2 * HOUR });
    expect(happens(waiting, claim(NOW + HOUR - 1)).kind).toBe('ignored');
    expect(after(waiting, claim(NOW + HOUR)).status).toBe('executing');
  });

  it('is after a freeze, also where the veto window ends inside it', () => {
    const frozen: [number, number][] = [[NOW + HOUR, NOW + 5 * HOUR]];
    expect(after(pending(plan({ vetoWindowMs: 2 * HOUR, frozen })), says('approve'))).toMatchObject({ runFromMs: NOW + 5 * HOUR });
    expect(after(pending(plan({ frozen })), says('approve'))).toMatchObject({ due: true, runFromMs: NOW });
  });

  it('passes to the end of a freeze that began before it was started, and the freeze uses up none of its time', () => {
    const state = inStatus('approved', plan({ frozen: [[NOW + 10 * MINUTE, NOW + 20 * MINUTE]] }));
    expect(happens(state, claim(NOW + 15 * MINUTE)).kind).toBe('ignored');
    const held = after(state, tick(NOW + 15 * MINUTE));
    expect(held).toMatchObject({ due: false, runFromMs: NOW + 20 * MINUTE, usableUntilMs: NOW + HOUR + 5 * MINUTE });
    expect(after(held, claim(NOW + 20 * MINUTE)).status).toBe('executing');
  });

  it('is over where nobody had noticed that the approval ran out', () => {
    expect(happens(inStatus('approved'), claim(NOW + HOUR))).toEqual({
      kind: 'ignored',
      reason: 'its time to start has not come, or is over',
    });
  });
});
