import { log, proxyActivities } from '@temporalio/workflow';
import type { WorldActivities } from '../activities/activities.js';
import type { MoveView } from '../contracts/move-view.js';
import { OBSERVE_STEP } from './activity-options.js';

const { observeAction } = proxyActivities<WorldActivities>({ ...OBSERVE_STEP, summary: 'look at what the action rests on' });

/** Has each revision's ground looked at once, beside the wait. Where that fails nothing runs later without people being asked again. */
export function observing(requestId: string): { take(view: MoveView): void } {
  const taken = new Set<number>();
  return {
    take({ observe, revision }) {
      if (!observe || taken.has(revision)) return;
      taken.add(revision);
      observeAction(requestId).catch((error: unknown) => {
        log.warn('nobody could look at what the action rests on', { requestId, revision, error: String(error) });
      });
    },
  };
}
