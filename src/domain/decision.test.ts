import { describe, expect, it } from '@jest/globals';
import { NOT_COUNTED_REASONS, VERBS } from '../contracts/decision.js';
import { RISKS } from '../contracts/risk.js';
import {
  after,
  auditOf,
  digestOf,
  facts,
  HOUR,
  inStatus,
  moved,
  NOW,
  pending,
  plan,
  proposed,
  receiptOf,
  says,
  stage,
  tick,
} from '../../test/support/domain.js';
import { decide } from './decide.js';
import type { DecisionEvent, RequestState } from './state.js';

const two = plan({ stages: [stage(['group:r'], 1), stage(['group:s'], 1, { name: 'second' })], escalation: [] });
const both = plan({ stages: [stage(['person:ada', 'group:r'], 2, { deny: 2 })] });
const question = pending(plan(), { execute: 'none' });
const bob = { personId: 'bob' };
const second = { personId: 'sue', facts: facts({ groups: ['s'] }) };

const refusals: [reason: string, state: RequestState, event: DecisionEvent][] = [
  ['duplicate', after(pending(both), says('approve')), says('approve')],
  ['duplicate', after(pending(both), says('deny')), says('deny')],
  ['duplicate', after(pending(two), says('approve')), says('approve', { facts: facts({ groups: ['r', 's'] }) })],
  ['not_eligible', pending(), says('approve', { facts: facts({ groups: ['other'] }) })],
  ['not_eligible', pending(), says('approve', { facts: facts({ active: false }) })],
  ['not_eligible', pending(), says('approve', { facts: facts({ groups: ['leads'] }) })],
  ['not_eligible', pending(two), says('approve', second)],
  ['not_eligible', after(pending(two), says('approve')), says('approve', bob)],
  ['not_eligible', after(pending(two), says('approve')), says('deny', bob)],
  ['not_eligible', pending(plan({ stages: [] })), says('approve')],
  ['self_approval', pending(), says('approve', { facts: facts({ self: true }) })],
  ['self_approval', pending(), says('edit', { facts: facts({ self: true }) })],
  ['self_approval', pending(), says('override', { facts: facts({ self: true, override: true }) })],
  ['stale_revision', pending(), says('approve', { revision: 2 })],
  ['stale_digest', pending(), says('approve', { digest: digestOf(2) })],
  ['stale_digest', pending(), says('override', { digest: digestOf(2), facts: facts({ override: true }) })],
  ['stale_revision', pending(), says('override', { revision: 2, facts: facts({ override: true }) })],
  ['already_closed', inStatus('rejected'), says('approve')],
  ['not_open', inStatus('proposing'), says('approve')],
  ['comment_required', pending(plan({ requireComment: ['reject'] })), says('reject', { comment: null })],
  ['comment_required', pending(plan({ requireComment: ['deny'] })), says('deny', { comment: ' \n ' })],
  ['comment_required', pending(), says('override', { comment: '  ', facts: facts({ override: true }) })],
  ['override_not_permitted', pending(), says('override')],
  ['override_not_permitted', pending(), says('override', { facts: facts({ override: true, active: false }) })],
  ['not_a_question', pending(), says('answer')],
  ['is_a_question', question, says('approve')],
  ['is_a_question', question, says('reject')],
  ['is_a_question', question, says('edit')],
  ['is_a_question', question, says('override', { facts: facts({ override: true }) })],
  ['nothing_to_escalate', pending(plan({ escalation: [] })), says('escalate')],
  ['invalid_args', pending(), says('edit', { facts: facts({ argsProblem: '/amount must be a number' }) })],
];

describe('a decision that does not count', () => {
  it.each(refusals)('%s (%#)', (reason, state, event) => {
    const before = state.lastSeq;
    const outcome = decide(state, { ...event, seq: before + 1 });
    expect(receiptOf(outcome)).toBe(reason);
    expect(auditOf(outcome)).toEqual(['decision.refused']);
    // It changes nothing but that it was read.
    expect(moved(outcome).state).toEqual({ ...state, lastSeq: before + 1 });
  });

  it('is covered for every reason there is', () => {
    expect([...new Set(refusals.map(([reason]) => reason))].sort()).toEqual([...NOT_COUNTED_REASONS].sort());
  });

  it('is ignored once it has its receipt', () => {
    for (const verb of VERBS)
      expect(decide(pending(plan(), { lastSeq: 7 }), says(verb, { seq: 7 }))).toEqual({ kind: 'ignored', reason: 'it has its receipt' });
  });
});

