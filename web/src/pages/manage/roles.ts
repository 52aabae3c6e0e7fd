import type { Person } from '../../../../src/contracts/administration.js';

export const ROLES = [
  { value: 'viewer', text: 'Viewer: reads everything, decides nothing' },
  { value: 'reviewer', text: 'Reviewer: decides where asked' },
  { value: 'manager', text: 'Manager: changes policies, people and channels too' },
] as const satisfies readonly { value: Person['role']; text: string }[];

/** What a person may do beyond being asked; `admin` comes with the role. */
export const PERMISSIONS = [
  { value: 'override', text: 'Override', hint: 'Settles a request without those who were asked. They are told.' },
  { value: 'assign', text: 'Assign', hint: 'Gives somebody’s place in a request to somebody else.' },
  { value: 'pause', text: 'Pause', hint: 'Uses the kill switch.' },
] as const;
