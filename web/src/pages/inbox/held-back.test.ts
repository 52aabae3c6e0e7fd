import { expect, test } from '@jest/globals';
import { holdBack } from './held-back.js';

const rows = (text: string) => [...text].map((id) => ({ id }));
const split = (text: string, seen: string) => {
  const { shown, held } = holdBack(rows(text), new Set(seen));
  return [shown, held].map((each) => each.map(({ id }) => id).join('')).join('|');
};

test.each([
  ['the first look shows all', 'abc', '', 'abc|'],
  ['what is new above is held back', 'xyabc', 'abc', 'abc|xy'],
  ['what is new between is held back too', 'axb', 'ab', 'ab|x'],
  ['the next page is shown', 'abcd', 'ab', 'abcd|'],
  ['what moves up from the next page because rows went is shown', 'acd', 'abc', 'acd|'],
  ['with everything seen gone there is nothing to protect', 'xy', 'abc', 'xy|'],
  ['nothing is nothing', '', 'abc', '|'],
])('%s', (_rule, text, seen, expected) => {
  expect(split(text, seen)).toBe(expected);
});