describe('votes', () => {
  it('of one person fill one entry, however many they could', () => {
    const state = after(pending(both), says('approve'));
    expect(state.status).toBe('pending');
    expect(after(state, says('approve', bob)).status).toBe('approved');
  });

  it('may change while the stage is open: the last one stands', () => {
    const state = after(pending(both), says('deny'), says('approve'), says('approve', bob));
    expect(state).toMatchObject({ status: 'approved', resolution: { people: ['ada', 'bob'] } });
  });

  it('end the request at the deny threshold, not before', () => {
    const once = after(pending(both), says('deny'));
    expect(once.status).toBe('pending');
    expect(after(once, says('deny', bob))).toMatchObject({ status: 'rejected', resolution: { by: 'people', people: ['ada', 'bob'] } });
  });

  it('of a later stage count only once the earlier one is satisfied, and approve at the last', () => {
    const state = after(pending(two), says('approve'), says('approve', second));
    expect(state).toMatchObject({ status: 'approved', resolution: { people: ['ada', 'sue'] } });
  });

  it('of an earlier stage can be taken back, by whoever gave them, until the end', () => {
    const strict = plan({ ...two, stages: [stage(['group:r'], 1, { deny: 2 }), stage(['group:s'], 2), stage(['group:t'])] });
    const before = after(pending(strict), says('approve'));
    expect(before).toMatchObject({ status: 'pending', round: { stage: 1 } });
    const back = after(before, says('deny'));
    expect(back).toMatchObject({ status: 'pending', round: { stage: 0, votes: [{ personId: 'ada', verb: 'deny', stage: 0 }] } });
    // With a threshold of one, taking it back ends the request.
    expect(after(pending(two), says('approve'), says('deny')).status).toBe('rejected');
  });

  it('that escalation brings in widen who may fill a stage and never lower how many must', () => {
    const state = after(pending(both), says('escalate'));
    const lead = { personId: 'lea', facts: facts({ groups: ['leads'] }) };
    expect(after(state, says('approve', lead)).status).toBe('pending');
    expect(after(state, says('approve', lead), says('approve', bob)).status).toBe('approved');
  });

  it('are asked for beyond the present people only as long as the ladder has steps', () => {
    const state = after(pending(), says('escalate'));
    expect(state).toMatchObject({ round: { stepsTaken: 1, extra: [{ stage: 0, ref: 'group:leads' }] } });
    expect(receiptOf(decide(state, says('escalate', { seq: 2 })))).toBe('nothing_to_escalate');
  });
});

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
    const escalated = after(state, says('approve'), says('reject', bob));
    expect(escalated).toMatchObject({ status: 'pending', revision: 1, round: { stepsTaken: 1, votes: [] } });
    expect(after(escalated, says('reject', bob)).status).toBe('rejected');
    // In a later stage too everything starts over: no stage is left behind unfilled.
    const later = after(
      pending({ ...two, maxRevisions: 1, onMaxRevisions: 'escalate', escalation: plan().escalation }),
      says('approve'),
      says('reject', second),
    );
    expect(later).toMatchObject({ status: 'pending', round: { stage: 0, votes: [], extra: [{ stage: 0, ref: 'group:leads' }] } });
  });

  it('is never approved at the limit, whatever the policy does with silence', () => {
    for (const onMaxRevisions of ['reject', 'escalate'] as const) {
      const state = pending(plan({ maxRevisions: 1, onMaxRevisions, onTimeout: 'approve' }));
      expect(after(state, says('reject'), tick(NOW + 24 * HOUR)).status).not.toBe('approved');
    }
  });
});

