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
  says,
  tick,
} from '../../test/support/domain.js';
import type { DomainEvent } from './state.js';

const answered: DomainEvent = {
  kind: 'questionAnswered',
  decisionId: 'q1',
  revision: 1,
  answer: 'three customers',
  by: 'bot',
  atMs: NOW + 5 * MINUTE,
};
const stopping = plan({ clock: { per: 'revision', pausedWhile: ['question'], maxPauseMs: HOUR, pauseBudgetMs: HOUR, openHours: null } });
const question = says('ask', { decisionId: 'q1' });

describe('a question to the agent', () => {
  it('counts, is open until it is answered, and leaves votes and clocks as they were', () => {
    const before = pending();
    const outcome = happens(before, question);
    expect(receiptOf(outcome)).toBe('counted');
    expect(noticesOf(outcome)).toEqual(['question']);
    expect(moved(outcome).state).toEqual({ ...before, lastSeq: 1, round: { ...before.round, questions: ['q1'] } });
    expect(after(before, question, answered)).toEqual({ ...before, lastSeq: 1 });
  });

  it('is for those who are asked, also without the qualification that their vote would need', () => {
    expect(receiptOf(happens(pending(), says('ask', { groups: ['other'] })))).toBe('not_eligible');
    const [first] = plan().stages;
    const strict = plan({ stages: first ? [{ ...first, counts: 'reviewer.attributes.senior' }] : [] });
    expect(receiptOf(happens(pending(strict), question))).toBe('counted');
  });

  it('has its answer on the record and on the cards', () => {
    const outcome = happens(after(pending(), question), answered);
    expect(auditOf(outcome)).toEqual(['question.answered']);
    expect(noticesOf(outcome)).toEqual(['rewrite']);
  });

  it('gets no answer any more once the request is over', () => {
    expect(happens(inStatus('rejected'), answered).kind).toBe('ignored');
  });
});

describe('a question that stops the clock', () => {
  const stopped = after(pending(stopping), question);

  it('leaves reminders and deadline as far away as they were when it is answered', () => {
    expect(after(stopped, tick(NOW + 59 * MINUTE))).toEqual(stopped);
    const on = after(stopped, { ...answered, atMs: NOW + 50 * MINUTE });
    expect(on).toMatchObject({ round: { pausedSinceMs: null, deadlineAtMs: NOW + 50 * MINUTE + 4 * HOUR } });
    expect(happens(on, tick(NOW + 60 * MINUTE - 1)).kind).toBe('ignored');
    expect(noticesOf(happens(on, tick(NOW + 60 * MINUTE)))).toEqual(['remind group:r']);
  });

  it('stops it for the longest pause and no longer, however late that is noticed', () => {
    const late = happens(stopped, tick(NOW + 3 * HOUR));
    expect(moved(late).state).toMatchObject({ round: { pausedSinceMs: null, deadlineAtMs: NOW + 5 * HOUR } });
    expect(auditOf(late)[0]).toBe('clock.resumed');
  });

  it('goes on only with the last answer of two', () => {
    const two = after(stopped, says('ask', { decisionId: 'q2' }), answered);
    expect(two).toMatchObject({ round: { questions: ['q2'], pausedSinceMs: NOW } });
    expect(after(two, { ...answered, decisionId: 'q2' })).toMatchObject({ round: { questions: [], pausedSinceMs: null } });
  });

  it('does not keep anybody from deciding', () => {
    expect(after(stopped, says('approve'))).toMatchObject({ status: 'approved', round: { questions: [], pausedSinceMs: null } });
  });
});
