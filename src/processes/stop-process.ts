import { poll } from './poll.js';
import { identityOf } from './process-identity.js';

/**
 * Asks the process to end, and kills it if it has not within `graceMs`. Never signals a later process of the same pid.
 * Answers true if it ended by itself, false if it had to be killed.
 */
export async function stopProcess(
  target: { pid: number; identity: string },
  options: { signal: NodeJS.Signals; graceMs: number },
): Promise<boolean> {
  const alive = () => identityOf(target.pid) === target.identity;
  const gone = () => (alive() ? undefined : true);
  if (!alive()) return true;
  send(target.pid, options.signal);
  if (await poll(gone, { everyMs: 25, withinMs: options.graceMs })) return true;
  send(target.pid, 'SIGKILL');
  // The kernel needs a moment to take a killed process away; longer means it hangs in the kernel, and nothing here helps.
  await poll(gone, { everyMs: 25, withinMs: 5000 });
  return false;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone between the look and the signal: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