describe('an edit', () => {
  const planned = (risk: (typeof RISKS)[number], more = {}) => after(pending(), says('edit'), proposed(2, plan({ risk, ...more })));

  it.each(RISKS)('at %s risk', (risk) => {
    const expected = { low: 'approved', medium: 'approved', high: 'pending', critical: 'pending' }[risk];
    expect(planned(risk).status).toBe(expected);
  });

  it('is no vote where the policy forbids it, or the editor is not asked by the new plan', () => {
    expect(planned('low', { editorVotes: false })).toMatchObject({ status: 'pending', round: { votes: [] } });
    expect(planned('low', { stages: [stage(['group:others'])] })).toMatchObject({ status: 'pending', round: { votes: [] } });
  });

  it('is one vote, not two, of its editor on the new revision', () => {
    const state = planned('low', { stages: both.stages });
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada', verb: 'approve' }] } });
    const again = says('approve', { seq: state.lastSeq + 1, revision: 2, digest: digestOf(2) });
    expect(receiptOf(decide(state, again))).toBe('duplicate');
    expect(after(state, says('approve', { ...bob, revision: 2, digest: digestOf(2) })).status).toBe('approved');
  });

  it('that cannot be planned rejects by policy', () => {
    expect(after(pending(), says('edit'), { kind: 'proposalFailed', by: 'policy', reason: 'nobody', atMs: NOW })).toMatchObject({
      status: 'rejected',
      resolution: { by: 'policy' },
    });
  });
});

describe('a question', () => {
  it('is answered by one of the asked, word for word', () => {
    expect(after(question, says('answer', { answer: ' yes\n' }))).toMatchObject({
      status: 'answered',
      resolution: { outcome: 'answered', by: 'people', people: ['ada'], answer: ' yes\n' },
    });
  });

  it('can be denied, escalated, withdrawn and rejected by override', () => {
    expect(after(question, says('deny')).status).toBe('rejected');
    expect(after(question, says('escalate'))).toMatchObject({ status: 'pending', round: { stepsTaken: 1 } });
    expect(after(question, { kind: 'withdrawn', by: 'requester', who: 'x', reason: 'r', atMs: NOW }).status).toBe('cancelled');
    expect(after(question, says('override', { answer: 'rejected', facts: facts({ override: true }) })).status).toBe('rejected');
  });

  it('is never approved by silence', () => {
    expect(after(pending(plan({ onTimeout: 'approve' }), { execute: 'none' }), tick(NOW + 24 * HOUR)).status).toBe('expired');
  });
});

describe('eligibility lost before the effect', () => {
  const lost = (...personIds: string[]) => ({ kind: 'eligibilityLost' as const, personIds, atMs: NOW + 3 * HOUR });

  it('voids that vote only, and asks again with time to answer', () => {
    const state = after(pending(both), says('approve'), says('approve', bob), lost('bob'));
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada' }], deadlineAtMs: NOW + 7 * HOUR } });
  });

  it('leaves the approval standing where the other votes satisfy the plan', () => {
    // bob and cy fill the same entry of the group; ada's makes it two.
    const state = after(pending(both), says('approve', bob), says('approve', { personId: 'cy' }), says('approve'));
    const standing = after(state, lost('bob'));
    expect(standing).toMatchObject({ status: 'approved', resolution: { people: ['cy', 'ada'] } });
    expect('usableUntilMs' in standing && 'usableUntilMs' in state && standing.usableUntilMs === state.usableUntilMs).toBe(true);
  });

  it('reopens the first stage that is not filled any more and keeps the ones before', () => {
    const state = after(pending(two), says('approve'), says('approve', second), lost('sue'));
    expect(state).toMatchObject({ status: 'pending', round: { stage: 1, votes: [{ personId: 'ada', stage: 0 }] } });
    expect(after(state, says('approve', { personId: 'tom', facts: facts({ groups: ['s'] }) })).status).toBe('approved');
    expect(after(pending(two), says('approve'), says('approve', second), lost('ada'))).toMatchObject({
      status: 'pending',
      round: { stage: 0, votes: [] },
    });
  });
});
