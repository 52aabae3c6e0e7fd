// COUNTERSIGN_KEY=csk_… npm run example:support -- [file with a ticket as JSON, or the ticket's text]
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Countersign, CountersignError, type JsonObject } from '@countersign/client';
import { follow } from '../follow.js';

const given = process.argv.slice(2).join(' ') || 'The kettle leaks. I would like a refund, please.';
const ticket = existsSync(given)
  ? (JSON.parse(readFileSync(given, 'utf8')) as JsonObject)
  : { id: `T-${randomUUID().slice(0, 8)}`, from: 'ann.lee@example.com', subject: 'Order 17', body: given };
try {
  const countersign = Countersign.fromEnv(process.env);
  const { id } = await countersign.requests.create({ agent: 'support-reply', input: { ticket } });
  console.log(id);
  const view = await follow(countersign, id, (line) => console.log(line));
  process.exitCode = view.status === 'executed' ? 0 : 1;
} catch (error) {
  if (!(error instanceof CountersignError || error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
