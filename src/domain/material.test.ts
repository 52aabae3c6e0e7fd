import { describe, expect, it } from '@jest/globals';
import type { Json } from '../contracts/json.js';
import { changedPaths, touches } from './material.js';

describe('what changed', () => {
  it.each<[name: string, a: Json, b: Json, paths: string[]]>([
    ['nothing, in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['the smallest part', { to: { iban: 'x', name: 'n' } }, { to: { iban: 'y', name: 'n' } }, ['/to/iban']],
    ['a part that only one has', { a: 1 }, { b: 1 }, ['/a', '/b']],
    ['a part that is null now', { a: 1 }, { a: null }, ['/a']],
    ['an item', ['a', 'b'], ['a', 'c', 'd'], ['/1', '/2']],
    ['another kind', { a: {} }, { a: [] }, ['/a']],
    ['the whole', 1, '1', ['']],
    ['names with a slash and a tilde', { 'a/b': 1, '~': 1 }, { 'a/b': 2, '~': 2 }, ['/a~1b', '/~0']],
  ])('%s', (_, a, b, paths) => {
    expect(changedPaths(a, b)).toEqual(paths);
  });
});

describe('a change', () => {
  it.each([
    ['of the part itself', ['/amount'], ['/amount'], true],
    ['of something in it', ['/to/iban'], ['/to'], true],
    ['of something that holds it', ['/to'], ['/to/iban'], true],
    ['of the whole', [''], ['/amount'], true],
    ['of something else', ['/note'], ['/amount', '/to'], false],
    ['of a name that begins alike', ['/amounts'], ['/amount'], false],
    ['of any item', ['/lines/7/price'], ['/lines/*/price'], true],
    ['of another part of any item', ['/lines/7/note'], ['/lines/*/price'], false],
    ['of nothing', [], ['/amount'], false],
    ['where nothing is material', ['/amount'], [], false],
  ])('%s', (_, changed, material, touched) => {
    expect(touches(changed, material)).toBe(touched);
  });
});
