import { assertNever } from '../contracts/assert-never.js';
import type { RequestView } from '../contracts/view.js';
import { recordDelivered, recordFailed, recordLater, type LeasedDelivery } from '../ledger/deliveries.js';
import type { Db } from '../ledger/ledger.js';
import { backOffMs, MOST_ATTEMPTS } from './back-off.js';
import type { Channel, DeliveryResult } from './channel.js';

/** Delivers one leased row from the request's present view and records what became of it. The result is for the log and the pause. */
export async function deliverOne(
  db: Db,
  channel: Channel,
  leased: LeasedDelivery,
  loadView: (requestId: string) => Promise<RequestView | null>,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const view = await loadView(leased.requestId);
  if (view === null) {
    const result: DeliveryResult = { kind: 'failed', error: 'the request is not in the ledger' };
    await recordFailed(db, leased, result.error);
    return result;
  }
  if ((leased.kind === 'reminder' || leased.kind === 'page') && view.awaiting === null) {
    // Nobody is asked any more: there is nothing to call for.
    await recordDelivered(db, leased, view.move, { skipped: true });
    return { kind: 'delivered', message: { skipped: true } };
  }
  const result = await attempt(channel, leased, view, signal);
  switch (result.kind) {
    case 'delivered':
      await recordDelivered(db, leased, view.move, result.message);
      return result;
    case 'later':
      if (leased.attempts >= MOST_ATTEMPTS) await recordFailed(db, leased, `given up after ${leased.attempts} attempts: ${result.error}`);
      else await recordLater(db, leased, putOff(channel, leased, result));
      return result;
    case 'failed':
      await recordFailed(db, leased, result.error);
      return result;
    default:
      return assertNever(result);
  }
}

function putOff(channel: Channel, leased: LeasedDelivery, result: Extract<DeliveryResult, { kind: 'later' }>) {
  const { error, message, afterMs } = result;
  return {
    error,
    message,
    // "Retry-After: 0" must not become a busy loop.
    afterMs: afterMs === null ? backOffMs(leased.attempts) : Math.max(1_000, afterMs),
    // What the vendor's limit turned away did not arrive, and says nothing against the place: it is no failed attempt.
    countsAsAttempt: afterMs === null || channel.limits === 'target',
  };
}

async function attempt(channel: Channel, leased: LeasedDelivery, view: RequestView, signal: AbortSignal): Promise<DeliveryResult> {
  try {
    return await channel.deliver(leased, view, signal);
  } catch (error) {
    // A channel answers with values; what it throws is a defect of ours, and must neither stop the others nor lose the card.
    return { kind: 'later', afterMs: null, error: error instanceof Error ? error.message : String(error), message: null };
  }
}
