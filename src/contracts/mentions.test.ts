import { describe, expect, it } from '@jest/globals';
import { isMentionable, mentions } from './mentions.js';

describe('a phrase is mentioned', () => {
  it.each([
    ['Ready to DELETE it', 'delete'],
    ['undeleted rows', 'delete'],
    ['Straße', 'STRASSE'],
    ['ＤＥＬＥＴＥ the rows', 'delete'],
    ['de\u200blete the rows', 'delete'],
    ['personal\n  data', 'personal data'],
    ['ΟΔΟΣ', 'οδος'],
  ])('in %j: %j', (text, phrase) => {
    expect(mentions(text, phrase)).toBe(true);
  });

  it.each([
    ['d e l e t e', 'delete'],
    ['', 'delete'],
    ['personaldata', 'personal data'],
  ])('not in %j: %j', (text, phrase) => {
    expect(mentions(text, phrase)).toBe(false);
  });

  it('a phrase without a visible character would be mentioned everywhere, so it is none', () => {
    for (const phrase of ['', '  ', '\u200b', '\ud800']) expect(isMentionable(phrase)).toBe(false);
    expect(isMentionable('x')).toBe(true);
  });
});
