import { describe, expect, it } from '@jest/globals';
import { after, happens, HOUR, inStatus, moved, noticesOf, NOW, pending, plan, receiptOf, says } from '../../test/support/domain.js';

const byHand = (personId: string, answer = 'approved') => says('override', { personId, groups: [], answer, facts: { override: true } });
const pair = plan({ overridePeople: 2 });

describe('an override', () => {
  it('runs at once, past the veto window and freezes', () => {
    const held = plan({ vetoWindowMs: HOUR, frozen: [[NOW - HOUR, NOW + HOUR]] });
    expect(after(pending(held), byHand('olga'))).toMatchObject({
      status: 'approved',
      due: true,
      runFromMs: NOW,
      resolution: { by: 'override', people: ['olga'], reason: 'because' },
    });
  });

  it('is announced to everybody asked, who look back at it', () => {
    const outcome = happens(pending(), byHand('olga'));
    expect(noticesOf(outcome)).toEqual(['rewrite', 'announce group:r']);
    expect(moved(outcome).effects).toContainEqual({ kind: 'lookBack', asked: ['group:r'], by: ['olga'], reason: 'because' });
  });

  it('that stops is announced and needs no look back', () => {
    const outcome = happens(inStatus('approved'), byHand('olga', 'rejected'));
    expect(noticesOf(outcome)).toEqual(['rewrite', 'announce group:r']);
    expect(moved(outcome).effects.map(({ kind }) => kind)).not.toContain('lookBack');
  });

  it('puts no vote aside as if it had been one', () => {
    expect(after(pending(), byHand('olga'))).toMatchObject({ round: { votes: [] } });
  });
});

describe('an override by two', () => {
  const first = after(pending(pair), byHand('olga'));

  it('waits for a second person, and says so', () => {
    expect(first).toMatchObject({ status: 'pending', round: { overrides: [{ personId: 'olga', approves: true }] } });
    expect(noticesOf(happens(pending(pair), byHand('olga')))).toEqual(['announce group:r']);
  });

  it('is not completed by the same person', () => {
    expect(receiptOf(happens(first, byHand('olga')))).toBe('duplicate');
  });

  it('is completed by another one, and both names stand', () => {
    expect(after(first, byHand('otto'))).toMatchObject({ status: 'approved', resolution: { by: 'override', people: ['olga', 'otto'] } });
  });

  it('is stopped by one alone', () => {
    expect(after(first, byHand('otto', 'rejected'))).toMatchObject({ status: 'rejected', resolution: { people: ['otto'] } });
  });

  it('may begin between two revisions, and reviewers go on meanwhile', () => {
    expect(receiptOf(happens(inStatus('revising', pair), byHand('olga')))).toBe('counted');
    expect(after(first, says('approve'))).toMatchObject({ status: 'approved', resolution: { by: 'people' }, round: { overrides: [] } });
  });
});
