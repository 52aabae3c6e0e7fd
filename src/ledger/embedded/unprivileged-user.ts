import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StartError } from '../../processes/start-error.js';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so that root needs another user for it: `postgres` where there is one, else `nobody`. (initdb wants a user with a
 * name, so an arbitrary number will not do.) Null for everybody but root.
 */
export function serverUser(passwdFile = '/etc/passwd'): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = new Map(
    readFileSync(passwdFile, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const user = users.get('postgres') ?? users.get('nobody');
  if (user === undefined)
    throw new StartError(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as. Start as another user, or set DATABASE_URL.',
    );
  return user;
}

/** Whether that user can read and enter all of these; below a folder that only root may enter it cannot, whatever their own modes are. */
export function canReach(user: SystemUser, paths: readonly string[]): boolean {
  const script = 'for path in "$@"; do test -r "$path" && test -x "$path" || exit 1; done';
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...paths], { cwd: '/', uid: user.uid, gid: user.gid }).status === 0;
}
