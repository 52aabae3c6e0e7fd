import { describe, expect, it } from '@jest/globals';
import type { Json } from '../contracts/json.js';
import { findSensitive } from './sensitive.js';

const find = (words: string[], text: { title?: string; rationale?: string | null; args?: Json }): string[] =>
  findSensitive(words, { title: '', rationale: null, args: {}, ...text });

describe('findSensitive', () => {
  it.each([
    ['a title', { title: 'About your refund' }],
    ['a rationale', { rationale: 'The customer wants a Refund.' }],
    ['an argument', { args: { body: 'REFUND, please' } }],
    ['an argument deep inside', { args: { mail: { parts: ['hello', { text: 'your refund is on its way' }] } } }],
    ['a key', { args: { refund: true } }],
    ['a part of a dotted or snake name', { args: { intent: 'issue_refund' } }],
    ['full-width letters', { title: 'ｒｅｆｕｎｄ' }],
    ['text with a zero-width space inside', { title: 're\u200bfund' }],
    ['text with a Hangul filler inside', { title: 're\u3164fund' }],
    ['text with a soft hyphen inside', { title: 're\u00adfund' }],
    ['text next to punctuation', { title: '(refund)!' }],
  ])('finds a word in %s', (_where, text) => {
    expect(find(['refund'], text)).toEqual(['refund']);
  });

  it.each(['refunds', 'prefund', 'refundable', 'refundé', 'refund9'])('does not take %s for refund', (text) => {
    expect(find(['refund'], { title: text })).toEqual([]);
  });

  it('finds phrases across any white space', () => {
    expect(find(['credit card'], { title: 'a Credit\n  Card' })).toEqual(['credit card']);
  });

  it('takes special characters literally', () => {
    expect(find(['c++ (beta)', '.*'], { title: 'in C++ (Beta) now' })).toEqual(['c++ (beta)']);
  });

  it('matches words of other scripts as whole words', () => {
    expect(find(['возврат'], { title: 'Нужен ВОЗВРАТ денег' })).toEqual(['возврат']);
    expect(find(['возврат'], { title: 'возвратный' })).toEqual([]);
  });

  it('takes linear time on long text', () => {
    const started = performance.now();
    find(['a a a b', 'aaaa'], { args: { text: 'a '.repeat(120_000) } });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('takes any punctuation in a word literally', () => {
    for (const sign of '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~') {
      expect(find([`self${sign}harm`], { title: `about self${sign}harm.` })).toEqual([`self${sign}harm`]);
      expect(find([`self${sign}harm`], { title: 'about selfXharm or selfharm' })).toEqual([]);
    }
  });
});
