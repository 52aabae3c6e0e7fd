import { describe, expect, it } from '@jest/globals';
import { after, HOUR, LADDER, NOW, pending, plan, proposed, says, stage, tick } from '../../test/support/domain.js';

const both = plan({ stages: [stage(['person:ada', 'group:r'], 2, { deny: 2, ladder: [...LADDER] })] });
const two = plan({ stages: [stage(['group:r'], 1, { ladder: [...LADDER] }), stage(['group:s'], 1, { name: 'second' })] });
const question = pending(plan(), { execute: 'none' });
const bob = { personId: 'bob' };
const leads = [{ stage: 0, kind: 'add', refs: ['group:leads'] }];

describe('a reject with feedback', () => {
  const last = pending(plan({ maxRevisions: 1 }));

  it('sends back, while revisions are left, with all votes void in the next one', () => {
    const state = after(pending(both), says('approve'), says('reject', bob), proposed(2, both));
    expect(state).toMatchObject({ status: 'pending', revision: 2, round: { votes: [] } });
  });

  it('rejects where nobody revises', () => {
    expect(after(pending(plan(), { canRevise: false }), says('reject'))).toMatchObject({
      status: 'rejected',
      resolution: { by: 'people', people: ['ada'], reason: expect.stringContaining('nobody here revises') },
    });
  });

  it('rejects when all revisions are used', () => {
    expect(after(last, says('reject'))).toMatchObject({
      status: 'rejected',
      resolution: { reason: expect.stringContaining('all 1 revisions are used') },
    });
  });

  it('escalates instead where the policy says so, without the votes so far, and rejects when the ladder is used up', () => {
    const state = pending({ ...both, maxRevisions: 1, onMaxRevisions: 'escalate' });
    const escalated = after(state, says('approve'), says('claim', bob), says('reject', bob));
    expect(escalated).toMatchObject({ status: 'pending', revision: 1, round: { asking: leads, votes: [], claims: [], sentBack: true } });
    expect(after(escalated, says('reject', bob)).status).toBe('rejected');
  });

  it('starts over at the first stage, wherever it was: no stage is left behind unfilled', () => {
    const state = pending({ ...two, maxRevisions: 1, onMaxRevisions: 'escalate' });
    const again = after(state, says('approve'), says('reject', { personId: 'sue', groups: ['s'] }));
    expect(again).toMatchObject({ status: 'pending', round: { stage: 0, votes: [], asking: leads } });
  });

  it.each(['reject', 'escalate'] as const)(
    'is never approved at the limit, whatever the policy does with silence (%s)',
    (onMaxRevisions) => {
      const state = pending(plan({ maxRevisions: 1, onMaxRevisions, onTimeout: 'approve' }));
      expect(['rejected', 'expired']).toContain(after(state, says('reject'), tick(NOW + 24 * HOUR)).status);
    },
  );
});

describe('an escalation by hand', () => {
  it('widens who may fill a stage and never lowers how many must', () => {
    const lead = { personId: 'lea', groups: ['leads'] };
    const state = after(pending(both), says('escalate'));
    expect(after(state, says('approve', lead)).status).toBe('pending');
    expect(after(state, says('approve', lead), says('approve', bob)).status).toBe('approved');
  });

  it('takes a step of the ladder, which then does not fire again', () => {
    const state = after(pending(), says('escalate'), tick(NOW + HOUR));
    expect(state).toMatchObject({ round: { fired: [1, 1], asking: leads } });
  });
});

describe('a question to people', () => {
  it('is answered by one of the asked, word for word', () => {
    expect(after(question, says('answer', { answer: ' yes\n' }))).toMatchObject({
      status: 'answered',
      resolution: { outcome: 'answered', by: 'people', people: ['ada'], answer: ' yes\n' },
    });
  });

  it('can be denied, escalated, withdrawn and rejected by override', () => {
    expect(after(question, says('deny')).status).toBe('rejected');
    expect(after(question, says('escalate'))).toMatchObject({ status: 'pending', round: { asking: leads } });
    expect(after(question, { kind: 'withdrawn', by: 'requester', who: 'x', reason: 'r', atMs: NOW }).status).toBe('cancelled');
    expect(after(question, says('override', { answer: 'rejected', facts: { override: true } })).status).toBe('rejected');
  });

  it('is never approved by silence, nor by a plan', () => {
    expect(after(pending(plan({ onTimeout: 'approve' }), { execute: 'none' }), tick(NOW + 24 * HOUR)).status).toBe('expired');
    const proposing = { status: 'proposing' as const, revision: 0, digest: null, execute: 'none' as const, canRevise: false, lastSeq: 0 };
    expect(after(proposing, proposed(1, plan({ route: 'auto', stages: [] }))).status).toBe('rejected');
  });
});
