import { describe, expect, it } from '@jest/globals';
import {
  after,
  auditOf,
  digestOf,
  entryOf,
  happens,
  HOUR,
  inStatus,
  noticesOf,
  NOW,
  plan,
  proposed,
  receiptOf,
  says,
  stage,
  tick,
} from '../../test/support/domain.js';
import { nextStep } from './wakeups.js';

const unknown = inStatus('unknown');

describe('an unknown outcome', () => {
  it('that happened is executed, with the evidence and its author in the record', () => {
    const outcome = happens(unknown, says('settle', { comment: 'it is on the statement' }));
    expect(outcome).toMatchObject({ state: { status: 'executed' } });
    expect(entryOf(outcome, 'effect.settled')).toEqual({ outcome: 'happened', by: 'ada', reason: 'it is on the statement' });
  });

  it('is settled by somebody asked, or with the override permission', () => {
    expect(receiptOf(happens(unknown, says('settle', { groups: [], facts: { override: true } })))).toBe('counted');
    expect(receiptOf(happens(unknown, says('settle', { facts: { active: false, override: true } })))).toBe('not_eligible');
  });

  it('of what nobody was asked about is settled by those whom the plan names for it, and by nobody else', () => {
    const auto = inStatus('unknown', plan({ route: 'auto', stages: [], settlers: ['group:ops'] }));
    expect(receiptOf(happens(auto, says('settle', { groups: ['ops'] })))).toBe('counted');
    expect(receiptOf(happens(auto, says('settle')))).toBe('not_eligible');
    const unsure = { kind: 'finished' as const, revision: 1, outcome: 'unknown' as const, reason: 'lost', atMs: NOW };
    expect(noticesOf(happens({ ...inStatus('executing'), plan: auto.plan }, unsure))).toEqual(['unknown group:ops']);
    expect(receiptOf(happens({ ...unknown, plan: plan({ settlers: ['group:ops'] }) }, says('settle', { groups: ['ops'] })))).toBe(
      'not_eligible',
    );
  });

  it('waits for people and for no clock', () => {
    expect(nextStep(unknown)).toEqual({ do: 'wait', untilMs: null, timer: null });
    expect(happens(unknown, tick(NOW + 1000 * HOUR)).kind).toBe('ignored');
  });
});

describe('what did not happen', () => {
  const again = after(unknown, says('settle', { answer: 'did_not_happen' }));

  it('is proposed again, with no vote of before', () => {
    expect(again).toMatchObject({ status: 'revising', revising: { why: 'again', by: 'ada' } });
    expect(after(again, proposed(2, plan(), { keepVotes: true }))).toMatchObject({ status: 'pending', revision: 2, round: { votes: [] } });
  });

  it('is approved by people only: not by a policy, not by silence', () => {
    expect(after(again, proposed(2, plan({ route: 'auto', stages: [] }))).status).toBe('rejected');
    const silent = plan({ onTimeout: 'approve', stages: [stage(['group:r'])] });
    expect(after(again, proposed(2, silent), tick(NOW + 4 * HOUR)).status).toBe('expired');
    expect(after(again, proposed(2, silent), says('approve', { revision: 2, digest: digestOf(2) })).status).toBe('approved');
  });
});

describe('what is to be undone', () => {
  const undoing = after(unknown, says('settle', { answer: 'compensate' }));

  it('stays unknown until its undo is on its way, then counts as having happened', () => {
    expect(undoing).toMatchObject({ status: 'unknown', compensating: { by: 'ada' } });
    expect(nextStep(undoing)).toEqual({ do: 'compensate' });
    const outcome = happens(undoing, { kind: 'compensated', atMs: NOW });
    expect(outcome).toMatchObject({ state: { status: 'executed' } });
    expect(auditOf(outcome)).toEqual(['effect.compensating']);
  });

  it('that cannot be undone asks people again what happened', () => {
    const outcome = happens(undoing, { kind: 'compensationFailed', reason: 'no undo', atMs: NOW });
    expect(outcome).toMatchObject({ state: { status: 'unknown', compensating: null } });
    expect(noticesOf(outcome)).toEqual(['unknown group:r']);
    const failed = after(undoing, { kind: 'compensationFailed', reason: 'no undo', atMs: NOW });
    expect(receiptOf(happens(failed, says('settle')))).toBe('counted');
  });
});
