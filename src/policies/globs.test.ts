import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { globCovers, matchesAnyGlob, matchesGlob, neverMatches } from './globs.js';

/** The oracle: tries every way to cut the text, in exponential time. */
function bruteForce(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob[0] === '*')
    return Array.from({ length: text.length + 1 }, (_, cut) => cut).some((cut) => bruteForce(glob.slice(1), text.slice(cut)));
  return text !== '' && text[0] === glob[0] && bruteForce(glob.slice(1), text.slice(1));
}

const short = (alphabet: string, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((letters) => letters.join(''));

describe('matchesGlob', () => {
  it.each([
    ['payments.*', 'payments.refund', true],
    ['payments.*', 'payments.refund.partial', true],
    ['payments.*', 'payments', false],
    ['payments.*', 'paymentsx.refund', false],
    ['payments.refund', 'payments.refund', true],
    ['payments.refund', 'payments.refunds', false],
    ['*', 'a.b.c', true],
    ['*.delete', 'users.delete', true],
    ['*.delete', 'crm.users.delete', true],
    ['*.delete', 'delete', false],
    ['pay*', 'pay', true],
    ['pay*', 'payments.refund', true],
    ['*.users.*', 'crm.users.delete', true],
    ['a.b', 'axb', false],
    ['**', 'a', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s on %s is %s', (glob, type, expected) => {
    expect(matchesGlob(glob, type)).toBe(expected);
  });

  it('agrees with trying every cut', () => {
    fc.assert(
      fc.property(short('ab.*', 7), short('ab.', 8), (glob, text) => {
        expect(matchesGlob(glob, text)).toBe(bruteForce(glob, text));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no exponential time on many stars', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(60)}b`, 'a'.repeat(128))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('matches every type where no globs are given, and none where the list is exhausted', () => {
    expect(matchesAnyGlob(undefined, 'x')).toBe(true);
    expect(matchesAnyGlob(['a', 'b.*'], 'x')).toBe(false);
    expect(matchesAnyGlob(['a', 'x'], 'x')).toBe(true);
  });
});

describe('globCovers', () => {
  it.each([
    ['*', 'payments.*', true],
    ['payments.*', 'payments.refund', true],
    ['payments.*', 'payments.refund.*', true],
    ['payments.*', 'payments*', false],
    ['payments.refund', 'payments.*', false],
    ['*.delete', '*.users.delete', true],
    ['*.delete', '*', false],
  ])('%s over %s is %s', (wide, narrow, expected) => {
    expect(globCovers(wide, narrow)).toBe(expected);
  });

  it('never claims to cover what it does not match', () => {
    fc.assert(
      fc.property(short('ab*', 5), short('ab*', 5), short('ab', 6), (wide, narrow, text) => {
        fc.pre(globCovers(wide, narrow) && matchesGlob(narrow, text));
        expect(matchesGlob(wide, text)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('neverMatches', () => {
  it.each(['.refund', 'payments..x', 'payments.', '1st.*', '-x', 'a.1'])('knows that no type looks like %s', (glob) => {
    expect(neverMatches(glob)).toBe(true);
  });

  it.each(['*', 'payments.*', '*.delete', 'pay*', '*', 'a*.b', 'payments.refund', 'a.*.b'])('leaves %s alone', (glob) => {
    expect(neverMatches(glob)).toBe(false);
  });
});
