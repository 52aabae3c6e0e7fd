import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { identityOf } from './process-identity.js';

const pidFileSchema = z.strictObject({
  pid: z.number().int().positive(),
  identity: z.string(),
  /** Whatever decides whether the process can be used again: same settings, same string. */
  settings: z.string(),
});
export type RecordedProcess = z.infer<typeof pidFileSchema>;

/** The process that the file names, if it still runs and is the very one; a missing, broken or outdated file is null. */
export function recordedProcess(path: string): RecordedProcess | null {
  try {
    const recorded = pidFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return identityOf(recorded.pid) === recorded.identity ? recorded : null;
  } catch {
    return null;
  }
}

/** Records a process that was just started; null if it is gone already. */
export function recordProcess(path: string, pid: number, settings: string): RecordedProcess | null {
  const identity = identityOf(pid);
  if (identity === null) return null;
  const recorded = { pid, identity, settings };
  // Renamed into place: a reader never sees half of it.
  writeFileSync(`${path}.new`, JSON.stringify(recorded), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return recorded;
}

export function forgetProcess(path: string): void {
  rmSync(path, { force: true });
}
