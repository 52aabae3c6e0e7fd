import { identityOf } from '../../processes/process-identity.js';
import type { OwnServer } from './servers.js';

/** Why `up` ends: somebody asked for it, or a server that it depends on is gone. */
export type End = { kind: 'asked' } | { kind: 'server-died'; server: OwnServer };

/** How often to look whether own servers live. A dead one is noticed by failing calls at once anyway; this is what ends the command. */
const LOOK_EVERY_MS = 1000;

export function waitForEnd(signal: AbortSignal, own: readonly OwnServer[]): Promise<End> {
  return new Promise((resolve) => {
    const finish = (end: End) => {
      clearInterval(timer);
      signal.removeEventListener('abort', asked);
      resolve(end);
    };
    const asked = () => finish({ kind: 'asked' });
    const timer = setInterval(() => {
      const server = own.find(({ pid }) => identityOf(pid) === null);
      if (server) finish({ kind: 'server-died', server });
    }, LOOK_EVERY_MS);
    if (signal.aborted) asked();
    else signal.addEventListener('abort', asked);
  });
}

/**
 * Keeps the promise to stop everything even where this process ends at once (a second Ctrl-C, a crash): servers are killed on the way out, which both
 * survive without loss. Answers a function that calls this off.
 */
export function killOnExit(target: Pick<NodeJS.Process, 'on' | 'off' | 'kill'>, own: readonly OwnServer[]): () => void {
  const kill = () => {
    for (const { pid, killSignal } of own) {
      if (identityOf(pid) !== null) target.kill(pid, killSignal);
    }
  };
  target.on('exit', kill);
  return () => void target.off('exit', kill);
}
