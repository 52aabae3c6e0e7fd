import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import type { ProposedAction } from '../contracts/action.js';
import { APPROVED_SIGNAL, type ApprovalResult, type ApprovedSignal } from '../contracts/approval.js';
import type { JsonObject } from '../contracts/json.js';
import { denied, taken } from './failures.js';
import { startApproval, type ApprovalOptions } from './start-approval.js';

/** The right to run once, with exactly these arguments (a reviewer may have edited them). Report what became of it. */
export interface Approval {
  requestId: string;
  permitId: string;
  args: JsonObject;
}

const approved = defineSignal<[ApprovedSignal]>(APPROVED_SIGNAL);

/** Approvals that arrived, by request; one handler serves all that a workflow waits for at once. */
const arrived = new Map<string, ApprovedSignal>();

/**
 * Waits as long as it takes for people to approve an action that this workflow runs itself. Throws `ApprovalDenied` when they do not, and
 * `ApprovalTaken` when another run asked under the same key.
 */
export async function awaitApproval(action: ProposedAction, options: ApprovalOptions = {}): Promise<Approval> {
  setHandler(approved, (signal) => void arrived.set(signal.requestId, signal));
  const started = await startApproval(action, 'caller', options);
  if (started.kind === 'known') {
    const result = await started.result();
    throw result.status === 'executed' || result.status === 'failed' || result.status === 'unknown' ? taken(result) : denied(result);
  }
  const { requestId, child } = started;
  const ended = child.result().then((result) => result as ApprovalResult);
  // Its failure is met below, where the race is awaited.
  ended.catch(() => undefined);
  const result = await Promise.race([ended, condition(() => arrived.has(requestId)).then(() => null)]);
  const signal = arrived.get(requestId);
  if (signal) return { requestId, permitId: signal.permitId, args: signal.args as JsonObject };
  throw denied(result ?? (await ended));
}
