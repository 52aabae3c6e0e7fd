import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestSeating, seatsNow, stageFilled } from '../../test/domain/seating-oracle.js';
import {
  approval,
  asking,
  leaf,
  own,
  planOf,
  ref,
  roundOf,
  rule,
  seats,
  stageOf,
  stages,
  votes,
} from '../../test/domain/seating-worlds.js';
import type { ReviewerRef, Rule } from '../contracts/plan.js';
import { askedEntries, askedRule, fills, fitsStage, leavesOf, seatedNow, seating, standingFor, stageSatisfied } from './quorum.js';
import { firstOpenStage, satisfied, stageVotes, vetoed } from './quorum.js';
import type { Asking, Vote } from './state.js';

const RUNS = { numRuns: 3_000 };
const missing = ({ filled, need }: { filled: number; need: number }): number => need - filled;
const approvals = votes(0, ['approve'], 5);

describe('who fills what', () => {
  it('is decided by whole names: no prefix, no mixing of people and groups', () => {
    expect(fills('group:a', own('x', ['a']))).toBe(true);
    expect(fills('person:x', own('x'))).toBe(true);
    expect(fills('group:a', own('a'))).toBe(false);
    expect(fills('person:a', own('x', ['a']))).toBe(false);
    expect(fills('group:a', own('x', ['ab', 'A', '']))).toBe(false);
    expect(fills('GROUP:a' as ReviewerRef, own('a', ['a']))).toBe(false);
  });

  it('counts everybody where the stage has no condition, else those who fit it', () => {
    expect(fitsStage(stageOf(leaf(['group:a'])), [])).toBe(true);
    const strict = stageOf(leaf(['group:a']), { counts: 'reviewer.senior' });
    expect(fitsStage(strict, [])).toBe(false);
    expect(fitsStage(strict, ['s1'])).toBe(false);
    expect(fitsStage(strict, ['s0'])).toBe(true);
  });
});

describe('seats that votes fill', () => {
  it('are as many as the best of all assignments fills, in the alternative that misses least', () => {
    const full: number[] = [];
    fc.assert(
      fc.property(rule(), approvals, (each, voters) => {
        const found = seating(each, voters);
        if (missing(found) === 0) full.push(1);
        expect(found).toEqual(bestSeating(each, voters));
      }),
      RUNS,
    );
    expect(full.length).toBeGreaterThan(RUNS.numRuns / 20);
    expect(full.length).toBeLessThan((RUNS.numRuns * 19) / 20);
  });

  it('never become fewer by another vote, nor does what is missing become more', () => {
    fc.assert(
      fc.property(seats(), rule(), votes(0, ['approve'], 5), (single, each, voters) => {
        const fewer = voters.slice(0, -1);
        expect(seating(single, voters).filled).toBeGreaterThanOrEqual(seating(single, fewer).filled);
        expect(missing(seating(each, voters))).toBeLessThanOrEqual(missing(seating(each, fewer)));
      }),
      RUNS,
    );
  });

  it('do not depend on the order of votes, of entries or of branches', () => {
    const turned = (each: Rule): Rule =>
      each.kind === 'entries' ? { ...each, entries: each.entries.toReversed() } : { ...each, of: each.of.map(turned).toReversed() };
    fc.assert(
      fc.property(rule(), approvals, (each, voters) => {
        expect(seating(turned(each), voters.toReversed())).toEqual(seating(each, voters));
      }),
      RUNS,
    );
  });

  it.each([
    [2, 2],
    [3, 2],
    [4, 3],
  ])('a majority of %i entries is had with %i of them, and not with one less', (listed, count) => {
    const entries = Array.from({ length: listed }, (_, index): ReviewerRef => `person:p${index}`);
    const majority: Rule = { kind: 'entries', need: 'majority', entries, count };
    const voters = Array.from({ length: count }, (_, index) => approval(`p${index}`));
    expect(seating(majority, voters)).toEqual({ filled: count, need: count });
    expect(missing(seating(majority, voters.slice(1)))).toBe(1);
  });

  it('are never filled twice by somebody in two of the groups', () => {
    const two = leaf(['group:a', 'group:b'], 2);
    expect(seating(two, [approval('x', ['a', 'b'])])).toEqual({ filled: 1, need: 2 });
    expect(seating({ kind: 'allOf', of: [leaf(['group:a']), leaf(['group:a'])] }, [approval('x', ['a'])])).toEqual({ filled: 1, need: 2 });
  });

  it('go to whoever can take no other: the first to vote does not block the second', () => {
    const two = leaf(['group:a', 'group:b'], 2);
    expect(seating(two, [approval('x', ['a', 'b']), approval('y', ['a'])])).toEqual({ filled: 2, need: 2 });
    expect(seating(two, [approval('y', ['a']), approval('x', ['a', 'b'])])).toEqual({ filled: 2, need: 2 });
  });

  it('of two members of one group are one: a listed group is one entry', () => {
    expect(seating(leaf(['group:a', 'group:b'], 2), [approval('x', ['a']), approval('y', ['a'])])).toEqual({ filled: 1, need: 2 });
  });

  it('are counted in the alternative that needs least where two miss as many', () => {
    const rules: Rule = { kind: 'anyOf', of: [leaf(['group:a', 'group:b'], 2), leaf(['group:c'])] };
    expect(seating(rules, [approval('x', ['a'])])).toEqual({ filled: 0, need: 1 });
  });

  it('are never enough without a vote, whatever the rule', () => {
    fc.assert(fc.property(rule(), (each) => expect(seating(each, []).filled).toBeLessThan(seating(each, []).need)));
    for (const empty of [{ ...leaf(['group:a']), count: 0 }, { kind: 'allOf', of: [] } as const, { kind: 'anyOf', of: [] } as const]) {
      expect(missing(seating(empty, []))).toBeGreaterThan(0);
    }
  });
});

