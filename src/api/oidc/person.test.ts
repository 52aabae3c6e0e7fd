import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../contracts/json.js';
import { nameOf, roleFor } from './person.js';
import { claimTexts } from './provider.js';

describe('a claim', () => {
  test.each<[JsonObject, string, readonly string[]]>([
    [{ groups: ['a', 'b', 'a', 7, null] }, 'groups', ['a', 'b']],
    [{ groups: 'a' }, 'groups', ['a']],
    [{ realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
    [{ 'https://example.com/roles': ['a'] }, 'https://example.com/roles', ['a']],
    [{ groups: { a: 'b' } }, 'groups', []],
    [{}, 'groups', []],
    [{}, 'constructor.name', []],
    [{ a: ['x'] }, 'a.length', []],
  ])('%j, %s: %j', (claims, name, texts) => expect(claimTexts(claims, name)).toEqual(texts));
});

describe('a role by groups', () => {
  const roles = new Map([['ops', 'manager'] as const, ['all', 'viewer'] as const]);
  test('is the highest, else what everybody else has, else none', () => {
    const of = (groups: string[], more: [string, 'viewer' | 'reviewer'][] = []) =>
      roleFor({ claim: 'groups', roles: new Map([...roles, ...more]) }, { claims: { groups } });
    expect(of(['all', 'ops'])).toBe('manager');
    expect(of(['others'])).toBeNull();
    expect(of(['others'], [['*', 'reviewer']])).toBe('reviewer');
    // Nobody is in the group of everybody else by saying so.
    expect(of(['all', '*'], [['*', 'reviewer']])).toBe('viewer');
  });
});

test('somebody without a name is shown by what there is', () => {
  expect(nameOf({ subject: 's', claims: { name: ' ', email: 'a@example.com' } })).toBe('a@example.com');
  expect(nameOf({ subject: 's', claims: { name: { x: 1 } } })).toBe('s');
});
