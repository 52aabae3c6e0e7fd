import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { recordedProcess, recordProcess } from '../../processes/pid-file.js';
import { identityOf } from '../../processes/process-identity.js';
import { stopProcess } from '../../processes/stop-process.js';

const NAME = /^countersign-demo-(\d+)-/;
const OWNER = 'owner.pid';

/** A folder for one demonstration, named after the process that it belongs to, so that the next one can tell what was left behind. */
export function demoFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, `countersign-demo-${process.pid}-`));
  recordProcess(join(folder, OWNER), process.pid, '');
  return folder;
}

/** Where one demonstration keeps its data. */
export function dataOf(folder: string): string {
  return join(folder, 'data');
}

/**
 * Stops the servers of demonstrations that were killed, and removes their folders; answers how many. Only what lies in folders of this user:
 * the temporary folder is everybody's, and a file there that names a process proves nothing.
 */
export async function removeLeftOver(parent: string): Promise<number> {
  const left = readdirSync(parent).filter((name) => isLeftOver(join(parent, name), Number(NAME.exec(name)?.[1])));
  for (const name of left) {
    const data = dataOf(join(parent, name));
    const temporal = recordedProcess(join(data, 'temporal.pid'));
    const postgres = recordedProcess(join(data, 'postgres.pid'));
    // Nobody needs the data any more: killed is soon enough. SIGQUIT takes the server's own children down.
    if (temporal) await stopProcess(temporal, { signal: 'SIGKILL', graceMs: 5_000 });
    if (postgres) await stopProcess(postgres, { signal: 'SIGQUIT', graceMs: 5_000 });
    removeFolder(join(parent, name));
  }
  return left.length;
}

/** Also while a killed server is still going down. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function isLeftOver(folder: string, pid: number): boolean {
  if (!Number.isSafeInteger(pid)) return false;
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false;
  // Alive, or another process that has its number by now.
  return (
    identityOf(pid) === null ||
    (lstatSync(join(folder, OWNER), { throwIfNoEntry: false }) !== undefined && recordedProcess(join(folder, OWNER)) === null)
  );
}