describe('what is asked after ladder and people changed it', () => {
  const stage = stageOf({ kind: 'allOf', of: [leaf(['group:a', 'group:b'], 2), leaf(['group:c'])] });
  const refs = (each: Rule) => leavesOf(each).map(({ entries, count }) => ({ entries, count }));

  it('is wider after an addition, in every leaf, without a second of the same', () => {
    expect(refs(askedRule(stage, [{ stage: 0, kind: 'add', refs: ['group:c', 'person:x', 'person:x'] }], 0))).toEqual([
      { entries: ['group:a', 'group:b', 'group:c', 'person:x'], count: 2 },
      { entries: ['group:c', 'person:x'], count: 1 },
    ]);
  });

  it('is another after a replacement, and later additions widen that', () => {
    const changes: Asking[] = [
      { stage: 0, kind: 'add', refs: ['person:y'] },
      { stage: 0, kind: 'replace', refs: ['person:x', 'group:d'] },
      { stage: 0, kind: 'add', refs: ['person:z'] },
    ];
    expect(refs(askedRule(stage, changes, 0))).toEqual([
      { entries: ['person:x', 'group:d', 'person:z'], count: 2 },
      { entries: ['person:x', 'group:d', 'person:z'], count: 1 },
    ]);
    expect(askedEntries(stage, { stage: 0, asking: changes })).toEqual(['person:x', 'group:d', 'person:z']);
  });

  it('keeps as many entries after a swap, even where the new one is listed already', () => {
    const swapped = askedRule(stage, [{ stage: 0, kind: 'swap', from: 'group:a', to: 'group:b', by: 'x' }], 0);
    expect(refs(swapped)).toEqual([
      { entries: ['group:b', 'group:b'], count: 2 },
      { entries: ['group:c'], count: 1 },
    ]);
  });

  it('does not change at other stages', () => {
    const elsewhere: Asking[] = [{ stage: 1, kind: 'replace', refs: ['person:x'] }];
    expect(askedRule(stage, elsewhere, 0)).toEqual(stage.rule);
    expect(askedEntries(stage, { stage: 0, asking: elsewhere })).toEqual(['group:a', 'group:b', 'group:c']);
    expect(askedEntries(stage, { stage: 0, asking: elsewhere }, 1)).toEqual(['person:x']);
  });

  it('is what a second reading of the changes finds, leaf by leaf', () => {
    fc.assert(
      fc.property(rule(), asking, fc.nat(1), (each, changes, index) => {
        const found = stageOf(each);
        const expected = leavesOf(each).map((one) => ({
          count: one.count,
          entries: seatsNow(one.entries, changes, index).map((seat) => seat.ref),
        }));
        expect(refs(askedRule(found, changes, index))).toEqual(expected);
        const entries = askedEntries(found, { stage: index, asking: changes });
        expect(entries.toSorted()).toEqual([...new Set(expected.flatMap((one) => one.entries))].toSorted());
      }),
      RUNS,
    );
  });
});

