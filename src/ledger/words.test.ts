import { expect, test } from '@jest/globals';
import { wordsOf, wordsOfAction } from './words.js';

test('words are letters and digits of any script, lower-case, each once', () => {
  expect(wordsOf('Refund A-1042 to Müller & Müller (payments.refund) 返金')).toEqual([
    'refund',
    'a',
    '1042',
    'to',
    'müller',
    'payments',
    '返金',
  ]);
  expect(wordsOf('—  …')).toEqual([]);
});

test('text that looks the same is the same word, however it is composed', () => {
  expect(wordsOf('Mu\u0308ller')).toEqual(wordsOf('Müller'));
  expect(wordsOf('ＡＢＣ')).toEqual(['abc']);
});

test('an action is found by what its arguments say, whatever their depth, and never by more than a bounded number of words', () => {
  const args = { order: 'A-1042', lines: [{ sku: 'Blue chair', amount: 12.5 }], urgent: true, none: null };
  expect(wordsOfAction({ title: 'Refund', type: 'payments.refund', args })).toEqual([
    'refund',
    'payments',
    'a',
    '1042',
    'blue',
    'chair',
    '12',
    '5',
  ]);
  const long = { text: Array.from({ length: 5_000 }, (_, n) => `word${n}`) };
  const words = wordsOfAction({ title: 'Refund', type: 'a.b', args: long });
  expect(words).toHaveLength(120);
  expect(words.slice(0, 3)).toEqual(['refund', 'a', 'b']);
});
