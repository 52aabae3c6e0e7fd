import { describe, expect, it } from '@jest/globals';
import { VERBS } from '../contracts/decision.js';
import { decisionOf, verbOf } from './verbs.js';
import { REVIEW_DECISIONS } from './vocabulary.js';

describe('review decisions and verbs', () => {
  it('each decision is a verb, and comes back from it', () => {
    expect(REVIEW_DECISIONS.map(verbOf)).toEqual(['approve', 'reject', 'edit', 'escalate']);
    for (const decision of REVIEW_DECISIONS) expect(decisionOf(verbOf(decision), null)).toBe(decision);
  });

  it('each verb is a decision, or decides nothing about the output', () => {
    const decided = VERBS.filter((verb) => decisionOf(verb, null) !== null);
    expect(decided).toEqual(['approve', 'reject', 'deny', 'edit', 'answer', 'escalate', 'override']);
    expect(decisionOf('deny', null)).toBe('reject');
    expect(decisionOf('answer', 'text')).toBe('modify');
  });

  it('an override is what it resolves to; one that does not say approved approves nothing', () => {
    expect([decisionOf('override', 'approved'), decisionOf('override', 'rejected'), decisionOf('override', null)]).toEqual([
      'approve',
      'reject',
      'reject',
    ]);
  });
});
