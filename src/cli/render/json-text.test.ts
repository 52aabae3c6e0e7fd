import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { visibleText } from '../../contracts/visible-text.js';
import { jsonText } from './json-text.js';

describe('jsonText', () => {
  it('means the same, and shows everything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const shown = jsonText({ value, [text]: text }, 2);
        expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify({ value, [text]: text })));
        expect(visibleText(shown)).toBe(shown);
      }),
    );
  });

  it('writes out the control characters that JSON lets through', () => {
    expect(jsonText('a\u009b31m\u202e\u{e0041}')).toBe('"a\\u009b31m\\u202e\\udb40\\udc41"');
  });
});
