import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../../processes/start-error.js';
import { libraryEnvironment } from './binaries.js';
import type { Locations } from './locations.js';
import type { SystemUser } from './unprivileged-user.js';

export const DATABASE_USER = 'countersign';

/** The password of the one user of this cluster: made once, readable by its owner only. */
export function passwordOf(passwordFile: string): string {
  if (existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  return password;
}

/** Creates the cluster if it is not there. It is made beside its place and then renamed: what an initdb that was killed left is never taken for a cluster. */
export async function ensureCluster(locations: Locations, user: SystemUser | null): Promise<void> {
  if (existsSync(locations.cluster)) return;
  const draft = `${locations.cluster}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const secrets = mkdtempSync(join(tmpdir(), 'countersign-'));
  const passwordFile = join(secrets, 'password');
  writeFileSync(passwordFile, passwordOf(locations.passwordFile), { mode: 0o600 });
  if (user !== null) for (const path of [draft, secrets, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await initdb(locations.native, draft, user, passwordFile);
    renameSync(draft, locations.cluster);
  } finally {
    rmSync(secrets, { recursive: true });
  }
}

async function initdb(native: string, cluster: string, user: SystemUser | null, passwordFile: string): Promise<void> {
  const args = [
    `--pgdata=${cluster}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    // Anybody on this machine can connect to the port, so that being local is not enough.
    '--auth=scram-sha-256',
    // The same order and case rules on every machine, whatever locales it has.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    // It takes a second; a minute allows for a slow disk.
    await promisify(execFile)(join(native, 'bin', 'initdb'), args, {
      ...user,
      env: libraryEnvironment(native),
      cwd: '/',
      timeout: 60_000,
    });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new StartError(`The embedded PostgreSQL could not be set up: ${(stderr || message).trim().split('\n').at(-1)}`, { cause: error });
  }
}
