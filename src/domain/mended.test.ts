import { describe, expect, it } from '@jest/globals';
import {
  after,
  auditOf,
  digestOf,
  happens,
  HOUR,
  inStatus,
  member,
  MINUTE,
  noticesOf,
  NOW,
  pending,
  plan,
  proposed,
  receiptOf,
  round,
  says,
  seats,
  stage,
  standing,
  step,
  tick,
  vote,
} from '../../test/support/domain.js';
import { wakeups } from './wakeups.js';

// What random lives of requests once found wrong, each as a short story of its own.

const two = plan({ stages: [stage(['group:r'], 1, { deny: 2 }), stage(['group:s'], 1, { name: 'second' })] });
const remind = [step('remind', 10 * MINUTE)];
const asked = plan({ clock: { ...plan().clock, pausedWhile: ['question'], maxPauseMs: HOUR } });
const onSecond = { revision: 2, digest: digestOf(2) };

describe('an approval of an earlier stage that becomes a no', () => {
  it('starts that stage again: its own ladder from the beginning, and its people asked', () => {
    const ladders = plan({
      stages: [stage(['group:r'], 1, { deny: 2, ladder: remind }), stage(['group:s'], 1, { name: 's1', ladder: remind })],
    });
    const later = after(pending(ladders), says('approve'), tick(NOW + 11 * MINUTE));
    const back = happens(later, says('deny', { atMs: NOW + 20 * MINUTE }));
    expect(noticesOf(back)).toEqual(['ask group:r']);
    const state = after(later, says('deny', { atMs: NOW + 20 * MINUTE }));
    expect(state).toMatchObject({ round: { stage: 0, fired: [] } });
    expect(wakeups(state)[0]).toEqual({ kind: 'reminder', atMs: NOW + 30 * MINUTE, step: 0 });
  });

  it('is a no from the place in which it was given', () => {
    const state = after(pending(two), says('approve', { personId: 'bob', groups: [], alsoAs: [standing('ada')] }));
    const back = after(state, says('deny', { personId: 'bob', groups: ['s'] }));
    expect(back).toMatchObject({ round: { stage: 0, votes: [{ personId: 'bob', as: 'ada', groups: ['r'], verb: 'deny' }] } });
  });

  it('ends it at once where the person may veto what is asked now', () => {
    const veto = plan({ stages: [two.stages[0] ?? stage([]), stage(['group:s'], 1, { name: 'second', deny: 3, vetoes: ['person:ada'] })] });
    expect(after(pending(veto), says('approve'), says('deny', { groups: ['r', 's'] })).status).toBe('rejected');
  });
});

describe('an author who may not approve their own change', () => {
  const high = plan({ risk: 'high', stages: [stage(['group:r', 'group:s'], 2)] });
  const changed = pending(high, { round: round(high, { authors: ['ada'] }) });

  it('does not do it through a delegate, or through somebody it was handed to', () => {
    const delegate = says('approve', { personId: 'bob', groups: [], alsoAs: [standing('ada')] });
    expect(receiptOf(happens(changed, delegate))).toBe('own_edit');
    const handed = after(changed, says('delegate', { to: 'person:bob' }));
    expect(receiptOf(happens(handed, says('approve', { personId: 'bob', groups: [] })))).toBe('own_edit');
  });

  it('keeps no seat from those who may, nor does whoever has voted', () => {
    expect(receiptOf(happens(changed, says('claim')))).toBe('own_edit');
    const voted = after(changed, says('approve', { personId: 'bob' }));
    expect(receiptOf(happens(voted, says('claim', { personId: 'bob' })))).toBe('duplicate');
    expect(after(voted, says('approve', { personId: 'sue', groups: ['s'] })).status).toBe('approved');
  });

  it('stays the author when the same arguments are to run again', () => {
    const unknown = { ...inStatus('unknown', high), round: round(high, { authors: ['ada'], votes: [vote({ personId: 'bob' })] }) };
    const again = after(unknown, says('settle', { personId: 'bob', answer: 'did_not_happen' }), proposed(2, high));
    expect(again).toMatchObject({ status: 'pending', round: { authors: ['ada'] } });
    expect(receiptOf(happens(again, says('approve', onSecond)))).toBe('own_edit');
  });
});

