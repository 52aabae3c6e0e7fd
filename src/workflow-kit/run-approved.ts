import type { ProposedAction } from '../contracts/action.js';
import type { ApprovalResult } from '../contracts/approval.js';
import { denied } from './failures.js';
import { startApproval, type ApprovalOptions } from './start-approval.js';

/**
 * Has Countersign's worker run a registered action after its approval, and answers how it ended (`executed`, `failed`, `answered`, …). Throws
 * `ApprovalDenied` when it was rejected, expired or cancelled; `RequestRefused` (as the child's failure) for what every door refuses. With a
 * `key`, a repeat waits for the request that exists.
 */
export async function runApproved(action: ProposedAction, options: ApprovalOptions = {}): Promise<ApprovalResult> {
  const started = await startApproval(action, action.type === 'human.question' ? undefined : 'worker', options);
  const result = started.kind === 'started' ? ((await started.child.result()) as ApprovalResult) : await started.result();
  if (result.status === 'rejected' || result.status === 'expired' || result.status === 'cancelled') throw denied(result);
  return result;
}
