import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runningPostmaster, stopPostmaster } from './postmaster.js';
import { canReach, type SystemUser } from './unprivileged-user.js';

/** Where one embedded server keeps its things. */
export interface Locations {
  /** The programs: npm's folder, or a copy of it where the server's user cannot reach that. */
  readonly native: string;
  /** The cluster (PGDATA). */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly pidFile: string;
  readonly logFile: string;
}

const noteSchema = z.strictObject({ cluster: z.string() });
/** Below these any user may enter folders; the first that can be written is taken. */
const STATE_ROOTS = ['/var/lib', '/var/tmp'];

/**
 * Decides where the cluster lies, once: the first answer is noted in the data folder, because a cluster that is looked for elsewhere after a change of
 * modes would come up empty.
 */
export async function locate(dataDir: string, installed: string, user: SystemUser | null): Promise<Locations> {
  const note = join(dataDir, 'postgres.json');
  const own = join(dataDir, 'postgres');
  const files = {
    passwordFile: join(dataDir, 'postgres-password'),
    pidFile: join(dataDir, 'postgres.pid'),
    logFile: join(dataDir, 'postgres.log'),
  };
  if (user === null) return { native: installed, cluster: readNote(note) ?? own, ...files };

  // The server's user only passes through; what is secret in the folder has modes of its own.
  chmodSync(dataDir, 0o711);
  const noted = readNote(note);
  const reachable = canReach(user, [join(installed, 'bin', 'postgres')]) && canPass(user, dataDir);
  const state = reachable && (noted === null || noted === own) ? null : stateFolder(dataDir);
  const cluster = noted ?? (state === null ? own : join(state, 'postgres'));
  if (noted === null) {
    if (state !== null) await setAside(cluster);
    writeFileSync(note, JSON.stringify({ cluster }));
  }
  return { native: state === null ? installed : copyOf(installed, state), cluster, ...files };
}

/** The server's user need not list the data folder, only pass through it: a folder of its own inside shows that. */
function canPass(user: SystemUser, dataDir: string): boolean {
  const probe = join(dataDir, '.reachable');
  mkdirSync(probe, { recursive: true, mode: 0o700 });
  chownSync(probe, user.uid, user.gid);
  try {
    return canReach(user, [probe]);
  } finally {
    rmSync(probe, { recursive: true });
  }
}

function readNote(path: string): string | null {
  return existsSync(path) ? noteSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).cluster : null;
}

/** One folder per data folder, told apart by its path. */
function stateFolder(dataDir: string): string {
  const name = `countersign-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  const failures: unknown[] = [];
  for (const root of STATE_ROOTS) {
    try {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      return folder;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, `no state folder can be made below ${STATE_ROOTS.join(' or ')}`);
}

/** A cluster without its data folder (which somebody removed to start anew) has lost its password: it is kept aside, never written over. */
async function setAside(cluster: string): Promise<void> {
  if (!existsSync(cluster)) return;
  const server = runningPostmaster(cluster);
  if (server !== null) await stopPostmaster(server);
  renameSync(cluster, `${cluster}.${new Date().toISOString().replaceAll(':', '')}`);
}

/** Copies the programs once per version of the package. */
function copyOf(installed: string, state: string): string {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(installed, '..', 'package.json'), 'utf8')));
  const copy = join(state, `native-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  renameSync(draft, copy);
  return copy;
}
