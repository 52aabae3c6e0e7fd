import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedProcess } from '../../processes/pid-file.js';
import { poll } from '../../processes/poll.js';
import { identityOf } from '../../processes/process-identity.js';
import { stopProcess } from '../../processes/stop-process.js';

/**
 * The server that runs on this cluster by the word of its own lock file, for when our note of it is lost: it must not be doubled.
 * Null: none runs. Its settings are unknown, so that it is stopped, not reused.
 */
export function runningPostmaster(cluster: string): RecordedProcess | null {
  const pid = lockedBy(cluster);
  const identity = pid !== null && isServerOf(pid, cluster) ? identityOf(pid) : null;
  return pid === null || identity === null ? null : { pid, identity, settings: '' };
}

/**
 * Removes a lock file that names another program's process, which got the number of a server that is gone, and would keep the next one from coming up.
 * One that names no process stays: PostgreSQL reads from it whether sessions of the old server still hold its memory.
 */
export function removeMistakenLock(cluster: string): void {
  const pid = lockedBy(cluster);
  if (pid !== null && identityOf(pid) !== null && !isServerOf(pid, cluster)) rmSync(join(cluster, 'postmaster.pid'));
}

/** Longest wait for a parent to notice the end of a server, milliseconds. */
const REAPED_WITHIN_MS = 5_000;

/** A server that was killed keeps its number until its parent has noticed, and PostgreSQL takes whoever has the number in its lock file for a running one. */
export async function untilReaped(cluster: string): Promise<void> {
  const pid = lockedBy(cluster);
  if (pid === null) return;
  await poll(() => (hasNumber(pid) && identityOf(pid) === null ? undefined : true), { everyMs: 20, withinMs: REAPED_WITHIN_MS });
}

/** Also of one that has ended and was not noticed yet. */
function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint, which is bounded by max_wal_size. A killed one recovers by itself. */
export async function stopPostmaster(server: RecordedProcess): Promise<void> {
  await stopProcess(server, { signal: 'SIGINT', graceMs: 30_000 });
}

/** The first line of postmaster.pid (documented with the server's files) is its pid. */
function lockedBy(cluster: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

/** A postmaster's working directory is its cluster. */
function isServerOf(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === cluster;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}
