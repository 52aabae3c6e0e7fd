import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { identityOf } from './process-identity.js';
import { StartError } from './start-error.js';

const lockSchema = z.strictObject({ pid: z.number().int(), identity: z.string(), host: z.string() });
type Lock = z.infer<typeof lockSchema>;

/** Takes the lock file, so that a folder has one owner at a time; the answer gives it back. A lock whose process is gone is taken over. */
export function takeInstanceLock(path: string, whatItGuards: string): () => void {
  const mine: Lock = { pid: process.pid, identity: identityOf(process.pid) ?? '', host: hostname() };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // Two lost races in a row mean that somebody else is starting right now.
    for (let attempt = 0; attempt < 3; attempt++) {
      if (linked(draft, path)) return () => release(path, mine);
      const holder = read(path);
      if (holder !== null && isAlive(holder)) {
        const where = holder.host === mine.host ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`;
        throw new StartError(`${whatItGuards} is in use by ${where}. Stop that one first, or set COUNTERSIGN_DATA_DIR to another folder.`);
      }
      moveAside(path, holder);
    }
    throw new StartError(`${whatItGuards} is being started by another process. Try again in a moment.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link is made whole or not at all, and never over an existing file. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): Lock | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** A process on another machine cannot be looked at, so its lock holds. */
function isAlive(lock: Lock): boolean {
  return lock.host !== hostname() || identityOf(lock.pid) === lock.identity;
}

/** Between reading a stale lock and removing it another start may have taken it over: what was moved is looked at again and put back if it lives. */
function moveAside(path: string, stale: Lock | null): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== null && isAlive(moved) && JSON.stringify(moved) !== JSON.stringify(stale)) linked(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, mine: Lock): void {
  const holder = read(path);
  if (holder !== null && JSON.stringify(holder) === JSON.stringify(mine)) rmSync(path, { force: true });
}
