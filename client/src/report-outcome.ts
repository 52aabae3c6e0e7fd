import type { RequestView } from '../../src/contracts/view.js';
import { backoffMs, pause } from './backoff.js';
import { CountersignError, OutcomeUnknown } from './errors.js';
import type { Outcome, Permit, Requests } from './requests.js';
import { isWorthRepeating } from './transport.js';

/** Five minutes: a restart of the service takes seconds; whoever waits for the function's result should not hang for longer. */
const REPORT_FOR_MS = 300_000;

/**
 * Tells the server what became of the effect, for as long as five minutes while it cannot be reached. Not ended by the caller's signal: the
 * effect has happened, and an unreported one costs a person's attention.
 */
export async function reportOutcome(
  requests: Requests,
  request: RequestView,
  permit: Permit,
  outcome: Outcome,
  result?: unknown,
): Promise<void> {
  const endAt = Date.now() + REPORT_FOR_MS;
  for (let n = 0; ; n += 1) {
    try {
      await requests.outcome(request.id, permit.permitId, outcome);
      return;
    } catch (error) {
      const again = error instanceof CountersignError && isWorthRepeating(error, true) && Date.now() < endAt;
      if (!again)
        throw new OutcomeUnknown(request, { reason: `it ended as ${outcome.outcome}, and the report was lost`, result, cause: error });
      await pause(error.retryAfterMs ?? backoffMs(n, 10_000), undefined);
    }
  }
}
