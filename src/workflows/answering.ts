import { log, proxyActivities } from '@temporalio/workflow';
import type { WorldActivities } from '../activities/activities.js';
import type { MoveView } from '../contracts/move-view.js';
import { ANSWER_STEP } from './activity-options.js';

const { answerQuestion } = proxyActivities<WorldActivities>({ ...ANSWER_STEP, summary: 'the agent answers a question' });

/** Has each question answered once, beside the wait: no decision and no timer waits for an agent's words. */
export function answering(requestId: string): { take(view: MoveView): void } {
  const taken = new Set<string>();
  return {
    take({ asks = [] }) {
      for (const decisionId of asks) {
        if (taken.has(decisionId)) continue;
        taken.add(decisionId);
        answerQuestion({ requestId, decisionId }).catch((error: unknown) => {
          log.warn('a question stays without an answer', { requestId, decisionId, error: String(error) });
        });
      }
    },
  };
}