describe('from where a person votes', () => {
  const stage = stageOf(leaf(['group:a', 'person:bo'], 2));
  const asked = { stage: 0, asking: [] as Asking[] };
  const swap = (to: ReviewerRef, by: string) => ({
    stage: 0,
    asking: [{ stage: 0, kind: 'swap' as const, from: 'person:bo' as const, to, by }],
  });

  it('is the first place that fills an asked entry', () => {
    const [first, second] = [own('ada', ['z']), own('bo')];
    expect(standingFor(stage, asked, 'ada', [first, second])).toEqual({ kind: 'stands', standing: second });
    expect(standingFor(stage, asked, 'ada', [own('ada', ['a']), second])).toEqual({ kind: 'stands', standing: own('ada', ['a']) });
    expect(standingFor(stage, asked, 'ada', [first])).toEqual({ kind: 'not_asked' });
    expect(standingFor(stage, asked, 'ada', [])).toEqual({ kind: 'not_asked' });
  });

  it('must meet the condition of the stage, and another place may meet it', () => {
    const strict = { ...stage, counts: 'reviewer.senior' };
    expect(standingFor(strict, asked, 'ada', [own('ada', ['a'])])).toEqual({ kind: 'not_qualified' });
    const senior = own('bo', [], ['s0']);
    expect(standingFor(strict, asked, 'ada', [own('ada', ['a']), senior])).toEqual({ kind: 'stands', standing: senior });
  });

  it('is never an entry that they reassigned themselves, nor from the place of whoever did', () => {
    expect(standingFor(stage, swap('person:cy', 'cy'), 'cy', [own('cy')])).toEqual({ kind: 'own_reassignment' });
    expect(standingFor(stage, swap('person:cy', 'cy'), 'dee', [own('dee'), own('cy')])).toEqual({ kind: 'own_reassignment' });
    expect(standingFor(stage, swap('person:cy', 'ada'), 'cy', [own('cy')]).kind).toBe('stands');
    expect(standingFor(stage, swap('person:cy', 'cy'), 'bo', [own('bo')])).toEqual({ kind: 'not_asked' });
  });

  it('is still the entry that they filled before they gave another one to the same group', () => {
    const again = swap('group:a', 'ada');
    expect(standingFor(stage, again, 'ada', [own('ada', ['a'])]).kind).toBe('stands');
    const both = roundOf({ ...again, votes: [approval('ada', ['a'])] });
    expect(seatedNow(stage, both)).toEqual({ filled: 1, need: 2 });
    expect(stageSatisfied(stage, { ...both, votes: [...both.votes, approval('eve', ['a'])] }, 0)).toBe(true);
  });

  it('is barred from an entry that went through their hands, whoever passed it on', () => {
    const handed: Asking[] = [
      { stage: 0, kind: 'swap', from: 'person:bo', to: 'person:x', by: 'ada' },
      { stage: 0, kind: 'swap', from: 'person:x', to: 'person:ada', by: 'eve' },
    ];
    expect(standingFor(stage, { stage: 0, asking: handed }, 'ada', [own('ada')])).toEqual({ kind: 'own_reassignment' });
  });

  it('is no way for one reassignment to fill both its own entry and the other one', () => {
    const one = roundOf({ ...swap('person:ada', 'ada'), votes: [approval('ada', ['a']), approval('eve', ['a'])] });
    expect(seatedNow(stage, one)).toEqual({ filled: 1, need: 2 });
  });
});

