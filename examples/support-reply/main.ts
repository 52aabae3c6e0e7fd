// COUNTERSIGN_KEY=csk_… npm run example:support -- [file with a ticket as JSON, or the ticket's text]
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Countersign, type JsonObject } from '@countersign/client';
import { follow } from '../follow.js';
import { runMain } from '../run-main.js';

const given = process.argv.slice(2).join(' ') || 'The kettle leaks. I would like a refund, please.';
await runMain(async () => {
  const ticket = existsSync(given)
    ? (JSON.parse(readFileSync(given, 'utf8')) as JsonObject)
    : { id: `T-${randomUUID().slice(0, 8)}`, from: 'ann.lee@example.com', subject: 'Order 17', body: given };
  const countersign = Countersign.fromEnv(process.env);
  const { id } = await countersign.requests.create({ agent: 'support-reply', input: { ticket } });
  console.log(id);
  const { status } = await follow(countersign, id, (line) => console.log(line));
  if (status !== 'executed') process.exitCode = 1;
});
