import { ActivityFailure, CancellationScope, condition, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { WorldActivities } from '../activities/activities.js';
import type { MoveView } from '../contracts/move-view.js';
import { AGENT_STEP, COMPENSATE_STEP, EFFECT_STEP, LEDGER_PAUSE_MS } from './activity-options.js';
import type { Inbox } from './inbox.js';
import { ledger } from './ledger-steps.js';

/**
 * The agent proposes or revises. While it thinks, the request can be withdrawn or overridden; then its answer is not waited for. An agent that
 * fails for good ends the request: nothing was approved.
 */
export async function runAgentStep(view: MoveView, step: 'propose' | 'revise', inbox: Inbox, withdrawn: boolean): Promise<MoveView> {
  const { requestId } = view;
  const agent = proxyActivities<WorldActivities>({
    ...AGENT_STEP,
    summary: step === 'propose' ? 'the agent proposes' : `the agent revises revision ${view.revision}`,
  });
  const scope = new CancellationScope();
  const answer = scope
    .run(() => (step === 'propose' ? agent.proposeAction(requestId) : agent.reviseAction(requestId)))
    .then(
      (next) => ({ kind: 'answered' as const, next }),
      (error: unknown) => ({ kind: 'failed' as const, error }),
    );
  for (let seen = inbox.signals(); ; seen = inbox.signals()) {
    const news = () => inbox.signals() > seen || (inbox.cancelRequested() && !withdrawn);
    const watch = new CancellationScope();
    const first = await Promise.race([
      answer,
      watch.run(() => condition(news)).then(() => ({ kind: 'news' as const }), swallowCancellation),
    ]);
    watch.cancel();
    switch (first.kind) {
      case 'answered':
        return first.next;
      case 'failed': {
        if (!(first.error instanceof ActivityFailure)) throw first.error;
        return ledger.advance(requestId, { kind: 'proposalFailed', reason: `the agent failed to ${step}: ${reasonOf(first.error)}` });
      }
      case 'news': {
        const now = await ledger.advance(requestId, { kind: 'none' });
        const over = now.next.do !== step || (inbox.cancelRequested() && !withdrawn);
        if (!over) break;
        scope.cancel();
        await answer;
        return now;
      }
    }
  }
}

/** Runs the approved effect. Its attempts are guarded by the claim in the ledger; here only a failure of the machinery itself arrives. */
export async function runEffect(view: MoveView): Promise<MoveView> {
  const { executeAction } = proxyActivities<WorldActivities>({
    ...EFFECT_STEP,
    summary: `run revision ${view.revision} (${view.digest?.slice(0, 19) ?? ''})`,
  });
  for (;;) {
    try {
      return await executeAction(view.requestId);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      // Too long for one attempt, or the ledger stayed away: the claim in the ledger says what is left to do, maybe only to wait.
      const now = await ledger.advance(view.requestId, { kind: 'tick' });
      if (now.next.do !== 'execute') return now;
      await sleep(LEDGER_PAUSE_MS, { summary: `the effect could not be run: ${reasonOf(error)}`.slice(0, 200) });
    }
  }
}

/** Opens what takes an effect back whose outcome nobody knows. */
export function compensate(view: MoveView): Promise<MoveView> {
  const { compensateEffect } = proxyActivities<WorldActivities>({ ...COMPENSATE_STEP, summary: `undo revision ${view.revision}` });
  return compensateEffect(view.requestId);
}

function swallowCancellation(error: unknown): { kind: 'news' } {
  if (isCancellation(error)) return { kind: 'news' };
  throw error;
}

function reasonOf(error: ActivityFailure): string {
  return error.cause?.message ?? error.message;
}
