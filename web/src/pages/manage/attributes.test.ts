import { expect, test } from '@jest/globals';
import { attributesFrom, attributesText } from './attributes.js';

test('what is written is what is read again', () => {
  const attributes = {
    limit: 10_000,
    country: 'DE',
    active: true,
    code: '007a',
    number: '12',
    truth: 'true',
    teams: ['a', 'b c', 'd,e'],
    note: 'a: b "c"',
  };
  expect(attributesFrom(attributesText(attributes))).toEqual({ ok: true, value: attributes });
  expect(attributesFrom(' limit : 5 \n\nteams: [x, y]\nempty: []')).toEqual({
    ok: true,
    value: { limit: 5, teams: ['x', 'y'], empty: [] },
  });
});

test.each([
  ['limit', 'Line 1 is no "name: value".'],
  ['a: 1\na: 2', 'Line 2: there is a a already.'],
  ['a: [x', 'Line 1: close the quote or the bracket.'],
  ['a: "x', 'Line 1: close the quote or the bracket.'],
])('%j is refused with its line', (text, why) => {
  expect(attributesFrom(text)).toEqual({ ok: false, why });
});
