import { sql } from 'kysely';
import { RISKS } from '../../src/contracts/risk.js';
import type { Status } from '../../src/contracts/status.js';
import { addMember, ensureGroups } from '../../src/ledger/groups.js';
import type { Db } from '../../src/ledger/ledger.js';
import { newId } from '../../src/ledger/new-id.js';
import { insertPerson } from '../../src/ledger/people.js';
import { wordsOfAction } from '../../src/ledger/words.js';
import { openRequest } from '../../src/moves/open.js';

const DAY_MS = 86_400_000;
const BATCH = 2_000;

/** Out of a thousand: three fifths of the queue are open. */
const STATUS_SHARES: readonly [Status, number][] = [
  ['pending', 580],
  ['approved', 12],
  ['executing', 3],
  ['proposing', 0],
  ['revising', 5],
  ['executed', 300],
  ['rejected', 60],
  ['expired', 24],
  ['cancelled', 10],
  ['failed', 5],
  ['unknown', 1],
];
const RISK_SHARES = [520, 300, 140, 40];
/** Common first: each is asked for half as often as the one before, the last ones hardly ever. */
const TYPES = ['payments', 'deploy', 'mail', 'crm', 'security', 'data', 'notes', 'hr'].flatMap((family) =>
  ['refund', 'send', 'delete', 'export', 'grant'].map((verb) => `${family}.${verb}`),
);
const AGENTS = Array.from({ length: 25 }, (_, n) => `agent-${n}`);
const POLICIES = ['payments', 'deploys', 'mail', 'data-protection', 'security', 'default'];
const GROUPS = ['finance', 'operations', 'security', 'support', 'legal', 'press'];
const WORDS =
  'refund order customer chair invoice delivery late broken partial promotion database server release rollback account access'.split(' ');

/** The same queue each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A queue as a year of use might leave it, for people who look at it differently: `ada` is in the groups that nearly everything asks, `bob` was asked
 * forty times by name, `cyd` is asked for nothing, `dan` has decided twenty thousand. Each row is a copy of a request that was really opened, so that
 * it is as wide as a real one. `nowMs`: of the clock that the service will use.
 */
export async function seedQueue(db: Db, total: number, nowMs: number): Promise<void> {
  await ensureGroups(db, GROUPS);
  for (const [id, groups] of Object.entries({
    ada: GROUPS.slice(0, 4),
    bob: [],
    cyd: ['press'],
    dan: ['legal'],
    fay: ['operations'],
    gil: ['finance'],
    hal: ['finance'],
  })) {
    await insertPerson(db, { id, name: id, email: null, permissions: [] });
    for (const group of groups) await addMember(db, group, id);
  }
  const random = randomFrom(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const rarer = <T>(from: readonly T[]): T => from[Math.min(from.length - 1, Math.floor(-Math.log2(1 - random()) * 2))] as T;
  const share = (shares: readonly number[]): number => {
    let left = random() * shares.reduce((sum, each) => sum + each, 0);
    return Math.max(
      0,
      shares.findIndex((each) => (left -= each) < 0),
    );
  };
  const template = await openTemplate(db, nowMs);
  for (let from = 0; from < total; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, total - from) }, (_, at) => {
      const n = from + at;
      const openedMs = Math.floor(nowMs - (1 - n / total) * 365 * DAY_MS);
      const [status] = STATUS_SHARES[share(STATUS_SHARES.map(([, each]) => each))] ?? ['pending'];
      const pending = status === 'pending';
      const type = rarer(TYPES);
      const title = `${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)} ${n}`;
      const args = { order: `A-${n}`, amount: Math.floor(random() * 100_000), note: `${pick(WORDS)} ${pick(WORDS)} for ${pick(WORDS)}` };
      const asked = n % 1_500 === 7 ? ['person:bob'] : [`group:${rarer(GROUPS)}`];
      return {
        id: newId('req', openedMs),
        status,
        type,
        title,
        args,
        words: wordsOfAction({ title, type, args }),
        risk: RISKS[share(RISK_SHARES)],
        agent: rarer(AGENTS),
        policy: rarer(POLICIES),
        asked: pending ? asked : [],
        voted: pending && random() < 0.03 ? ['by:ada', 'as:ada'] : [],
        claimed: pending && random() < 0.005 ? new Date(nowMs + 3_600_000).toISOString() : null,
        unreachable: pending && random() < 0.001,
        deadline: pending ? new Date(Math.floor(nowMs + (random() * 30 - 1) * DAY_MS)).toISOString() : null,
        opened: new Date(openedMs).toISOString(),
        decided: !pending && random() < 0.5 ? 'dan' : null,
      };
    });
    await copy(db, template, rows);
  }
  await db.deleteFrom('request_words').where('request_id', '=', template).execute();
  await db.deleteFrom('revisions').where('request_id', '=', template).execute();
  await db.deleteFrom('requests').where('id', '=', template).execute();
  await sql`vacuum analyze`.execute(db);
}

