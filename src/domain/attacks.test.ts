import { describe, expect, it } from '@jest/globals';
import {
  after,
  digestOf,
  happens,
  HOUR,
  inStatus,
  member,
  MINUTE,
  moved,
  NOW,
  pending,
  plan,
  proposed,
  receiptOf,
  resolution,
  round,
  says,
  stage,
  standing,
  step,
  tick,
  vote,
} from '../../test/support/domain.js';

const onSecond = { revision: 2, digest: digestOf(2) };
const silent = plan({ onTimeout: 'approve', stages: [stage(['group:r'], 1)] });

describe('a hand-over', () => {
  const strict = plan({ stages: [stage(['group:r'], 1, { counts: 'reviewer.attributes.senior' })] });

  it('lends the place and not the qualification', () => {
    const handed = after(pending(strict), says('delegate', { fits: ['review'], to: 'person:bob' }));
    expect(receiptOf(happens(handed, says('approve', { personId: 'bob', groups: [] })))).toBe('not_qualified');
    expect(receiptOf(happens(handed, says('approve', { personId: 'bob', groups: [], fits: ['review'] })))).toBe('counted');
  });
});

describe('what may have run already', () => {
  const again = after(inStatus('unknown', silent), says('settle', { answer: 'did_not_happen' }), proposed(2, silent));

  it('is not approved by silence after its ground has moved', () => {
    const approved = after(again, says('approve', onSecond));
    const reopened = after({ ...approved, canRevise: false }, { kind: 'preconditionChanged', revision: 2, reason: 'moved', atMs: NOW });
    expect(reopened.status).toBe('pending');
    expect(after(reopened, tick(NOW + 4 * HOUR)).status).toBe('expired');
  });

  it.each(['feedback', 'edit', 'precondition'] as const)('passes nobody by in the revision after it either (%s)', (why) => {
    const leave = {
      feedback: [says('reject', onSecond)],
      edit: [says('edit', onSecond)],
      precondition: [says('approve', onSecond), { kind: 'preconditionChanged' as const, revision: 2, reason: 'moved', atMs: NOW }],
    }[why];
    const left = after(again, ...leave);
    expect(left.status).toBe('revising');
    expect(after(left, proposed(3, plan({ route: 'auto', stages: [] }))).status).toBe('rejected');
    expect(after(left, proposed(3, silent), tick(NOW + 4 * HOUR)).status).toBe('expired');
  });
});

describe('a denial below its threshold', () => {
  const two = plan({ stages: [stage(['group:r'], 2, { deny: 2 })], materialPaths: ['/amount'] });
  const people = ['ada', 'bob', 'cy', 'dee'].map((id) => member(id));
  const edited = (frozen = two, editor = 'cy') =>
    after(
      pending(frozen),
      says('deny', { personId: 'ada' }),
      says('approve', { personId: 'bob' }),
      says('edit', { personId: editor }),
      proposed(2, frozen, { keepVotes: true, people }),
    );

  it('stays where approvals stay, as nothing material changed', () => {
    const high = { ...two, risk: 'high' as const };
    const after2 = edited(high);
    expect(after2).toMatchObject({
      status: 'pending',
      round: { votes: expect.arrayContaining([expect.objectContaining({ verb: 'deny' })]) },
    });
    expect(after(after2, says('deny', { ...onSecond, personId: 'dee' })).status).toBe('rejected');
  });

  it('ends the revision at once where the policies of now need no more', () => {
    const state = after(pending(two), says('deny', { personId: 'ada' }), says('edit', { personId: 'cy' }));
    const strict = plan({ stages: [stage(['group:r'], 2)] });
    expect(after(state, proposed(2, strict, { keepVotes: true, people })).status).toBe('rejected');
  });

  it('gives way to an edit by the same person', () => {
    const state = after(pending(two), says('deny'), says('edit'), proposed(2, two, { keepVotes: true, people }));
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ personId: 'ada', verb: 'approve' }] } });
  });

  it('is no silence after whoever denied was replaced', () => {
    const ladder = [step('replace', 30 * MINUTE, ['group:leads'])];
    const frozen = plan({ onTimeout: 'approve', stages: [stage(['group:r'], 1, { deny: 2, ladder })] });
    expect(after(pending(frozen), tick(NOW + 4 * HOUR)).status).toBe('approved');
    const denied = after(pending(frozen), says('deny'), tick(NOW + 30 * MINUTE));
    expect(denied).toMatchObject({ status: 'pending', round: { votes: [] } });
    expect(after(denied, tick(NOW + 4 * HOUR)).status).toBe('expired');
  });

  it('stops what only silence had approved, until the effect', () => {
    const frozen = plan({ ...silent, vetoWindowMs: HOUR, stages: [stage(['group:r'], 1, { deny: 2 })] });
    const approved = after(pending(frozen), tick(NOW + 4 * HOUR));
    expect(approved).toMatchObject({ status: 'approved', resolution: { by: 'fallback' } });
    expect(after(approved, says('deny', { atMs: NOW + 4 * HOUR })).status).toBe('rejected');
  });
});

