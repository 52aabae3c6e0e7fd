import { describe, expect, test } from '@jest/globals';
import { loadConfig } from './config.js';

const BASE = { OIDC_ISSUER: 'https://id.example.com/', OIDC_CLIENT_ID: 'countersign' };

describe('an identity provider', () => {
  test('is none where no issuer is set', () => expect(loadConfig({}).oidc).toBeNull());

  test('is known by the exact words of its issuer, and needs little else', () => {
    expect(loadConfig(BASE).oidc).toEqual({
      issuer: 'https://id.example.com/',
      name: 'id.example.com',
      clientId: 'countersign',
      clientSecret: null,
      scopes: 'openid profile email',
      createPeople: null,
      groups: null,
    });
  });

  test.each([
    ['approvers=reviewer, cn=ops=manager,*=viewer', { approvers: 'reviewer', 'cn=ops': 'manager', '*': 'viewer' }],
    ['{"cn=ops,ou=groups":"manager"}', { 'cn=ops,ou=groups': 'manager' }],
  ])('gives roles by its groups: %s', (roles, expected) => {
    const { groups } = loadConfig({ ...BASE, OIDC_GROUPS_CLAIM: 'groups', OIDC_ROLES: roles }).oidc ?? {};
    expect([groups?.claim, Object.fromEntries(groups?.roles ?? [])]).toEqual(['groups', expected]);
  });

  test.each([
    [{ OIDC_CLIENT_ID: 'x' }, /^OIDC_ISSUER: needed because OIDC_CLIENT_ID/],
    [{ OIDC_ISSUER: 'https://id.example.com' }, /^OIDC_CLIENT_ID: needed/],
    [{ ...BASE, OIDC_ISSUER: 'http://id.example.com' }, /^OIDC_ISSUER: /],
    [{ ...BASE, OIDC_ISSUER: 'https://id.example.com/?tenant=1' }, /^OIDC_ISSUER: /],
    [{ ...BASE, OIDC_SCOPES: 'profile' }, /^OIDC_SCOPES: /],
    [{ ...BASE, OIDC_CREATE_PEOPLE: 'manager' }, /^OIDC_CREATE_PEOPLE: /],
    [{ ...BASE, OIDC_GROUPS_CLAIM: 'groups' }, /^OIDC_ROLES: needed/],
    [{ ...BASE, OIDC_ROLES: 'a=viewer' }, /^OIDC_GROUPS_CLAIM: needed/],
    [{ ...BASE, OIDC_GROUPS_CLAIM: 'groups', OIDC_ROLES: 'a=admin' }, /^OIDC_ROLES: give/],
    [{ ...BASE, OIDC_GROUPS_CLAIM: 'groups', OIDC_ROLES: '{"a":' }, /^OIDC_ROLES: give/],
  ])('%j is refused with the variable and the fix', (env, says) => {
    expect(() => loadConfig(env)).toThrow(says);
  });

  test('takes its secret from a file too, and may be on loopback without TLS', () => {
    expect(loadConfig({ ...BASE, OIDC_ISSUER: 'http://127.0.0.1:3000' }).oidc?.issuer).toBe('http://127.0.0.1:3000');
    expect(() => loadConfig({ ...BASE, OIDC_CLIENT_SECRET_FILE: '/nowhere/at/all' })).toThrow(/^OIDC_CLIENT_SECRET_FILE: cannot read/);
  });
});

test.each([
  ['10m', 600_000],
  ['never', null],
  ['', 1_800_000],
])('COUNTERSIGN_STEP_UP_AFTER=%j', (value, expected) => {
  expect(loadConfig({ COUNTERSIGN_STEP_UP_AFTER: value }).stepUpAfterMs).toBe(expected);
});
