import { describe, expect, test } from '@jest/globals';
import { NEW_STANDING, roleOf, standingAfter } from './roles.js';

describe('a role', () => {
  test.each([
    ['viewer', { viewer: true, permissions: [] }],
    ['reviewer', { viewer: false, permissions: ['override', 'assign', 'pause'] }],
    ['manager', { viewer: false, permissions: ['admin'] }],
  ] as const)('%s is what the ledger holds', (role, standing) => {
    expect(roleOf(standing)).toBe(role);
  });

  test('of somebody new is reviewer', () => {
    expect(standingAfter(NEW_STANDING, {})).toEqual({ viewer: false, permissions: [] });
  });

  test.each([
    ['a manager who becomes a reviewer keeps what makes no manager', ['admin', 'override'], 'reviewer', false, ['override']],
    ['whoever becomes a viewer holds nothing any more', ['admin', 'override'], 'viewer', true, []],
    ['a manager holds admin, and what they held', ['override'], 'manager', false, ['override', 'admin']],
    ['a manager again changes nothing', ['admin'], 'manager', false, ['admin']],
  ] as const)('%s', (_rule, permissions, role, viewer, after) => {
    expect(standingAfter({ viewer: false, permissions }, { role })).toEqual({ viewer, permissions: after });
  });

  test('and permissions that contradict each other are refused, not chosen from', () => {
    const viewer = { viewer: true, permissions: [] };
    expect(standingAfter(viewer, { permissions: ['override'] })).toMatchObject({ field: '/permissions' });
    expect(standingAfter(NEW_STANDING, { role: 'viewer', permissions: ['pause'] })).toMatchObject({ field: '/permissions' });
    expect(standingAfter(NEW_STANDING, { role: 'reviewer', permissions: ['admin'] })).toMatchObject({ field: '/role' });
    expect(standingAfter(viewer, { role: 'reviewer', permissions: ['override'] })).toEqual({ viewer: false, permissions: ['override'] });
    expect(standingAfter(viewer, { role: 'viewer', permissions: [] })).toEqual(viewer);
  });
});