describe('a delegate', () => {
  const frozen = plan({ stages: [stage(['person:ada'], 1, { deny: 2 })], vetoWindowMs: HOUR });
  const forAda = { groups: [], personId: 'dan', alsoAs: [standing('ada')] };

  it('takes back nothing that the person themselves has approved, before the effect as little as before the approval', () => {
    const approved = after(pending(frozen), says('approve'));
    expect(approved.status).toBe('approved');
    expect(receiptOf(happens(approved, says('deny', forAda)))).toBe('duplicate');
    expect(receiptOf(happens(approved, says('deny')))).toBe('counted');
  });

  it('takes back their own approval, which they gave in that place', () => {
    const approved = after(pending(frozen), says('approve', forAda));
    expect(moved(happens(approved, says('deny', forAda))).state).toMatchObject({
      status: 'pending',
      round: { votes: [{ as: 'ada', verb: 'deny' }] },
    });
  });
});

describe('an override', () => {
  it('is not by whoever made the change, where somebody else has to approve that', () => {
    const high = plan({ risk: 'high' });
    const state = pending(high, { round: round(high, { authors: ['ada'] }) });
    const override = (personId: string) => says('override', { personId, facts: { override: true } });
    expect(receiptOf(happens(state, override('ada')))).toBe('own_edit');
    expect(receiptOf(happens(state, override('olga')))).toBe('counted');
    expect(receiptOf(happens(state, says('override', { answer: 'rejected', facts: { override: true } })))).toBe('counted');
    expect(receiptOf(happens(pending(plan(), { round: round(plan(), { authors: ['ada'] }) }), override('ada')))).toBe('counted');
  });
});

describe('questions without an answer', () => {
  it('hold the clock for one pause in all, however many are asked', () => {
    const clock = { per: 'revision' as const, pausedWhile: ['question' as const], maxPauseMs: HOUR, pauseBudgetMs: HOUR, openHours: null };
    const frozen = plan({ clock, deadlineMs: 2 * HOUR, stages: [stage(['group:r'])] });
    let state = after(pending(frozen), says('ask'));
    for (let hours = 1; hours <= 2; hours += 1) state = after(state, tick(NOW + hours * HOUR), says('ask', { atMs: NOW + hours * HOUR }));
    expect(after(state, tick(NOW + 3 * HOUR)).status).toBe('expired');
  });
});

describe('a veto', () => {
  it('counts in the place that somebody handed over, also where its holder has a place of their own', () => {
    const second = stage(['person:ada', 'person:pam'], 1, { name: 'second', deny: 2, vetoes: ['person:pam'] });
    const frozen = plan({ stages: [stage(['person:pam']), second] });
    const state = after(pending(frozen), says('delegate', { personId: 'pam', to: 'person:ada' }), says('approve'));
    expect(state).toMatchObject({ status: 'pending', round: { stage: 1, votes: [{ personId: 'ada', as: 'pam' }] } });
    expect(after(state, says('deny')).status).toBe('rejected');
  });
});

describe('one human', () => {
  const two = plan({ stages: [stage(['group:r'], 2)] });
  const forAda = { personId: 'dan', groups: [], alsoAs: [standing('ada')] };

  it.each([
    ['the delegate first', [says('approve', forAda), says('approve')]],
    ['the person first', [says('approve'), says('approve', forAda)]],
    ['and taken back', [says('approve', forAda), says('retract', forAda), says('approve'), says('approve', forAda)]],
    [
      'through two hand-overs',
      [says('delegate', { to: 'person:dan' }), says('approve', { ...forAda, alsoAs: [] }), says('approve', forAda)],
    ],
  ] as const)('fills one seat with a delegate: %s', (_, events) => {
    const state = after(pending(two), ...events);
    expect(state).toMatchObject({ status: 'pending', round: { votes: [expect.anything()] } });
  });

  it('is not two by voting in their own place and in that of somebody absent', () => {
    const both = { personId: 'dan', alsoAs: [standing('ada')] };
    expect(after(pending(two), says('approve', both), says('approve', both))).toMatchObject({ round: { votes: [{ as: 'dan' }] } });
  });
});

describe('a resolution', () => {
  it('by an override has no votes that could be lost', () => {
    const state = { ...inStatus('approved'), resolution: resolution({ by: 'override', people: ['olga'] }) };
    expect(happens(state, { kind: 'eligibilityLost', personIds: [vote().personId], atMs: NOW }).kind).toBe('ignored');
  });
});
