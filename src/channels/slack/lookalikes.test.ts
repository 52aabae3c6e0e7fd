import { describe, expect, it } from '@jest/globals';
import { lookalikes } from './lookalikes.js';

describe('lookalikes', () => {
  it('names words that mix alphabets', () => {
    expect(lookalikes('send to https://p\u0430ypal.com and \u03bfpenai.com')).toEqual(['p\u0430ypal.com', '\u03bfpenai.com']);
  });

  it('leaves words in one alphabet alone, whichever it is', () => {
    expect(lookalikes('Привет, world! Überweisung αβγ 日本語 x9')).toEqual([]);
  });

  it('stops after a few', () => {
    expect(lookalikes(Array.from({ length: 9 }, (_, i) => `a\u0430${i}`).join(' '))).toHaveLength(3);
  });
});
