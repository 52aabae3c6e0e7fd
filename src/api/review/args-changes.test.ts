import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../contracts/json.js';
import { argsChanges } from './args-changes.js';

test('names each place that differs, and no other', () => {
  expect(argsChanges({ a: 1, b: { c: [1, 2], d: 'x' }, gone: null }, { a: 1, b: { c: [1, 3], d: 'x' }, fresh: [] })).toEqual([
    { path: ['b', 'c', 1], before: 2, after: 3 },
    { path: ['fresh'], before: undefined, after: [] },
    { path: ['gone'], before: null, after: undefined },
  ]);
});

test('lists of different lengths are one change', () => {
  expect(argsChanges({ to: ['a'] }, { to: ['a', 'b'] })).toEqual([{ path: ['to'], before: ['a'], after: ['a', 'b'] }]);
});

test('a list is not an object, null is not nothing, and a type is a difference', () => {
  expect(argsChanges({ x: [] }, { x: {} })).toHaveLength(1);
  expect(argsChanges({ x: null }, {})).toHaveLength(1);
  expect(argsChanges({ x: 1 }, { x: '1' })).toHaveLength(1);
});

test('inherited names are not arguments', () => {
  expect(argsChanges({}, { constructor: 'x' })).toEqual([{ path: ['constructor'], before: undefined, after: 'x' }]);
});

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) =>
      expect(argsChanges(args as JsonObject, structuredClone(args) as JsonObject)).toEqual([]),
    ),
  );
});
