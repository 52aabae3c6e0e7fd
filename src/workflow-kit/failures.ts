import { ApplicationFailure } from '@temporalio/workflow';
import type { ApprovalResult } from '../contracts/approval.js';

/** Type of the failure when the request ended without an approval; its first detail is the `ApprovalResult`. */
export const APPROVAL_DENIED = 'ApprovalDenied';
/** Type of the failure when another run asked under the same key and took the permit; its first detail is the `ApprovalResult`. */
export const APPROVAL_TAKEN = 'ApprovalTaken';

export function denied(result: ApprovalResult): ApplicationFailure {
  const why = result.resolution?.reason ?? result.status;
  return ApplicationFailure.nonRetryable(`not approved: ${why}`, APPROVAL_DENIED, result);
}

export function taken(result: ApprovalResult): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`asked before under this key; that request is ${result.status}`, APPROVAL_TAKEN, result);
}
