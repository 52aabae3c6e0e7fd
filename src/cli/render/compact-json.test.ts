import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../contracts/json.js';
import { compactJson } from './compact-json.js';

describe('compactJson', () => {
  it('says exactly what the value is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(80), (value, width) =>
        expect(JSON.parse(compactJson(value as Json, width))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('breaks only what does not fit on a line', () => {
    expect(compactJson({ short: [1, 2], long: [{ name: 'a'.repeat(10) }, { name: 'b'.repeat(10) }] }, 40)).toBe(
      [
        '{',
        '  "short": [1, 2],',
        '  "long": [',
        `    { "name": "${'a'.repeat(10)}" },`,
        `    { "name": "${'b'.repeat(10)}" }`,
        '  ]',
        '}',
      ].join('\n'),
    );
  });
});
