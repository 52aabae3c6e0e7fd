import type { Permission, Role } from '../contracts/principal.js';

/** The one place that says what makes a role: the column for viewers, the permission for managers. */
export function roleOf(person: { viewer: boolean; permissions: readonly Permission[] }): Role {
  if (person.viewer) return 'viewer';
  return person.permissions.includes('admin') ? 'manager' : 'reviewer';
}
