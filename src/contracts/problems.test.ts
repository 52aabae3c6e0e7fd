import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { NOT_COUNTED_REASONS } from './decision.js';
import { PROBLEMS } from './problems.js';

const page = readFileSync('docs/api.md', 'utf8');

test('the documentation lists every code with its status, and no other', () => {
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(Object.entries(PROBLEMS).map(([code, [status]]) => [code, status])));
});

test('the documentation lists every reason why a decision did not count', () => {
  for (const reason of NOT_COUNTED_REASONS) expect(page).toContain(`\`${reason}\``);
});
