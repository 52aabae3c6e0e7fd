import { describe, expect, it } from '@jest/globals';
import {
  after,
  digestOf,
  happens,
  inStatus,
  member,
  NOW,
  pending,
  plan,
  proposed,
  receiptOf,
  says,
  stage,
} from '../../test/support/domain.js';
import { reachability } from './reachability.js';
import type { RequestState } from './state.js';

const high = plan({ risk: 'high' });
const on = (revision: number) => ({ revision, digest: digestOf(revision) });
const byAgent = (revision: number, frozen = high) => proposed(revision, frozen);
const byPerson = (revision: number, id: string, frozen = high) => proposed(revision, frozen, { author: { kind: 'person', id } });
const approves = (state: RequestState, personId: string): string =>
  receiptOf(happens(state, says('approve', { personId, ...on(state.revision) })));

/** Ada changes it, and Bob changes it once more. */
const inTurn = (frozen = high) =>
  after(
    pending(frozen),
    says('edit', { personId: 'ada' }),
    byPerson(2, 'ada', frozen),
    says('edit', { personId: 'bob', ...on(2) }),
    byPerson(3, 'bob', frozen),
  );

describe('people who edit in turn at high risk', () => {
  it('approve neither their own change nor the other’s, which holds their own', () => {
    const state = inTurn();
    expect(state).toMatchObject({ status: 'pending', revision: 3, round: { authors: ['ada', 'bob'], edits: 2 } });
    for (const editor of ['ada', 'bob']) expect(approves(state, editor)).toBe('own_edit');
    expect(approves(state, 'cy')).toBe('counted');
  });

  it('do not override for it either', () => {
    const override = says('override', { personId: 'ada', facts: { override: true }, ...on(3) });
    expect(receiptOf(happens(inTurn(), override))).toBe('own_edit');
  });

  it('are authors once, however often they edit', () => {
    const state = after(inTurn(), says('edit', { personId: 'ada', ...on(3) }), byPerson(4, 'ada'));
    expect(state).toMatchObject({ round: { authors: ['ada', 'bob'], edits: 3 } });
  });

  it('approve again what the agent itself has said since', () => {
    const state = after(inTurn(plan({ risk: 'high', maxRevisions: 9 })), says('reject', { personId: 'cy', ...on(3) }), byAgent(4));
    expect(state).toMatchObject({ revision: 4, round: { authors: [], edits: 2 } });
    expect(approves(state, 'ada')).toBe('counted');
  });

  it('stay its authors when it is to run again, and when its ground has moved under it', () => {
    const approved = after(inTurn(), says('approve', { personId: 'cy', ...on(3) }));
    const moved = after({ ...approved, canRevise: false }, { kind: 'preconditionChanged', revision: 3, reason: 'moved', atMs: NOW });
    expect(moved).toMatchObject({ status: 'pending', round: { authors: ['ada', 'bob'], edits: 2 } });
    const { round } = inTurn() as Extract<RequestState, { status: 'pending' }>;
    const again = after({ ...inStatus('unknown', high), round }, says('settle', { personId: 'cy', answer: 'did_not_happen' }), byAgent(2));
    expect(again).toMatchObject({ revision: 2, round: { authors: ['ada', 'bob'] } });
  });

  it('are no people who are left to approve it', () => {
    const two = plan({ risk: 'high', stages: [stage(['group:r', 'group:r'], 2)] });
    const state = inTurn(two);
    const left = (...ids: string[]) =>
      state.status === 'pending'
        ? reachability(
            state.plan,
            state.round,
            ids.map((id) => member(id)),
          ).kind
        : null;
    expect(left('ada', 'bob', 'cy')).toBe('unreachable');
    expect(left('ada', 'bob', 'cy', 'dee')).toBe('reachable');
  });
});

describe('people who edit in turn at low risk', () => {
  it('give with their edit one vote each, which the next edit voids', () => {
    const two = plan({ stages: [stage(['group:r', 'group:r'], 2)] });
    const people = [member('ada'), member('bob')];
    const first = after(pending(two), says('edit'), proposed(2, two, { author: { kind: 'person', id: 'ada' }, people }));
    expect(first).toMatchObject({ round: { votes: [{ personId: 'ada' }] } });
    const second = after(
      first,
      says('edit', { personId: 'bob', ...on(2) }),
      proposed(3, two, { author: { kind: 'person', id: 'bob' }, people }),
    );
    expect(second).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'bob' }] } });
    expect(approves(second, 'ada')).toBe('counted');
  });

  it('are barred alike where the policy wants other eyes', () => {
    expect(approves(inTurn(plan({ editorVotes: false })), 'ada')).toBe('own_edit');
  });
});
