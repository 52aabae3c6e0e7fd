// COUNTERSIGN_KEY=csk_… npm run example:refund -- <order> <amount> [currency]
import { Countersign, CountersignError, NotApproved } from '@countersign/client';
import { refunder } from './refund.js';

const [orderId, amount, currency = 'EUR'] = process.argv.slice(2);
if (orderId === undefined || amount === undefined || !/^-?\d+(\.\d+)?$/.test(amount)) {
  console.error('usage: npm run example:refund -- <order> <amount> [currency]');
  process.exit(2);
}
const ledger = `${process.env['COUNTERSIGN_DATA_DIR'] ?? '.countersign'}/refunds.jsonl`;
try {
  const refund = refunder(Countersign.fromEnv(process.env), ledger, (page) => console.log(`waiting for a person: ${page}`));
  const entry = await refund({ orderId, amount: Number(amount), currency });
  console.log(`refunded ${entry.amount} ${entry.currency} for order ${entry.orderId} (${entry.requestId})`);
} catch (error) {
  if (error instanceof NotApproved || error instanceof CountersignError) console.error(`not refunded: ${error.message}`);
  else throw error;
  process.exitCode = 1;
}
