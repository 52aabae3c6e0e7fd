import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alternatives } from '../../test/domain/seating-oracle.js';
import { leaf, rule } from '../../test/domain/seating-worlds.js';
import { seatsSchema, type Rule } from '../contracts/plan.js';
import { leavesOf, MAX_WAYS, waysOf } from './ways.js';

const a = leaf(['group:a']);
const b = leaf(['group:b']);
const c = leaf(['group:c']);
const either = (ways: number): Rule => ({ kind: 'anyOf', of: Array.from({ length: ways }, () => a) });

describe('the alternatives of a rule', () => {
  it('multiply in allOf and add up in anyOf, in the order in which they are written', () => {
    const nested: Rule = { kind: 'allOf', of: [a, { kind: 'anyOf', of: [b, { kind: 'allOf', of: [b, c] }] }] };
    expect(waysOf(nested)).toEqual([
      [a, b],
      [a, b, c],
    ]);
    expect(leavesOf(nested)).toEqual([a, b, b, c]);
  });

  it('are those of a plain expansion', () => {
    fc.assert(fc.property(rule(), (each) => expect(waysOf(each)).toEqual(alternatives(each))));
  });

  it('are at most sixty-four, and more are refused before they are listed', () => {
    expect(waysOf({ kind: 'allOf', of: [either(8), either(8)] })).toHaveLength(MAX_WAYS);
    expect(() => waysOf(either(MAX_WAYS + 1))).toThrow(RangeError);
    expect(() => waysOf({ kind: 'allOf', of: [either(8), either(9)] })).toThrow(RangeError);
    expect(() => waysOf({ kind: 'allOf', of: Array.from({ length: 10 }, () => either(10)) })).toThrow(RangeError);
  });

  it('never hold one that nobody has to fill', () => {
    expect(seatsSchema.safeParse({ ...a, count: 0 }).success).toBe(false);
    for (const empty of [{ ...a, count: 0 }, { kind: 'allOf', of: [] } as const, { kind: 'anyOf', of: [] } as const]) {
      expect(waysOf(empty).every((way) => way.some(({ count }) => count > 0))).toBe(true);
      expect(waysOf(empty)).not.toHaveLength(0);
    }
    expect(waysOf({ kind: 'anyOf', of: [{ ...a, count: 0 }, b] })).toEqual([[b]]);
  });
});