/** Opened as a caller opens one; its audit entries stay, which a trigger protects and nobody here reads. */
async function openTemplate(db: Db, nowMs: number): Promise<string> {
  const id = newId('req', nowMs);
  const moves = { db, defaultReviewers: ['group:finance' as const], onMove: () => undefined, nextMove: () => Promise.resolve() };
  const opened = await db.transaction().execute((tx) =>
    openRequest(
      moves,
      tx,
      id,
      { kind: 'agent', id: 'agent-0', agent: 'agent-0', ownerId: null },
      {
        action: {
          type: 'payments.refund',
          args: { order: 'A-1042', amount: 12_500 },
          rationale: 'The goods arrived broken; the customer sent pictures.',
        },
        reviewers: ['group:finance', 'group:operations'],
        need: 'all',
        escalate: { after: '30m', to: ['group:security'] },
      },
      'bench',
      nowMs,
    ),
  );
  if (opened.kind === 'refused') throw new Error(opened.message);
  await db.deleteFrom('notices').where('request_id', '=', id).execute();
  return id;
}

async function copy(db: Db, template: string, rows: readonly object[]): Promise<void> {
  const from = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, status text, type text, title text, args jsonb, words jsonb, risk text, agent text,
    policy text, asked jsonb, voted jsonb, claimed timestamptz, unreachable boolean, deadline timestamptz, opened timestamptz, decided text)`;
  const list = (of: string) => sql`array(select jsonb_array_elements_text(n.${sql.raw(of)}))`;
  const resolution = sql`jsonb_build_object('outcome', 'approved', 'by', 'people', 'people', '[]'::jsonb, 'reason', 'enough people approved', 'revision', 1, 'digest', t.digest, 'at', n.opened, 'answer', null)`;
  const more = sql`jsonb_build_object('status', n.status, 'resolution', ${resolution}, 'runFromMs', 0, 'due', true, 'usableUntilMs', 0, 'leaseUntilMs', 0, 'fence', 1, 'compensating', null,
    'sinceMs', 0, 'revising', jsonb_build_object('why', 'feedback'))`;
  const ended = sql`n.status in ('executed','rejected','expired','cancelled','failed','unknown')`;
  await sql`insert into requests (id, status, revision, digest, state, move, next_seq, type, title, risk, confidence, agent, requested_by_kind, requested_by_id, execute, input, claims,
      plan, asked, voted, claimed_until, unreachable, policy, deadline_at, resolution, task_queue, reach_version, created_at, updated_at)
    select n.id, n.status, 1, t.digest, case when n.status = 'pending' then t.state else t.state || ${more} end, 3, 0, n.type, n.title, n.risk, 0.8, n.agent, 'agent', n.agent, t.execute, t.input,
      t.claims, t.plan, ${list('asked')}, ${list('voted')}, n.claimed, n.unreachable, n.policy, n.deadline, case when ${ended} then ${resolution} end, 'bench', t.reach_version, n.opened, n.opened
    from ${from} join requests t on t.id = ${template}`.execute(db);
  await sql`insert into revisions (request_id, revision, digest, action, plan, author_kind, author_id, created_at)
    select n.id, 1, v.digest, v.action || jsonb_build_object('type', n.type, 'title', n.title, 'args', n.args), v.plan, 'agent', n.agent, n.opened
    from ${from} join revisions v on v.request_id = ${template}`.execute(db);
  await sql`insert into request_words select n.id, array_to_tsvector(${list('words')}) from ${from}`.execute(db);
  await sql`insert into decisions (request_id, seq, decision_id, person_id, verb, revision, digest, channel, facts, counted, at)
    select n.id, 1, n.id, n.decided, 'approve', 1, t.digest, 'slack', '{}', true, n.opened from ${from} join requests t on t.id = ${template} where n.decided is not null`.execute(
    db,
  );
}
