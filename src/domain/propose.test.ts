import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../contracts/plan.js';
import { RISKS } from '../contracts/risk.js';
import {
  after,
  auditOf,
  digestOf,
  entryOf,
  happens,
  HOUR,
  inStatus,
  member,
  NOW,
  noticesOf,
  pending,
  plan,
  proposed,
  receiptOf,
  says,
  stage,
} from '../../test/support/domain.js';

const both = plan({ stages: [stage(['person:ada', 'group:r'], 2)] });
const bob = { personId: 'bob' };
const onSecond = { revision: 2, digest: digestOf(2) };
const keeping = { keepVotes: true, people: [member('ada'), member('bob'), member('cy')] };

describe('the first revision', () => {
  it('asks the first stage only', () => {
    const two = plan({ stages: [stage(['group:r', 'person:ada']), stage(['group:s'])] });
    const outcome = happens(inStatus('proposing'), proposed(1, two));
    expect(noticesOf(outcome)).toEqual(['ask group:r person:ada']);
    expect(auditOf(outcome)).toEqual(['revision.proposed']);
  });
});

describe('an edit', () => {
  const edited = (more: Partial<Plan> = {}) => after(pending(), says('edit'), proposed(2, plan(more), { people: [member('ada')] }));

  it.each(RISKS)('is its editor’s vote at low and medium risk, and none above (%s)', (risk) => {
    const expected = { low: 'approved', medium: 'approved', high: 'pending', critical: 'pending' }[risk];
    expect(edited({ risk }).status).toBe(expected);
  });

  it.each(['high', 'critical'] as const)('is not approved by its editor in a second step either (%s)', (risk) => {
    expect(receiptOf(happens(edited({ risk }), says('approve', onSecond)))).toBe('own_edit');
    expect(after(edited({ risk }), says('approve', { ...bob, ...onSecond })).status).toBe('approved');
  });

  it('is no vote where the policy wants other eyes, and the editor gives none', () => {
    const state = edited({ editorVotes: false });
    expect(state).toMatchObject({ status: 'pending', round: { votes: [], authors: ['ada'] } });
    expect(receiptOf(happens(state, says('approve', onSecond)))).toBe('own_edit');
  });

  it('is no vote where the new plan does not ask its editor', () => {
    expect(edited({ stages: [stage(['group:others'])] })).toMatchObject({ status: 'pending', round: { votes: [] } });
  });

  it('is one vote, not two, of its editor on the new revision', () => {
    const state = edited({ stages: both.stages });
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada', verb: 'approve' }] } });
    expect(receiptOf(happens(state, says('approve', onSecond)))).toBe('duplicate');
    expect(after(state, says('approve', { ...bob, ...onSecond })).status).toBe('approved');
  });

  it('that cannot be planned rejects by policy', () => {
    expect(after(pending(), says('edit'), { kind: 'proposalFailed', by: 'policy', reason: 'nobody', atMs: NOW })).toMatchObject({
      status: 'rejected',
      resolution: { by: 'policy' },
    });
  });
});

describe('votes of the revision before', () => {
  const sentBack = after(pending(both), says('approve'), says('reject', { personId: 'cy' }));

  it('are void unless nothing material changed', () => {
    expect(after(sentBack, proposed(2, both, { ...keeping, keepVotes: false }))).toMatchObject({ round: { votes: [] } });
    expect(after(sentBack, proposed(2, both, keeping))).toMatchObject({ round: { votes: [{ personId: 'ada', keptFrom: 1 }] } });
  });

  it('that are kept say where they came from, and count with the new ones', () => {
    const outcome = happens(sentBack, proposed(2, both, keeping));
    expect(entryOf(outcome, 'votes.kept')).toMatchObject({ votes: [{ personId: 'ada', from: 1 }] });
    expect(after(sentBack, proposed(2, both, keeping), says('approve', { ...bob, ...onSecond }))).toMatchObject({ status: 'approved' });
  });

  it('keep the revision that they were first given on', () => {
    const third = after(sentBack, proposed(2, both, keeping), says('reject', { personId: 'cy', ...onSecond }), proposed(3, both, keeping));
    expect(third).toMatchObject({ revision: 3, round: { votes: [{ personId: 'ada', keptFrom: 1 }] } });
  });

  it('are not kept for whoever may not vote under the new plan, nor where it asks nobody', () => {
    expect(after(sentBack, proposed(2, both, { ...keeping, people: [member('bob')] }))).toMatchObject({ round: { votes: [] } });
    expect(after(sentBack, proposed(2, plan({ stages: [stage(['group:s'])] }), keeping))).toMatchObject({ round: { votes: [] } });
  });

  it('complete the new revision where the edit was all that was missing', () => {
    const state = after(pending(both), says('approve'), says('edit', bob), proposed(2, both, keeping));
    expect(state).toMatchObject({ status: 'approved', revision: 2, resolution: { people: expect.arrayContaining(['ada', 'bob']) } });
  });
});

describe('the deadline of the next revision', () => {
  const clock = (per: 'revision' | 'request', pausedWhile: Plan['clock']['pausedWhile'] = []) =>
    plan({ clock: { per, pausedWhile, maxPauseMs: HOUR, pauseBudgetMs: HOUR, openHours: null } });
  const left = (frozen: Plan) =>
    after(pending(frozen), says('reject', { atMs: NOW + HOUR }), proposed(2, frozen, { atMs: NOW + 2 * HOUR }));

  it.each([
    ['whole again where each revision has its own', clock('revision'), 6],
    ['the request’s where it has one for all', clock('request'), 4],
    ['the request’s, without the time that the agent took', clock('request', ['revising']), 5],
  ])('is %s', (_, frozen, hours) => {
    expect(left(frozen)).toMatchObject({ status: 'pending', round: { deadlineAtMs: NOW + hours * HOUR } });
  });
});