describe('what may have run already', () => {
  const silent = plan({ onTimeout: 'approve', materialPaths: ['/amount'], clock: { ...plan().clock, per: 'request' } });
  const settled = after(inStatus('unknown', silent), says('settle', { answer: 'did_not_happen', atMs: NOW + 9 * HOUR }));
  const again = proposed(2, silent, { keepVotes: true, people: [member('ada')], atMs: NOW + 9 * HOUR });

  it('needs new votes, though nothing in it has changed', () => {
    expect(after(settled, again)).toMatchObject({ status: 'pending', round: { votes: [], sentBack: true } });
  });

  it('has a whole deadline, though the request has waited longer than that in all', () => {
    expect(after(settled, again)).toMatchObject({ round: { deadlineAtMs: NOW + 13 * HOUR } });
  });

  it('is not approved as it was by an override, which waits for the next revision', () => {
    const glass = { facts: { override: true } };
    expect(receiptOf(happens(settled, says('override', glass)))).toBe('not_open');
    expect(after(settled, again, says('override', { ...glass, ...onSecond })).status).toBe('approved');
  });
});

describe('what rests on other ground now', () => {
  it('needs new votes and has a whole deadline, whatever the policy keeps', () => {
    const kept = plan({ materialPaths: ['/amount'], clock: { ...plan().clock, per: 'request' } });
    const left = after(inStatus('approved', kept), { kind: 'preconditionChanged', revision: 1, reason: 'moved', atMs: NOW + 9 * HOUR });
    const next = after(left, proposed(2, kept, { keepVotes: true, people: [member('ada')], atMs: NOW + 9 * HOUR }));
    expect(next).toMatchObject({ status: 'pending', round: { votes: [], deadlineAtMs: NOW + 13 * HOUR } });
  });
});

describe('policies that were changed before the effect', () => {
  const lenient = plan({ stages: [stage(['group:r'], 1, { deny: 2 })] });
  const approvals = [vote(), vote({ personId: 'bob', verb: 'deny' })];
  const approved = { ...inStatus('approved', lenient), round: round(lenient, { votes: approvals }) };
  const people = [member('ada'), member('bob')];

  it('keep what was denied, and end it where that is enough now', () => {
    const same = { kind: 'replanned' as const, plan: { ...lenient, policySet: 'sha256:new' }, people, atMs: NOW };
    expect(after(approved, same)).toMatchObject({ status: 'approved', round: { votes: [{ verb: 'approve' }, { verb: 'deny' }] } });
    const strict = plan({ stages: [stage(['group:r'])] });
    expect(after(approved, { ...same, plan: strict })).toMatchObject({ status: 'rejected', resolution: { by: 'people', people: ['bob'] } });
  });

  it('make an approval by people of what had none, where its votes are enough now', () => {
    const silence = {
      ...approved,
      round: round(lenient, { votes: [vote()] }),
      resolution: { ...approved.resolution, by: 'fallback' as const },
    };
    const asks = plan({ policy: { name: 'other', version: 1, digest: 'sha256:other' } });
    expect(after(silence, { kind: 'replanned', plan: asks, people, atMs: NOW })).toMatchObject({
      status: 'approved',
      resolution: { by: 'people' },
    });
  });

  it('take every vote into account that fills a seat, in whichever alternative', () => {
    const either = plan({
      stages: [{ ...stage([]), rule: { kind: 'anyOf', of: [seats(['person:x']), seats(['group:r', 'group:s'], 2)] } }],
    });
    const both = { ...approved, round: round(lenient, { votes: [vote(), vote({ personId: 'sue', groups: ['s'] })] }) };
    const replanned = { kind: 'replanned' as const, plan: either, people: [member('ada'), member('sue', ['s'])], atMs: NOW };
    expect(after(both, replanned)).toMatchObject({ status: 'approved', round: { votes: [{ personId: 'ada' }, { personId: 'sue' }] } });
  });
});

