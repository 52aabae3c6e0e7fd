import type { Approved, Countersign } from '@countersign/client';
import { appendOnce, type Entry } from './ledger-file.js';
import type { RefundArgs } from './refund-args.js';

/** Refunds an order, after whatever approval the policies ask for. The order's id is the key: a restart finds the same request, and pays once. */
export function refunder(
  countersign: Countersign,
  ledger: string,
  onWaiting: (page: string) => void = () => undefined,
): Approved<RefundArgs, Entry> {
  async function refund(args: RefundArgs, call: { permitId: string; requestId: string }): Promise<Entry> {
    const entry = { ...args, permitId: call.permitId, requestId: call.requestId };
    await appendOnce(ledger, entry);
    return entry;
  }
  return countersign.requireApproval(refund, {
    type: 'payments.refund',
    key: ({ orderId }) => `refund-${orderId}`,
    title: ({ orderId, amount, currency }) => `Refund ${amount} ${currency} for order ${orderId}`,
    onWaiting: (request) => onWaiting(request.links.page),
  });
}
