import type { Permission, Role } from '../contracts/principal.js';

interface Standing {
  viewer: boolean;
  permissions: readonly Permission[];
}

/** The one place that says what makes a role: the column for viewers, the permission for managers. */
export function roleOf(person: Standing): Role {
  if (person.viewer) return 'viewer';
  return person.permissions.includes('admin') ? 'manager' : 'reviewer';
}

/** Somebody new who was given nothing. */
export const NEW_STANDING: Standing = { viewer: false, permissions: [] };

/** What somebody becomes by a change of role, permissions or both; or the sentence that says why these do not go together. */
export function standingAfter(
  before: Standing,
  change: { role?: Role | undefined; permissions?: readonly Permission[] | undefined },
): Standing | { problem: string; field: '/role' | '/permissions' } {
  const permissions = change.permissions ?? before.permissions;
  switch (change.role) {
    case undefined:
      if (before.viewer && permissions.length > 0)
        return { problem: 'A viewer holds no permissions: make them a reviewer or manager in the same change.', field: '/permissions' };
      return { viewer: before.viewer, permissions };
    case 'viewer':
      if (change.permissions !== undefined && change.permissions.length > 0)
        return { problem: 'A viewer holds no permissions.', field: '/permissions' };
      return { viewer: true, permissions: [] };
    case 'reviewer':
      if (change.permissions?.includes('admin') === true)
        return { problem: 'Whoever holds the permission "admin" is a manager.', field: '/role' };
      return { viewer: false, permissions: permissions.filter((each) => each !== 'admin') };
    case 'manager':
      return { viewer: false, permissions: permissions.includes('admin') ? permissions : [...permissions, 'admin'] };
  }
}