describe('votes that are enough once further people are asked', () => {
  const wide = (kind: 'add' | 'page' | 'replace', to: readonly ['group:s'] | readonly ['person:ada', 'person:bob']) =>
    plan({
      stages: [stage(['group:r', 'person:x'], 2, { ladder: [step(kind, 10 * MINUTE, to)] })],
      onTimeout: 'escalate',
      lastResort: ['group:s'],
    });
  const both = [says('approve'), says('approve', { personId: 'bob', groups: ['r', 's'] })];

  it.each([
    ['a step of the ladder', wide('add', ['group:s']), tick(NOW + 10 * MINUTE)],
    ['a page', wide('page', ['group:s']), tick(NOW + 10 * MINUTE)],
    ['a replacement', wide('replace', ['person:ada', 'person:bob']), tick(NOW + 10 * MINUTE)],
    ['a colleague', wide('add', ['group:s']), says('escalate')],
    [
      'a reassignment',
      wide('add', ['group:s']),
      says('reassign', { from: 'person:x', to: 'group:s', personId: 'ann', facts: { assign: true } }),
    ],
    ['the deadline', plan({ ...wide('add', ['group:s']), stages: [stage(['group:r', 'person:x'], 2)] }), tick(NOW + 4 * HOUR)],
    [
      'the fallback',
      plan({ ...wide('add', ['group:s']), fallback: ['group:s'] }),
      { kind: 'unreachable', missing: [{ stage: 'review', entries: ['person:x'], need: 1 }], atMs: NOW },
    ],
  ] as const)('approve at once, by %s', (_, frozen, event) => {
    const waiting = after(pending(frozen), ...both);
    expect(waiting.status).toBe('pending');
    expect(after(waiting, event)).toMatchObject({ status: 'approved', resolution: { by: 'people', people: ['ada', 'bob'] } });
  });
});

describe('a step that repeats', () => {
  it('replaces again where somebody else was put in place since', () => {
    const turns = [
      step('replace', 10 * MINUTE, ['group:a'], { everyMs: 20 * MINUTE, times: 1 }),
      step('replace', 20 * MINUTE, ['group:a', 'group:b']),
    ];
    const frozen = plan({ stages: [stage(['group:r'], 1, { ladder: turns })] });
    const early = after(pending(frozen), tick(NOW + 20 * MINUTE));
    expect(receiptOf(happens(early, says('approve', { groups: ['b'] })))).toBe('counted');
    expect(receiptOf(happens(after(early, tick(NOW + 30 * MINUTE)), says('approve', { groups: ['b'] })))).toBe('not_eligible');
  });
});

describe('a pause', () => {
  const question = says('ask', { decisionId: 'q' });
  const answered = (atMs: number) => ({
    kind: 'questionAnswered' as const,
    decisionId: 'q',
    revision: 1,
    answer: 'three',
    by: 'bot',
    atMs,
  });

  it('ends when the policy says so, although nobody looked before the answer came', () => {
    expect(after(pending(asked), question, answered(NOW + 3 * HOUR))).toMatchObject({ round: { deadlineAtMs: NOW + 5 * HOUR } });
  });

  it('gives no time to a stage that was opened after it should have ended', () => {
    const frozen = { ...asked, stages: [stage(['group:r']), stage(['group:s'], 1, { name: 'second', ladder: remind })] };
    const state = after(pending(frozen), question, says('approve', { personId: 'bob', atMs: NOW + 2 * HOUR }));
    expect(auditOf(happens(state, tick(NOW + 2 * HOUR)))).toEqual(['clock.resumed']);
    expect(wakeups(after(state, tick(NOW + 2 * HOUR)))[0]).toMatchObject({ kind: 'reminder', atMs: NOW + 2 * HOUR + 10 * MINUTE });
  });

  it('that a revision cut short counts in what the request as a whole has left', () => {
    const whole = { ...asked, clock: { ...asked.clock, per: 'request' as const } };
    const left = after(pending(whole), question, says('reject', { personId: 'bob', atMs: NOW + 30 * MINUTE }));
    expect(after(left, proposed(2, whole, { atMs: NOW + HOUR }))).toMatchObject({ round: { deadlineAtMs: NOW + 4.5 * HOUR } });
  });
});
