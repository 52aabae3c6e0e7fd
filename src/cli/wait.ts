import type { Countersign } from '../../client/src/countersign.js';
import { assertNever } from '../contracts/assert-never.js';
import { isResolved, type Status } from '../contracts/status.js';
import { visibleLine } from '../contracts/visible-text.js';
import type { Context } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { CliError } from './failure.js';
import { decisionLine } from './render/timeline.js';
import { statusText } from './render/status.js';

/** Waits until a request is resolved, says how, and gives the exit code that scripts branch on. */
export async function waitAndSay(context: Context, client: Countersign, id: string, timeoutMs: number | undefined): Promise<ExitCode> {
  const view = await client.requests.wait(id, { timeoutMs, signal: context.io.signal });
  if (view.runFrom !== null)
    throw new CliError(
      EXIT.failure,
      'timeout',
      `${id} is approved and may run from ${view.runFrom}`,
      `It goes on: countersign watch ${id}`,
    );
  if (!isResolved(view.status))
    throw new CliError(EXIT.failure, 'timeout', `${id} is still ${view.status}`, `It goes on: countersign watch ${id}`);
  context.print(view);
  const { colours } = context;
  context.say(`${statusText(view.status, colours)}${view.resolution?.reason ? `: ${visibleLine(view.resolution.reason)}` : ''}`);
  for (const decision of view.decisions.filter((item) => item.counted)) context.say(decisionLine(decision, colours));
  return exitCodeOf(view.status);
}

/** What a status means to a script that waited for it. */
export function exitCodeOf(status: Status): ExitCode {
  switch (status) {
    case 'approved':
    case 'executing':
    case 'executed':
    case 'answered':
      return EXIT.ok;
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'failed':
    case 'unknown':
      return EXIT.notApproved;
    case 'proposing':
    case 'pending':
    case 'revising':
      return EXIT.ok;
    default:
      return assertNever(status);
  }
}
