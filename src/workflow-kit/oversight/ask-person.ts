import { ApplicationFailure } from '@temporalio/workflow';
import type { QuestionArgs } from '../../contracts/action.js';
import type { ApprovalResult } from '../../contracts/approval.js';
import type { JsonObject } from '../../contracts/json.js';
import { APPROVAL_DENIED } from '../failures.js';
import { runApproved } from '../run-approved.js';
import type { ApprovalOptions } from '../start-approval.js';

export type Asked = { requestId: string } & (
  | { kind: 'answered'; answer: string; by: string | null }
  /** Nobody answered: it ran out, was refused or withdrawn. */
  | { kind: 'unanswered'; status: ApprovalResult['status']; explanation: string }
);

/** Asks people and waits as long as it takes; silence is no answer, never a failure. */
export async function askPerson(
  question: { title: string; args: QuestionArgs; context: JsonObject },
  options: ApprovalOptions,
): Promise<Asked> {
  try {
    const { title, args, context } = question;
    const result = await runApproved({ type: 'human.question', title, args: { ...args }, context }, options);
    const answer = result.resolution?.answer ?? null;
    return answer === null ? unanswered(result) : { kind: 'answered', requestId: result.requestId, answer, by: answeredBy(result) };
  } catch (error) {
    const result = deniedResult(error);
    if (!result) throw error;
    return unanswered(result);
  }
}

/** How a request ended without an approval, from the failure that says so; null for any other failure. */
export function deniedResult(error: unknown): ApprovalResult | null {
  if (!(error instanceof ApplicationFailure) || error.type !== APPROVAL_DENIED) return null;
  return (error.details?.[0] as ApprovalResult | undefined) ?? null;
}

function answeredBy({ resolution }: ApprovalResult): string | null {
  return resolution?.people.at(-1) ?? null;
}

function unanswered({ requestId, status, resolution }: ApprovalResult): Asked {
  return { kind: 'unanswered', requestId, status, explanation: resolution?.reason ?? status };
}
