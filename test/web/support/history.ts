import type { Insertable } from 'kysely';
import type { ChannelName } from '../../../src/contracts/decision.js';
import type { ReviewerRef } from '../../../src/contracts/plan.js';
import type { Resolution, Status } from '../../../src/contracts/status.js';
import { json } from '../../../src/ledger/json-column.js';
import type { Db } from '../../../src/ledger/ledger.js';
import { newId } from '../../../src/ledger/new-id.js';
import type { ResolutionsTable } from '../../../src/ledger/schema/record.js';
import type { RequestsTable } from '../../../src/ledger/schema/requests.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Action types with the agent that asks for them, whom they ask, and how long people take over them, minutes. */
const TYPES = [
  ['payments.refund', 'support-bot', 'group:finance', 14],
  ['deploy.production', 'deploy-gate', 'group:platform', 48],
  ['mail.newsletter', 'marketing-agent', 'group:marketing', 180],
  ['security.isolate', 'ops-agent', 'group:platform', 6],
  ['crm.delete-contact', 'crm-agent', 'group:finance', 95],
] as const;
const CHANNELS: readonly ChannelName[] = ['slack', 'slack', 'slack', 'slack', 'dashboard', 'dashboard', 'email', 'cli'];

/** Always the same numbers from 0 to 1, so that pictures can be compared. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

type Ending = Pick<ResolutionsTable, 'outcome' | 'resolved_by' | 'verb' | 'edited' | 'revision'> & { status: Status };
const by = (resolved_by: Resolution['by'], verb: ResolutionsTable['verb'], over: Partial<Ending> = {}): Ending => ({
  ...{ outcome: 'approved', status: 'executed', resolved_by, verb, edited: false, revision: 1 },
  ...over,
});

/** How a request ends, by a number from 0 to 1. */
function endingOf(chance: number): Ending {
  if (chance < 0.48) return by('people', 'approve');
  if (chance < 0.56) return by('people', 'approve', { edited: true, revision: 2 });
  if (chance < 0.6) return by('people', 'approve', { revision: 2 });
  if (chance < 0.67) return by('people', 'deny', { outcome: 'rejected', status: 'rejected' });
  if (chance < 0.75) return by('people', 'reject', { outcome: 'rejected', status: 'rejected' });
  if (chance < 0.88) return by('policy', null);
  if (chance < 0.93) return by('fallback', null, { outcome: 'expired', status: 'expired' });
  if (chance < 0.96) return by('people', 'approve', { status: 'failed' });
  if (chance < 0.98) return by('requester', null, { outcome: 'cancelled', status: 'cancelled' });
  return by('people', 'approve', { status: 'unknown' });
}

/** Writes `count` requests that were resolved in the last days, and `waiting` that still are not, as if they had gone through the moves. */
export async function writeHistory(
  db: Db,
  { days, count, waiting, reviewers }: { days: number; count: number; waiting: number; reviewers: readonly string[] },
): Promise<void> {
  const next = numbers(7);
  const nowMs = Date.now();
  const requests: Insertable<RequestsTable>[] = [];
  const resolutions: Insertable<ResolutionsTable>[] = [];
  const row = (type: string, agent: string, ref: ReviewerRef, createdMs: number, status: Status) => {
    const id = newId('req', createdMs);
    requests.push({
      ...{
        id,
        status,
        type,
        agent,
        revision: 1,
        digest: `sha256:${'0'.repeat(64)}`,
        state: json({ status }),
        move: 1,
        next_seq: 0,
        title: type,
      },
      ...{ risk: 'medium', confidence: null, requested_by_kind: 'agent', requested_by_id: agent, requester_id: null, owner_id: null },
      ...{ execute: 'caller', input: 'null', claims: '{}', callback_url: null, plan: null, asked: status === 'pending' ? [ref] : [] },
      ...{
        deadline_at: null,
        wake_at: null,
        resolution: null,
        task_queue: 'none',
        created_at: new Date(createdMs),
        updated_at: new Date(createdMs),
      },
    });
    return id;
  };
  for (let n = 0; n < count; n += 1) {
    const [type, agent, ref, usual] = TYPES[Math.floor(next() ** 1.6 * TYPES.length)] ?? TYPES[0];
    const ending = endingOf(next());
    const resolvedMs = nowMs - Math.floor(next() * days * DAY_MS);
    const tookMs = Math.round((0.2 + next() ** 3 * 6) * usual * MINUTE_MS);
    const decided = ending.resolved_by === 'people';
    const decider = reviewers[Math.floor(next() ** 1.4 * reviewers.length)] ?? 'ada';
    const channel = CHANNELS[Math.floor(next() * CHANNELS.length)] ?? 'slack';
    const { status, ...ended } = ending;
    resolutions.push({
      ...ended,
      ...{ request_id: row(type, agent, ref, resolvedMs - tookMs, status), type, agent, unused: false, selves: [] },
      ...{ opened_at: new Date(resolvedMs - tookMs), resolved_at: new Date(resolvedMs), channel: decided ? channel : null },
      ...{
        first_ms: decided ? String(Math.round(tookMs * (0.5 + next() / 2))) : null,
        took_ms: ending.resolved_by === 'policy' ? null : String(tookMs),
      },
      ...{
        asked: ending.resolved_by === 'policy' ? [] : [ref],
        deciders: decided ? [decider] : [],
        decider_ms: decided ? [String(tookMs)] : [],
      },
    });
  }
  for (let n = 0; n < waiting; n += 1) {
    const [type, agent, ref] = TYPES[Math.floor(next() * TYPES.length)] ?? TYPES[0];
    row(type, agent, ref, nowMs - Math.round(next() ** 4 * 9 * DAY_MS), 'pending');
  }
  await db.insertInto('requests').values(requests).execute();
  await db.insertInto('resolutions').values(resolutions).execute();
}
