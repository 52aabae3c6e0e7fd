import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../contracts/plan.js';
import type { Status } from '../contracts/status.js';
import {
  after,
  happens,
  HOUR,
  NOW,
  pending,
  plan,
  receiptOf,
  round,
  says,
  seats,
  stage,
  standing,
  tick,
  vote,
} from '../../test/support/domain.js';
import type { DecisionEvent } from './state.js';

const two = plan({ stages: [stage(['group:r']), stage(['group:s'], 1, { name: 'second' })] });
const both = plan({ stages: [stage(['person:ada', 'group:r'], 2, { deny: 2 })] });
const bob = { personId: 'bob' };
const second = { personId: 'sue', groups: ['s'] };
const by = (personId: string, ...groups: string[]) => says('approve', { personId, groups });

describe('approvals under a rule', () => {
  const three = ['group:a', 'group:b', 'group:c'] as const;
  const tree: Rule = { kind: 'anyOf', of: [seats(['group:a']), { kind: 'allOf', of: [seats(['group:b']), seats(['group:c'])] }] };

  it.each<[then: Status, name: string, rule: Rule, votes: readonly DecisionEvent[]]>([
    ['approved', 'any: one', seats(three, 1, 'any'), [by('ben', 'b')]],
    ['pending', 'all: two of three', seats(three, 3, 'all'), [by('ann', 'a'), by('ben', 'b')]],
    ['approved', 'all: each', seats(three, 3, 'all'), [by('ann', 'a'), by('ben', 'b'), by('cy', 'c')]],
    ['pending', 'majority: one of three', seats(three, 2, 'majority'), [by('ann', 'a')]],
    ['approved', 'majority: two of three', seats(three, 2, 'majority'), [by('ann', 'a'), by('cy', 'c')]],
    ['pending', 'one for each group: one person in all', seats(three, 3, 'onePerGroup'), [by('ann', 'a', 'b', 'c')]],
    ['pending', 'one for each group: two of one', seats(three, 3, 'onePerGroup'), [by('ann', 'a'), by('abe', 'a'), by('cy', 'c')]],
    ['approved', 'either way: the short one', tree, [by('ann', 'a')]],
    ['pending', 'either way: half of the long one', tree, [by('ben', 'b')]],
    ['pending', 'either way: one person for both branches', tree, [by('ben', 'b', 'c')]],
    ['approved', 'either way: the long one', tree, [by('ben', 'b'), by('cy', 'c')]],
  ])('%s by %s', (then, _, rule, votes) => {
    expect(after(pending(plan({ stages: [{ ...stage([]), rule }] })), ...votes).status).toBe(then);
  });
});

describe('votes', () => {
  it('of one person fill one entry, however many they could', () => {
    const state = after(pending(both), says('approve'));
    expect(state.status).toBe('pending');
    expect(after(state, says('approve', bob)).status).toBe('approved');
  });

  it('may change while the stage is open: the last one stands', () => {
    const state = after(pending(both), says('deny'), says('abstain'), says('approve'), says('approve', bob));
    expect(state).toMatchObject({ status: 'approved', resolution: { people: ['ada', 'bob'] } });
  });

  it('of a later stage count only once the earlier one is satisfied, and approve at the last', () => {
    const state = after(pending(two), says('approve'), says('approve', second));
    expect(state).toMatchObject({ status: 'approved', resolution: { people: ['ada', 'sue'] } });
  });

  it('of an earlier stage can be turned to a no by whoever gave them, and that stage is open again', () => {
    const three = plan({ stages: [stage(['group:r'], 1, { deny: 2 }), stage(['group:s'], 2), stage(['group:t'])] });
    const before = after(pending(three), says('approve'), says('approve', second));
    expect(before).toMatchObject({ status: 'pending', round: { stage: 1 } });
    const back = after(before, says('deny'));
    expect(back).toMatchObject({ status: 'pending', round: { stage: 0, votes: [{ personId: 'ada', verb: 'deny', stage: 0 }] } });
    // With a threshold of one it ends the request.
    expect(after(pending(two), says('approve'), says('deny')).status).toBe('rejected');
  });

  it('count only where the person has what the stage asks for', () => {
    const strict = plan({ stages: [stage(['group:r'], 1, { counts: 'reviewer.attributes.senior' })] });
    expect(after(pending(strict), says('approve')).status).toBe('pending');
    expect(after(pending(strict), says('approve', { fits: ['review'] })).status).toBe('approved');
  });

  it('from the place of somebody absent carry both names', () => {
    const outcome = happens(pending(both), says('approve', { ...bob, groups: [], alsoAs: [standing('ada')] }));
    expect(outcome).toMatchObject({ state: { round: { votes: [{ personId: 'bob', as: 'ada' }] } } });
    expect(outcome).toMatchObject({ effects: expect.arrayContaining([expect.objectContaining({ kind: 'receipt', as: 'ada' })]) });
  });
});

