import { sleep } from '@temporalio/workflow';
import type { ApprovalResult } from '../contracts/approval.js';
import { ledger } from './ledger-steps.js';

/** First and longest pause between two looks at a request that another parent started, milliseconds. */
const PAUSES_MS = { first: 1_000, longest: 60_000 };

/** Waits for a request that runs already (its child workflow was started before), and gives its result as if it had been started now. */
export async function approvalResultWorkflow(requestId: string): Promise<ApprovalResult> {
  for (let pauseMs = PAUSES_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSES_MS.longest)) {
    const view = await ledger.advance(requestId, { kind: 'none' });
    if (view.next.do === 'close') {
      const { status, revision, digest, resolution } = view;
      return { requestId, status, revision, digest, resolution };
    }
    await sleep(pauseMs, { summary: 'the request is still open' });
  }
}
