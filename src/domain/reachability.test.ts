import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fewestMissing } from '../../test/domain/seating-oracle.js';
import {
  approval,
  asking,
  leaf,
  member,
  members,
  missingOf,
  own,
  planOf,
  ref,
  roundOf,
  shortOf,
  stageOf,
  stages,
  underWay,
  votes,
} from '../../test/domain/seating-worlds.js';
import type { Plan, ReviewerRef, Rule } from '../contracts/plan.js';
import { satisfied, standingFor } from './quorum.js';
import { reachability } from './reachability.js';
import type { Member, Round, Vote } from './state.js';

const RUNS = { numRuns: 3_000 };

describe('reachability at the opening', () => {
  it('misses exactly as many seats as the best of all seatings', () => {
    const found: number[] = [];
    fc.assert(
      fc.property(stages(), members(), (all, people) => {
        const short = fewestMissing(planOf(all), { stage: 0, asking: [], votes: [], authors: [] }, people);
        found.push(short);
        expect(shortOf(planOf(all), null, people)).toBe(short);
        expect(reachability(planOf(all), null, people).kind).toBe(short === 0 ? 'reachable' : 'unreachable');
      }),
      RUNS,
    );
    expect(found.filter((short) => short === 0).length).toBeGreaterThan(RUNS.numRuns / 20);
    expect(found.filter((short) => short > 0).length).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('is never satisfied by an empty group', () => {
    const frozen = planOf([stageOf(leaf(['group:nobody']))]);
    expect(missingOf(frozen, null, [member('x', ['a'])])).toEqual([{ stage: 's0', entries: ['group:nobody'], need: 1 }]);
    expect(missingOf(frozen, null, [])).toEqual([{ stage: 's0', entries: ['group:nobody'], need: 1 }]);
  });

  it('gives one seat to somebody in two of the groups', () => {
    const frozen = planOf([stageOf(leaf(['group:a', 'group:b'], 2))]);
    expect(missingOf(frozen, null, [member('x', ['a', 'b'])])).toEqual([{ stage: 's0', entries: ['group:a', 'group:b'], need: 1 }]);
    expect(reachability(frozen, null, [member('x', ['a', 'b']), member('y', ['a'])]).kind).toBe('reachable');
  });

  it('needs people of its own for each stage, and the later stage is the one that goes short', () => {
    const frozen = planOf([stageOf(leaf(['group:a'])), stageOf(leaf(['group:a']), { name: 's1' })]);
    expect(missingOf(frozen, null, [member('x', ['a'])])).toEqual([{ stage: 's1', entries: ['group:a'], need: 1 }]);
    expect(reachability(frozen, null, [member('x', ['a']), member('y', ['a'])]).kind).toBe('reachable');
  });

  it('keeps whom a later stage needs for it', () => {
    const frozen = planOf([stageOf(leaf(['group:a'])), stageOf(leaf(['person:x']), { name: 's1' })]);
    expect(reachability(frozen, null, [member('x', ['a']), member('y', ['a'])]).kind).toBe('reachable');
  });

  it('names what the alternative nearest to its end misses', () => {
    const either: Rule = { kind: 'anyOf', of: [leaf(['group:a', 'group:b'], 2), leaf(['group:c', 'group:d', 'person:e'], 3)] };
    expect(missingOf(planOf([stageOf(either)]), null, [member('x', ['b'])])).toEqual([{ stage: 's0', entries: ['group:a'], need: 1 }]);
    const shorter: Rule = { kind: 'anyOf', of: [leaf(['group:a', 'group:b'], 2), leaf(['group:c'])] };
    expect(missingOf(planOf([stageOf(shorter)]), null, [member('x', ['b'])])).toEqual([{ stage: 's0', entries: ['group:c'], need: 1 }]);
  });

  it('names a leaf of all its entries where a replacement has left fewer than it counts', () => {
    const frozen = planOf([stageOf(leaf(['group:a', 'group:b'], 2))]);
    const replaced = roundOf({ asking: [{ stage: 0, kind: 'replace', refs: ['group:c'] }] });
    expect(missingOf(frozen, replaced, [member('x', ['c']), member('y', ['c'])])).toEqual([{ stage: 's0', entries: ['group:c'], need: 1 }]);
  });

  it('counts nobody whom the condition of the stage leaves out', () => {
    const frozen = planOf([stageOf(leaf(['group:a']), { counts: 'reviewer.senior' })]);
    const senior = { personId: 'y', standings: [own('y', ['a'], ['s0'])] };
    expect(reachability(frozen, null, [member('x', ['a'])]).kind).toBe('unreachable');
    expect(reachability(frozen, null, [member('x', ['a']), senior]).kind).toBe('reachable');
  });
});

describe('reachability under way', () => {
  it('misses exactly as many seats as the best of all seatings beside the votes that there are', () => {
    const found: number[] = [];
    fc.assert(
      fc.property(stages(), members(), underWay, fc.constantFrom('low', 'high'), fc.boolean(), (all, people, at, risk, editorVotes) => {
        const frozen = planOf(all, { risk, editorVotes });
        const short = fewestMissing(frozen, at, people);
        found.push(short);
        expect(shortOf(frozen, at, people)).toBe(short);
      }),
      RUNS,
    );
    expect(found.filter((short) => short === 0).length).toBeGreaterThan(RUNS.numRuns / 20);
    expect(found.filter((short) => short > 0).length).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('is reachable exactly when some further approvals would satisfy the plan', () => {
    const start = fc.record({ asking, votes: votes(0, ['approve', 'approve', 'deny', 'abstain'], 2) }).map((more) => roundOf(more));
    let yes = 0;
    fc.assert(
      fc.property(stages(ref, 2), members(3), start, (all, people, at) => {
        const frozen = planOf(all);
        const possible = someVotesSatisfy(frozen, at, people);
        yes += possible ? 1 : 0;
        expect(reachability(frozen, at, people).kind).toBe(possible ? 'reachable' : 'unreachable');
      }),
      RUNS,
    );
    expect(yes).toBeGreaterThan(RUNS.numRuns / 20);
  });

  it('never misses more because one more person is there', () => {
    fc.assert(
      fc.property(stages(), members(4), underWay, (all, people, at) => {
        expect(shortOf(planOf(all), at, people)).toBeLessThanOrEqual(shortOf(planOf(all), at, people.slice(0, -1)));
      }),
      RUNS,
    );
  });

  it('gives the same answer whatever the order of people, places and votes', () => {
    fc.assert(
      fc.property(stages(), members(), underWay, (all, people, at) => {
        const turned = people.map(({ personId, standings }) => ({ personId, standings: standings.toReversed() })).toReversed();
        const again = reachability(planOf(all), { ...at, votes: at.votes.toReversed() }, turned);
        expect(again).toEqual(reachability(planOf(all), at, people));
      }),
      RUNS,
    );
  });

  it('leaves out who denied, who abstained, and whose place they did it from', () => {
    const frozen = planOf([stageOf(leaf(['group:a', 'group:b'], 2), { deny: 3 })]);
    const people = [member('x', ['a']), member('y', ['b']), member('z', ['b'])];
    const after = (...cast: Vote[]) => reachability(frozen, roundOf({ votes: cast }), people).kind;
    expect(after()).toBe('reachable');
    expect(after(approval('y', ['b'], { verb: 'deny' }))).toBe('reachable');
    expect(after(approval('y', ['b'], { verb: 'deny', as: 'z' }))).toBe('unreachable');
    expect(after(approval('x', ['a'], { verb: 'abstain' }))).toBe('unreachable');
    expect(after(approval('x', ['a']))).toBe('reachable');
    expect(after(approval('x', ['a']), approval('y', ['b'], { verb: 'deny' }))).toBe('reachable');
  });

  it('gives no second seat to an approval that has one, in this stage or a later one', () => {
    const frozen = planOf([stageOf(leaf(['group:a'])), stageOf(leaf(['group:b']), { name: 's1' })]);
    const voted = roundOf({ stage: 1, votes: [approval('x', ['a', 'b'])] });
    expect(missingOf(frozen, voted, [member('x', ['a', 'b'])])).toEqual([{ stage: 's1', entries: ['group:b'], need: 1 }]);
    const present = roundOf({ votes: [approval('x', ['a', 'b'])] });
    expect(reachability(frozen, present, [member('x', ['a', 'b']), member('y', ['a'])]).kind).toBe('unreachable');
    expect(reachability(frozen, present, [member('y', ['b'])]).kind).toBe('reachable');
  });

  it('leaves out the author where the policy wants other eyes, and whoever stands in for the author', () => {
    const stage = stageOf(leaf(['group:a']));
    const at = roundOf({ authors: ['x'] });
    const people = [member('x', ['a'])];
    const delegate = [member('y', [], own('x', ['a']))];
    expect(reachability(planOf([stage], { risk: 'medium', editorVotes: true }), at, people).kind).toBe('reachable');
    expect(reachability(planOf([stage], { risk: 'medium', editorVotes: false }), at, people).kind).toBe('unreachable');
    for (const risk of ['high', 'critical'] as const) {
      expect(reachability(planOf([stage], { risk, editorVotes: true }), at, people).kind).toBe('unreachable');
      expect(reachability(planOf([stage], { risk, editorVotes: true }), at, delegate).kind).toBe('unreachable');
    }
  });

  it('never seats two people as the same human', () => {
    // An absence named one delegate, and then the absent person handed over to another one.
    const frozen = planOf([stageOf(leaf(['group:a', 'group:b'], 2))]);
    const place = own('gone', ['a', 'b']);
    expect(reachability(frozen, null, [member('x', [], place), member('y', [], place)]).kind).toBe('unreachable');
    expect(reachability(frozen, null, [member('x', ['a'], place), member('y', [], place)]).kind).toBe('reachable');
    expect(reachability(frozen, null, [{ personId: 'gone', standings: [place] }, member('y', [], place)]).kind).toBe('unreachable');
  });

  it('never seats anybody on an entry that they reassigned', () => {
    const frozen = planOf([stageOf(leaf(['person:bo']))]);
    const at = roundOf({ asking: [{ stage: 0, kind: 'swap', from: 'person:bo', to: 'group:a', by: 'x' }] });
    expect(reachability(frozen, at, [member('x', ['a'])]).kind).toBe('unreachable');
    expect(reachability(frozen, at, [member('x', ['a']), member('y', ['a'])]).kind).toBe('reachable');
  });
});

describe('alternatives that are too many to try them all', () => {
  const single = fc.constantFrom<ReviewerRef>('group:a', 'group:b', 'group:c', 'person:p0', 'person:p1', 'person:p2', 'person:away');
  const wide = fc
    .array(single, { minLength: 7, maxLength: 7 })
    .map((refs): Rule => ({ kind: 'anyOf', of: refs.map((each) => leaf([each])) }));

  it('never make it reachable when it is not, and mostly find that it is', () => {
    let reachable = 0;
    let found = 0;
    fc.assert(
      fc.property(fc.tuple(wide, wide, wide), members(4), (rules, people) => {
        const frozen = planOf(rules.map((each, index) => stageOf(each, { name: `s${index}` })));
        const short = fewestMissing(frozen, { stage: 0, asking: [], votes: [], authors: [] }, people);
        const claimed = reachability(frozen, null, people).kind === 'reachable';
        if (short > 0) expect(claimed).toBe(false);
        reachable += short === 0 ? 1 : 0;
        found += claimed ? 1 : 0;
      }),
      { numRuns: 300 },
    );
    expect(reachable).toBeGreaterThan(30);
    expect(found).toBeGreaterThan(reachable / 2);
  });

  it('of disputes give each human to one person', () => {
    // Ten people of whom each stands for the next one: two choices for each, a thousand in all.
    const ring = Array.from({ length: 10 }, (_, n) => member(`r${n}`, ['a'], own(`r${(n + 1) % 10}`, ['a'])));
    const seatsFor = (count: number) =>
      planOf([
        stageOf(
          leaf(
            ring.map(({ personId }): ReviewerRef => `person:${personId}`),
            count,
          ),
        ),
      ]);
    expect(reachability(seatsFor(10), null, ring).kind).toBe('reachable');
    const strangers = Array.from({ length: 6 }, (_, n) => member(`s${n}`, [], own('gone', ['a']), own('gone2', ['a'])));
    expect(shortOf(planOf([stageOf(leaf(['group:a', 'group:a', 'group:a'], 3))]), null, strangers)).toBeGreaterThanOrEqual(1);
  });
});

/** Whether some further approvals, each from one place of a person at one stage, make the plan satisfied by the product's own rule. */
function someVotesSatisfy(frozen: Plan, at: Round, people: readonly Member[]): boolean {
  const voted = new Set(at.votes.flatMap(({ personId, as }) => [personId, as]));
  const attempt = (index: number, cast: readonly Vote[]): boolean => {
    if (satisfied(frozen, { ...at, votes: cast })) return true;
    const person = people[index];
    if (!person) return false;
    if (attempt(index + 1, cast)) return true;
    if (voted.has(person.personId)) return false;
    return frozen.stages.some((stage, s) =>
      person.standings.some((standing) => {
        if (voted.has(standing.as) || standingFor(stage, at, person.personId, [standing], s).kind !== 'stands') return false;
        return attempt(index + 1, [...cast, approval(person.personId, standing.groups, { ...standing, stage: s })]);
      }),
    );
  };
  return attempt(0, at.votes);
}
