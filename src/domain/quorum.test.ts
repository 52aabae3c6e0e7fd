import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cheapestCut, canFillAll, mostFilled } from '../../test/domain/oracle.js';
import { plan, stage } from '../../test/support/domain.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { maxFlow } from './max-flow.js';
import { filledEntries, fills } from './quorum.js';
import { reachability } from './reachability.js';

const RUNS = { numRuns: 2_000 };
const group = fc.constantFrom('a', 'b', 'c');
const directory = fc
  .array(fc.uniqueArray(group), { maxLength: 5 })
  .map((all) => all.map((groups, index) => ({ personId: `p${index}`, groups })));
const ref: fc.Arbitrary<ReviewerRef> = fc.oneof(
  group.map((name) => `group:${name}`),
  fc.nat(5).map((index) => `person:p${index}`),
);
const stages = fc.array(
  fc.tuple(fc.uniqueArray(ref, { minLength: 1, maxLength: 3 }), fc.nat()).map(([entries, n]) => stage(entries, 1 + (n % entries.length))),
  { minLength: 1, maxLength: 3 },
);

describe('who fills what', () => {
  it('is decided by whole names: no prefix, no mixing of people and groups', () => {
    expect(fills('group:a', 'x', ['a'])).toBe(true);
    expect(fills('person:x', 'x', [])).toBe(true);
    expect(fills('group:a', 'a', [])).toBe(false);
    expect(fills('person:a', 'x', ['a'])).toBe(false);
    expect(fills('group:a', 'x', ['ab', 'A', ''])).toBe(false);
  });

  it('fills as many entries as the best of all assignments', () => {
    fc.assert(
      fc.property(fc.uniqueArray(ref, { maxLength: 5 }), directory, (entries, people) => {
        expect(filledEntries(entries, people)).toBe(mostFilled(entries, people));
      }),
      RUNS,
    );
  });
});

describe('reachability', () => {
  it('says yes exactly when some assignment of distinct people fills every stage', () => {
    let yes = 0;
    fc.assert(
      fc.property(stages, directory, (all, people) => {
        const possible = canFillAll(all, people);
        yes += possible ? 1 : 0;
        expect(reachability(plan({ stages: all }), people).kind).toBe(possible ? 'reachable' : 'unreachable');
      }),
      RUNS,
    );
    expect(yes).toBeGreaterThan(RUNS.numRuns / 10);
    expect(yes).toBeLessThan((RUNS.numRuns * 9) / 10);
  });

  it('names the first stage that cannot be filled beside those before it', () => {
    fc.assert(
      fc.property(stages, directory, (all, people) => {
        const named = all.map((each, index) => ({ ...each, name: `${index}` }));
        const first = named.findIndex((_, index) => !canFillAll(named.slice(0, index + 1), people));
        const found = reachability(plan({ stages: named }), people);
        expect(found.kind === 'unreachable' ? found.stage : '-1').toBe(`${first}`);
        if (found.kind === 'unreachable') expect(found.reachable).toBeLessThan(found.need);
      }),
      RUNS,
    );
  });
});

describe('the largest flow', () => {
  it('is the cheapest cut', () => {
    const node = fc.constantFrom('s', 'a', 'b', 'c', 'd', 't');
    const pipe = fc.record({ from: node, to: node, capacity: fc.nat(4) }).filter(({ from, to }) => from !== to);
    fc.assert(
      fc.property(fc.array(pipe, { maxLength: 14 }), (pipes) => {
        expect(maxFlow(pipes, 's', 't')).toBe(cheapestCut(pipes, 's', 't'));
      }),
      RUNS,
    );
  });
});
