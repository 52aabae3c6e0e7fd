import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { survivesAsDouble } from './json-number.js';
import { parseStrictJson } from './strict-json.js';

describe('strict JSON', () => {
  test('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.json({ noUnicodeString: false }).filter((text) => !text.includes('__proto__') && !text.includes('\\u0000')),
        fc.constantFrom(undefined, 2, '\t'),
        (text, indent) => {
          const written = JSON.stringify(JSON.parse(text), null, indent);
          expect(parseStrictJson(written)).toEqual({ ok: true, value: JSON.parse(written) });
        },
      ),
    );
  });

  test('never reads what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 0123eE+-.tfnrualse\n\u0001') }), (text) => {
        if (!parseStrictJson(text).ok) return;
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  test('64 levels are read, 65 are not', () => {
    expect(parseStrictJson('['.repeat(64) + ']'.repeat(64)).ok).toBe(true);
    expect(parseStrictJson('['.repeat(65) + ']'.repeat(65))).toMatchObject({ ok: false, problem: { code: 'too_deep' } });
  });

  test('points at the place by RFC 6901', () => {
    expect(parseStrictJson('{"a/b":[{"c~d":1e999}]}')).toMatchObject({ problem: { pointer: '/a~1b/0/c~0d' } });
  });

  test('says where it stopped', () => {
    expect(parseStrictJson('{\n  "a": 1,\n}')).toMatchObject({
      problem: { code: 'malformed_json', message: 'no JSON from line 3, column 1 on' },
    });
  });
});

describe('a number survives as a double', () => {
  test.each([
    '0',
    '-0',
    '1',
    '1.0',
    '100',
    '1e2',
    '0.1',
    '-0.30000000000000004',
    '9007199254740991',
    '9007199254740992',
    '1.7976931348623157e308',
    '5e-324',
    '0e999',
    '1E+2',
  ])('%s does', (text) => expect(survivesAsDouble(text)).toBe(true));
  test.each([
    '9007199254740993',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1000000000000000055511151231257827',
    '12345678901234567890',
    '1.00000000000000000001',
  ])('%s does not', (text) => expect(survivesAsDouble(text)).toBe(false));
  test('every double that is written down does', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => survivesAsDouble(JSON.stringify(n))));
  });
});