describe('a denial', () => {
  it('ends the request at the threshold, not before', () => {
    const once = after(pending(both), says('deny'));
    expect(once.status).toBe('pending');
    expect(after(once, says('deny', bob))).toMatchObject({ status: 'rejected', resolution: { by: 'people', people: ['ada', 'bob'] } });
  });

  it('of somebody with a veto ends it alone, whatever the threshold', () => {
    const vetoed = pending(plan({ stages: [stage(['group:r'], 2, { deny: 3, vetoes: ['person:ada', 'group:law'] })] }));
    expect(after(vetoed, says('deny', bob)).status).toBe('pending');
    expect(after(vetoed, says('deny')).status).toBe('rejected');
    expect(after(vetoed, says('deny', { ...bob, groups: ['r', 'law'] })).status).toBe('rejected');
  });
});

describe('an abstention', () => {
  it('is neither a yes nor a no, and silence after it is still silence', () => {
    const quiet = plan({ stages: [stage(['group:r'])], onTimeout: 'approve' });
    const state = after(pending(quiet), says('abstain'));
    expect(state).toMatchObject({ status: 'pending', round: { votes: [{ verb: 'abstain' }] } });
    expect(after(state, tick(NOW + 4 * HOUR))).toMatchObject({ status: 'approved', resolution: { by: 'fallback', people: [] } });
  });
});

describe('taking back', () => {
  const notYet = plan({ stages: [stage(['group:r', 'group:s'], 2)] });

  it('undoes the vote, and its human may vote again', () => {
    const state = after(pending(notYet), says('approve'), says('retract'));
    expect(state).toMatchObject({ status: 'pending', round: { votes: [] } });
    expect(receiptOf(happens(state, says('approve')))).toBe('counted');
  });

  it('undoes a denial and an abstention too', () => {
    for (const verb of ['deny', 'abstain'] as const)
      expect(after(pending(both), says(verb), says('retract'))).toMatchObject({ status: 'pending', round: { votes: [] } });
  });

  it('reopens the stage that stood on the vote, with its people asked again and later votes gone', () => {
    const three = plan({ stages: [stage(['group:r']), stage(['group:s', 'group:t'], 2)] });
    const outcome = happens(after(pending(three), says('approve'), says('approve', second)), says('retract'));
    expect(outcome).toMatchObject({
      state: { status: 'pending', round: { stage: 0, votes: [] } },
      effects: expect.arrayContaining([{ kind: 'notice', notice: 'ask', refs: ['group:r'] }]),
    });
  });

  it('leaves the stage as it is where the other votes fill it', () => {
    const wide = plan({ stages: [stage(['group:r', 'group:s'], 2), stage(['group:t'])] });
    const votes = [vote(), vote({ personId: 'rob' }), vote({ personId: 'sue', groups: ['s'] })];
    const state = pending(wide, { round: round(wide, { stage: 1, votes }) });
    expect(after(state, says('retract', { groups: ['r'] }))).toMatchObject({
      round: { stage: 1, votes: [{ personId: 'rob' }, { personId: 'sue' }] },
    });
  });
});