describe('a stage', () => {
  it('is satisfied exactly when some seating of its approvals fills it as it is asked now', () => {
    let yes = 0;
    fc.assert(
      fc.property(stages(ref, 1), asking, votes(0, ['approve', 'approve', 'approve', 'deny', 'abstain'], 5), ([stage], changes, cast) => {
        if (!stage) return;
        const expected = stageFilled(stage, 0, changes, cast);
        yes += expected ? 1 : 0;
        expect(stageSatisfied(stage, roundOf({ asking: changes, votes: cast }), 0)).toBe(expected);
      }),
      RUNS,
    );
    expect(yes).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('counts approvals that were cast in it, by people who fit it', () => {
    const strict = stageOf(leaf(['group:a']), { counts: 'reviewer.senior' });
    expect(stageSatisfied(strict, roundOf({ votes: [approval('x', ['a'])] }), 0)).toBe(false);
    expect(stageSatisfied(strict, roundOf({ votes: [approval('x', ['a'], { fits: ['s0'] })] }), 0)).toBe(true);
    expect(stageSatisfied(strict, roundOf({ votes: [approval('x', ['a'], { fits: ['s0'], stage: 1 })] }), 0)).toBe(false);
    expect(stageSatisfied(strict, roundOf({ votes: [approval('x', ['a'], { fits: ['s0'], verb: 'abstain' })] }), 0)).toBe(false);
  });

  it('is vetoed by one denial of somebody named for it, whatever else they fill', () => {
    const stage = stageOf(leaf(['group:a']), { vetoes: ['group:legal', 'person:bo'] });
    const says = (verb: Vote['verb'], personId: string, groups: string[]) => [approval(personId, groups, { verb })];
    expect(vetoed(stage, says('deny', 'x', ['legal']))).toBe(true);
    expect(vetoed(stage, says('deny', 'bo', []))).toBe(true);
    expect(vetoed(stage, says('abstain', 'bo', []))).toBe(false);
    expect(vetoed(stage, says('deny', 'x', ['a']))).toBe(false);
    expect(vetoed(stageOf(leaf(['group:a'])), says('deny', 'x', ['a']))).toBe(false);
  });

  it('has its own votes', () => {
    const cast = [approval('x'), approval('y', [], { stage: 1 }), approval('z', [], { verb: 'deny' })];
    expect(stageVotes(roundOf({ votes: cast }), 'approve').map(({ personId }) => personId)).toEqual(['x']);
    expect(stageVotes(roundOf({ votes: cast }), 'deny').map(({ personId }) => personId)).toEqual(['z']);
  });
});

describe('a plan', () => {
  const two = planOf([stageOf(leaf(['group:a'])), stageOf(leaf(['group:b']), { name: 's1' })]);

  it('is satisfied when each stage is, in its own votes', () => {
    const first = approval('x', ['a']);
    expect(firstOpenStage(two, roundOf({ votes: [] }))).toBe(0);
    expect(firstOpenStage(two, roundOf({ votes: [first] }))).toBe(1);
    expect(satisfied(two, roundOf({ votes: [first] }))).toBe(false);
    expect(satisfied(two, roundOf({ votes: [first, approval('y', ['b'], { stage: 1 })] }))).toBe(true);
  });

  it('is not satisfied by two votes of one human, or of somebody and their stand-in', () => {
    const first = approval('x', ['a']);
    expect(satisfied(two, roundOf({ votes: [first, approval('x', ['b'], { stage: 1 })] }))).toBe(false);
    expect(satisfied(two, roundOf({ votes: [first, approval('y', ['b'], { stage: 1, as: 'x' })] }))).toBe(false);
    expect(satisfied(two, roundOf({ votes: [{ ...first, as: 'y' }, approval('y', ['b'], { stage: 1 })] }))).toBe(false);
    expect(satisfied(two, roundOf({ votes: [first, approval('y', ['b'], { stage: 1, as: 'z' })] }))).toBe(true);
  });

  it('without a stage is not satisfied', () => {
    expect(satisfied(planOf([]), roundOf({ votes: [] }))).toBe(false);
  });
});
