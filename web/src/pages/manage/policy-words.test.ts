import { expect, test } from '@jest/globals';
import type { Policy } from '../../../../src/contracts/policy.js';
import { forWhat, whatItDoes } from './policy-words.js';

const policy = (more: Partial<Policy>): Policy => ({ name: 'p', onTimeout: 'reject', ...more });

test.each([
  [{}, 'Every action', 'Asks the default reviewers'],
  [{ match: { types: ['a.b', 'c.*'], when: 'x > 1' }, reviewers: ['group:finance'] }, 'a.b, c.*, if x > 1', 'Asks finance'],
  [{ reviewers: ['group:a', 'person:b'], need: 'majority' }, 'Every action', 'Asks a majority of a, b'],
  [{ reviewers: ['group:a', 'person:b'], need: { atLeast: 2 } }, 'Every action', 'Asks 2 of a, b'],
  [{ route: 'deny' }, 'Every action', 'Refuses without asking anybody'],
  [{ confidence: { below: 0.7 } }, 'Every action', 'Asks the default reviewers below a confidence of 0.7'],
  [{ route: 'auto' }, 'Every action', 'Lets it pass, unless risk or a rule sends it to the default reviewers'],
  [
    { match: { types: ['a', 'b', 'c', 'd', 'e'], during: { zone: 'UTC' } } },
    'a, b, c, d and 1 more, at certain times',
    'Asks the default reviewers',
  ],
] as [Partial<Policy>, string, string][])('a policy in a line: %j', (more, what, does) => {
  expect([forWhat(policy(more)), whatItDoes(policy(more))]).toEqual([what, does]);
});
