import { describe, expect, it } from '@jest/globals';
import { seatsSchema } from '../contracts/plan.js';
import { VERBS } from '../contracts/decision.js';
import {
  after,
  digestOf,
  happens,
  HOUR,
  inStatus,
  member,
  moved,
  noticesOf,
  NOW,
  pending,
  plan,
  proposed,
  receiptOf,
  says,
  stage,
  step,
  tick,
} from '../../test/support/domain.js';
import type { DomainEvent } from './state.js';

const DAY = NOW + 24 * HOUR;
const bob = { personId: 'bob' };
const both = plan({ stages: [stage(['group:r', 'group:s'], 2, { deny: 2 })] });
const silent = plan({ onTimeout: 'approve', stages: [stage(['group:r'])] });
const claim: DomainEvent = { kind: 'claimed', revision: 1, fence: 1, leaseUntilMs: DAY, atMs: NOW };

// What products like this one have shipped, and how each would look here. The page on security lists them with the tests of other parts.
describe('a defect that others shipped', () => {
  it('stale signal unblocks a later round', () => {
    const second = after(pending(), says('reject'), proposed(2));
    expect(receiptOf(happens(second, says('approve')))).toBe('stale_revision');
    expect(after(second, says('approve')).status).toBe('pending');
  });

  it('quorum of 0 applies at once', () => {
    expect(seatsSchema.safeParse({ kind: 'entries', need: 'atLeast', entries: ['group:r'], count: 0 }).success).toBe(false);
    expect(after(inStatus('proposing'), proposed(1)).status).toBe('pending');
  });

  it('empty approver group approves', () => {
    const nobody: DomainEvent = { kind: 'unreachable', missing: [{ stage: 'review', entries: ['group:r'], need: 1 }], atMs: NOW };
    const state = after(pending(silent), nobody);
    expect(state.status).toBe('pending');
    expect(after(state, tick(DAY)).status).toBe('expired');
  });

  it('ex-assignee still completes', () => {
    const replaced = plan({ stages: [stage(['group:r', 'group:s'], 2, { ladder: [step('replace', HOUR, ['group:s', 'group:t'])] })] });
    const state = after(pending(replaced), says('approve'), tick(NOW + HOUR), says('approve', { personId: 'sue', groups: ['s'] }));
    expect(state.status).toBe('pending');
    expect(receiptOf(happens(state, says('approve')))).toBe('not_eligible');
    const swapped = after(pending(), says('reassign', { personId: 'olga', from: 'group:r', to: 'group:s', facts: { assign: true } }));
    expect(receiptOf(happens(swapped, says('approve')))).toBe('not_eligible');
    const left = after(pending(), says('approve'), { kind: 'eligibilityLost', personIds: ['ada'], atMs: NOW });
    expect(left.status).toBe('pending');
  });

  it('approve link usable twice', () => {
    const once = after(pending(both), says('approve'));
    expect(receiptOf(happens(once, says('approve')))).toBe('duplicate');
    expect(after(once, says('approve'), says('approve')).status).toBe('pending');
  });

  it('decline executed the tool', () => {
    for (const verb of ['deny', 'reject'] as const) {
      const declined = after(pending(plan(), { canRevise: false }), says(verb));
      expect(declined.status).toBe('rejected');
      expect(happens(declined, claim).kind).toBe('ignored');
    }
  });

  it('a stale id resolved another call', () => {
    expect(receiptOf(happens(pending(), says('approve', { digest: digestOf(2) })))).toBe('stale_digest');
    expect(happens(inStatus('approved'), { ...claim, revision: 2 }).kind).toBe('ignored');
    expect(happens(inStatus('executing'), { kind: 'finished', revision: 2, outcome: 'executed', reason: '', atMs: NOW }).kind).toBe(
      'ignored',
    );
  });

  it('decisions matched by array position', () => {
    const asked = after(pending(), says('ask', { decisionId: 'q1' }), says('ask', { decisionId: 'q2' }));
    const second: DomainEvent = { kind: 'questionAnswered', decisionId: 'q2', revision: 1, answer: 'a', by: 'bot', atMs: NOW };
    expect(after(asked, second)).toMatchObject({ round: { questions: ['q1'] } });
  });

  it('one rejection dropped its approved siblings', () => {
    const state = after(pending(both), says('approve'), says('deny', bob));
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada', verb: 'approve' }, { verb: 'deny' }] } });
    expect(after(state, says('approve', { personId: 'sue', groups: ['s'] })).status).toBe('approved');
  });

  it('edits escaped the tool’s schema, or renamed the tool', () => {
    const outcome = happens(pending(), says('edit', { facts: { argsProblem: '/amount must be a number' } }));
    expect(receiptOf(outcome)).toBe('invalid_args');
    expect(moved(outcome).state.status).toBe('pending');
  });

  it('timeout logged as a human rejection', () => {
    expect(after(pending(), tick(DAY))).toMatchObject({
      status: 'expired',
      resolution: { outcome: 'expired', by: 'fallback', people: [] },
    });
  });

  it('approvals kept after the change they approved was edited', () => {
    const edited = after(pending(both), says('approve'), says('edit', bob), proposed(2, both, { people: [member('ada'), member('bob')] }));
    expect(edited).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'bob' }] } });
  });

  it('asynchronous reset left a window', () => {
    const between = after(pending(both), says('approve'), says('reject', bob));
    const late = says('approve', { personId: 'sue', groups: ['s'] });
    expect(receiptOf(happens(between, late))).toBe('not_open');
    expect(after(between, late, proposed(2, both))).toMatchObject({ status: 'pending', round: { votes: [] } });
    expect(receiptOf(happens(after(between, proposed(2, both)), late))).toBe('stale_revision');
  });

  it('later denial of an approved request', () => {
    expect(after(inStatus('approved'), says('deny', bob)).status).toBe('rejected');
    const late = happens(inStatus('executing'), says('deny', bob));
    expect([receiptOf(late), noticesOf(late)]).toEqual(['too_late', ['objection']]);
  });

  it('dead buttons on other surfaces', () => {
    // Whatever counts shows on every card at once, or asks anew; what the agent is asked has its thread.
    const counting = VERBS.map(
      (verb) =>
        [
          verb,
          happens(pending(both), says(verb, { to: 'person:dan', from: 'group:r', forMs: 1, facts: { override: true, assign: true } })),
        ] as const,
    );
    const silently = counting.filter(([, outcome]) => receiptOf(outcome) === 'counted' && noticesOf(outcome).length === 0);
    // The next revision follows an edit in the same transaction, and brings the cards with it.
    expect(silently.map(([verb]) => verb)).toEqual(['edit']);
  });

  it('attribution lost by two racing card updates', () => {
    const state = after(pending(both), says('approve'), says('approve', { personId: 'sue', groups: ['s'] }));
    expect(state).toMatchObject({ resolution: { people: ['ada', 'sue'], reason: 'approved by ada, sue' } });
  });

  it('escalation with an empty roster', () => {
    const nobody: DomainEvent = { kind: 'unreachable', missing: [{ stage: 'review', entries: ['group:r'], need: 2 }], atMs: NOW };
    const state = after(pending({ ...both, onTimeout: 'escalate' }), nobody);
    expect(state).toMatchObject({ status: 'pending', plan: { stages: both.stages }, round: { missing: [{ need: 2 }] } });
    expect(after(state, tick(DAY)).status).toBe('expired');
  });

  it('`approvers` unset meaning anyone', () => {
    const unset = pending(plan({ stages: [] }));
    for (const verb of ['approve', 'deny', 'edit', 'claim'] as const) expect(receiptOf(happens(unset, says(verb)))).toBe('not_eligible');
  });
});
