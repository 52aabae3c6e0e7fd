// COUNTERSIGN_KEY=csk_… npm run example:refund -- <order> <amount> [currency]
import { Countersign } from '@countersign/client';
import { runMain } from '../run-main.js';
import { refunder } from './refund.js';

const [orderId, amount, currency = 'EUR'] = process.argv.slice(2);
if (orderId === undefined || amount === undefined || !/^-?\d+(\.\d+)?$/.test(amount)) {
  console.error('usage: npm run example:refund -- <order> <amount> [currency]');
  process.exit(2);
}
const ledger = `${process.env['COUNTERSIGN_DATA_DIR'] ?? '.countersign'}/refunds.jsonl`;
await runMain(async () => {
  const refund = refunder(Countersign.fromEnv(process.env), ledger, (page) => console.log(`waiting for a person: ${page}`));
  const entry = await refund({ orderId, amount: Number(amount), currency });
  console.log(`refunded ${entry.amount} ${entry.currency} for order ${entry.orderId} (${entry.requestId})`);
});
