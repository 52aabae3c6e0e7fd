import { describe, expect, it } from '@jest/globals';
import {
  after,
  auditOf,
  happens,
  HOUR,
  inStatus,
  MINUTE,
  moved,
  NOW,
  noticesOf,
  pending,
  plan,
  receiptOf,
  resolution,
  says,
  stage,
  vote,
} from '../../test/support/domain.js';

const window = plan({ vetoWindowMs: HOUR, stages: [stage(['group:r', 'group:s'], 1, { deny: 2 })] });
const approved = after(pending(window), says('approve'));
const sue = { personId: 'sue', groups: ['s'] };

describe('a denial between approval and effect', () => {
  it('counts, in a veto window and without one', () => {
    expect(receiptOf(happens(approved, says('deny', sue)))).toBe('counted');
    expect(after(inStatus('approved'), says('deny', { personId: 'bob' }))).toMatchObject({
      status: 'rejected',
      resolution: { people: ['bob'] },
    });
  });

  it('ends it at the threshold, and leaves it approved below', () => {
    const once = after(approved, says('deny', sue));
    expect(once).toMatchObject({ status: 'approved', resolution: { people: ['ada'] } });
    expect(receiptOf(happens(once, says('deny', sue)))).toBe('duplicate');
    expect(after(once, says('deny', { personId: 'rob' }))).toMatchObject({
      status: 'rejected',
      resolution: { by: 'people', people: ['sue', 'rob'] },
    });
  });

  it('ends it alone by a veto', () => {
    const vetoes = plan({ ...window, stages: [stage(['group:r', 'group:s'], 1, { deny: 5, vetoes: ['group:s'] })] });
    expect(after(pending(vetoes), says('approve'), says('deny', sue)).status).toBe('rejected');
  });

  it('takes the approval of the same human away, and asks again', () => {
    const outcome = happens(approved, says('deny'));
    expect(moved(outcome).state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada', verb: 'deny' }] } });
    expect(noticesOf(outcome)).toEqual(['ask group:r group:s']);
  });

  it('stays a vote against an override, which stands on no votes', () => {
    const overridden = { ...inStatus('approved', window), resolution: resolution({ by: 'override', people: ['olga'] }) };
    const once = after(overridden, says('deny', sue));
    expect(once).toMatchObject({
      status: 'approved',
      round: { votes: expect.arrayContaining([expect.objectContaining({ verb: 'deny' })]) },
    });
    expect(after(once, says('deny', { personId: 'rob' })).status).toBe('rejected');
  });
});

describe('taking an approval back before the effect', () => {
  it('lets the request wait again, with time to answer', () => {
    expect(after(approved, says('retract', { atMs: NOW + 30 * MINUTE }))).toMatchObject({
      status: 'pending',
      round: { votes: [], deadlineAtMs: NOW + 30 * MINUTE + 4 * HOUR },
    });
  });

  it('leaves it approved where the others suffice', () => {
    const more = { ...inStatus('approved') };
    const state = { ...more, round: { ...more.round, votes: [vote(), vote({ personId: 'bob' })] } };
    expect(after(state, says('retract'))).toMatchObject({ status: 'approved', resolution: { people: ['bob'], reason: 'approved by bob' } });
  });
});

describe('a denial after the effect was started', () => {
  it.each(['executing', 'executed', 'failed', 'unknown'] as const)(
    'changes nothing while %s, is recorded, and the requester hears of it',
    (status) => {
      const outcome = happens(inStatus(status), says('deny'));
      expect(receiptOf(outcome)).toBe('too_late');
      expect(auditOf(outcome)).toEqual(['decision.refused']);
      expect(noticesOf(outcome)).toEqual(['objection']);
      expect(moved(outcome).state.status).toBe(status);
    },
  );

  it('by somebody who was not asked troubles nobody', () => {
    const outcome = happens(inStatus('executing'), says('deny', { groups: ['other'] }));
    expect([receiptOf(outcome), noticesOf(outcome)]).toEqual(['already_closed', []]);
  });
});
