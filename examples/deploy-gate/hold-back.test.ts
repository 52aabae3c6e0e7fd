import { expect, test } from '@jest/globals';
import { readHoldBack } from './hold-back.js';
import type { Step } from './range.js';

const step = (sha: string, subject: string, ...paths: string[]): Step => ({
  sha: sha.padEnd(40, '0'),
  parent: '',
  subject,
  author: 'Mina',
  at: '',
  contains: [sha.padEnd(40, '0')],
  paths,
});
const steps = [
  step('aaaaaa1', 'Add a column', 'db/migrations/7.sql', 'docs/schema.md'),
  step('bbbbbb2', 'Let internal hosts in', 'src/session.ts'),
  step('cccccc3', 'More memory', 'infra/worker.yaml'),
  step('dddddd4', 'Update the read me', 'README.md', 'src/session.test.ts'),
];
const held = (...comments: string[]) => readHoldBack(comments, steps).held.map((each) => each.step.sha.slice(0, 7));

test.each([
  ['hold back aaaaaa1', ['aaaaaa1']],
  ['Please hold back migrations/, and bbbbbb2.', ['aaaaaa1', 'bbbbbb2']],
  ['hold back: `db/migrations`, bbbbbb & "More memory"', ['aaaaaa1', 'bbbbbb2', 'cccccc3']],
  ['HOLD BACK the commit BBBBBB2', ['bbbbbb2']],
  ['hold-back session.ts', ['bbbbbb2']],
  ['leave out /src/session.ts', ['bbbbbb2']],
  ['drop "let internal hosts in"; README is good', ['bbbbbb2']],
  ['Hold back:\n- aaaaaa1\n- infra/\nEverything else in README.md is fine', ['aaaaaa1', 'cccccc3']],
  ['hold back infrastructure and migrations', ['aaaaaa1', 'cccccc3']],
  ['hold back src/', ['bbbbbb2', 'dddddd4']],
  ['exclude *.sql and *.yaml', ['aaaaaa1', 'cccccc3']],
  ['hold back README.md. src/session.ts is fine', ['dddddd4']],
  ['README.md is fine, hold back cccccc3', ['cccccc3']],
])('%j', (comment, expected) => {
  expect(held(comment)).toEqual(expected);
});

test('adds up over rounds, and names each commit once', () => {
  expect(held('hold back aaaaaa1', 'also hold back infra/ and aaaaaa1')).toEqual(['aaaaaa1', 'cccccc3']);
});

test('tells apart what was asked and not found, and what was not asked', () => {
  expect(readHoldBack(['hold back eeeeee5 and lib/ and nothing much'], steps)).toEqual({
    asked: true,
    held: [],
    unmatched: ['eeeeee5', 'lib/'],
  });
  expect(readHoldBack(['not on a Friday', 'the table backs up orders'], steps)).toEqual({ asked: false, held: [], unmatched: [] });
});

test('a part of a name is not the name', () => {
  expect(held('hold back session')).toEqual([]);
  expect(held('hold back aaaa')).toEqual([]);
  expect(held('hold back rc/session.ts')).toEqual([]);
});
