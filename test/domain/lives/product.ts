import { decide } from '../../../src/domain/decide.js';
import { reachability, withDelegations } from '../../../src/domain/reachability.js';
import { wakeups } from '../../../src/domain/wakeups.js';
import type { Failed, Subject } from './life.js';

/** The reducer as it is. */
export const PRODUCT: Subject = { decide, wakeups, reachability, withDelegations };

/** What broke, how to see it again, and what led to it. */
export function report({ message, seed, events, cause }: Failed): string {
  const stack = cause instanceof Error ? cause.stack : undefined;
  const last = events.slice(-6).map((event) => `  ${JSON.stringify(event)}`);
  return [message, `Again: COUNTERSIGN_SEED=${seed} npm test -- test/domain/lives`, 'The last events:', ...last, stack ?? ''].join('\n');
}
