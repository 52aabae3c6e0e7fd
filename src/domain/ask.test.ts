import { describe, expect, it } from '@jest/globals';
import { auditOf, facts, inStatus, moved, NOW, pending, receiptOf, says } from '../../test/support/domain.js';
import { decide } from './decide.js';
import type { DomainEvent } from './state.js';

const answered: DomainEvent = { kind: 'questionAnswered', decisionId: 'q1', revision: 1, answer: 'three customers', atMs: NOW };

describe('a question to the agent', () => {
  it('counts, and leaves votes, clocks and status as they were', () => {
    const before = pending();
    const outcome = decide(before, says('ask', { comment: 'how many?' }));
    expect(receiptOf(outcome)).toBe('counted');
    const { state } = moved(outcome);
    expect({ ...state, lastSeq: before.lastSeq }).toEqual(before);
  });

  it('needs its words, and somebody who is asked', () => {
    expect(receiptOf(decide(pending(), says('ask', { comment: ' ' })))).toBe('comment_required');
    const stranger = says('ask', { comment: 'how many?', facts: facts({ groups: ['other'] }) });
    expect(receiptOf(decide(pending(), stranger))).toBe('not_eligible');
  });

  it('has its answer on the record and on the cards, and moves nothing', () => {
    const before = pending();
    const outcome = decide(before, answered);
    const { state, effects } = moved(outcome);
    expect(state).toEqual(before);
    expect(auditOf(outcome)).toContain('question.answered');
    expect(effects).toContainEqual({ kind: 'notice', notice: 'rewrite', refs: [] });
  });

  it('gets no answer any more once the request is over', () => {
    expect(decide(inStatus('rejected'), answered).kind).toBe('ignored');
  });
});
