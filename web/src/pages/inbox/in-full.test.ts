import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../../src/contracts/json.js';
import { whyNotHere } from './in-full.js';

const line = (args: JsonObject, more: { title?: string; type?: string; commentNeeded?: 'approve'[] } = {}) => ({
  type: more.type ?? 'payments.refund',
  title: more.title ?? 'Refund 12 EUR',
  brief: { args, rationale: null, commentNeeded: more.commentNeeded ?? [] },
});
const numbered = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));

test.each([
  ['a few arguments', line({ amount: 12, order: 'A-1', to: { name: 'Zoë' } }), null],
  ['as many as a card holds', line(numbered(8)), null],
  ['one more', line(numbered(9)), 'Too long'],
  ['many in a list', line({ hosts: Object.values(numbered(9)) }), 'Too long'],
  ['what the list does not carry', { ...line({}), brief: null }, 'Too long'],
  ['a question', line({ question: 'Why?' }, { type: 'human.question' }), 'A question'],
  ['a policy that wants words', line({ a: 1 }, { commentNeeded: ['approve'] }), 'needs a comment'],
  ['a character that turns text around', line({ file: 'a\u202egpj.exe' }), 'can mislead'],
  ['letters that are not what they seem', line({ to: 'pаypal' }), 'can mislead'],
  ['the same in the title', line({}, { title: 'Pay pаypal' }), 'can mislead'],
  ['letters from right to left', line({ to: 'שלום 12' }), 'can mislead'],
])('%s', (_what, summary, expected) => {
  const why = whyNotHere(summary);
  if (expected === null) expect(why).toBeNull();
  else expect(why).toContain(expected);
});
