import { expect, test } from '@jest/globals';
import { receiptText, sentenceText } from './receipt-text.js';

test.each([
  ['approve', true, 'executing', 'Approved'],
  ['approve', true, 'pending', 'Approved; others still have to decide'],
  ['approve', null, 'pending', 'Approved; recorded, and counted in a moment'],
  ['reject', true, 'revising', 'Sent back'],
  ['deny', true, 'pending', 'Denied; others can still decide otherwise'],
  ['override', true, 'approved', 'Done'],
] as const)('%s (counted: %s, %s) reads “%s”', (verb, counted, status, text) => {
  expect(receiptText(verb, { counted, status })).toBe(text);
});

test('a sentence on one line shows what would not show', () => {
  expect(
    sentenceText([
      { as: 'text', text: 'Rejected by ' },
      { as: 'strong', text: 'Ben\u202e' },
      { as: 'text', text: '\n.' },
    ]),
  ).toBe('Rejected by Ben⟨U+202E⟩ ⏎ .');
});
