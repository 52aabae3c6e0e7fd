import { sql } from 'kysely';
import { pino } from 'pino';
import type { DecideBody, Receipt } from '../../src/contracts/decision.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Policy } from '../../src/contracts/policy.js';
import type { Principal } from '../../src/contracts/principal.js';
import type { SubmitRequest } from '../../src/contracts/submit.js';
import type { RequestView } from '../../src/contracts/view.js';
import { createIntake } from '../../src/intake/create-intake.js';
import type { IntakeDeps } from '../../src/intake/deps.js';
import type { Answer, Intake } from '../../src/intake/intake.js';
import { registerDefinition } from '../../src/ledger/definitions.js';
import { addMember, ensureGroups } from '../../src/ledger/groups.js';
import { openLedger, type Db } from '../../src/ledger/ledger.js';
import { migrate } from '../../src/ledger/migrate.js';
import { insertPerson } from '../../src/ledger/people.js';
import { putPolicy } from '../../src/ledger/policies.js';
import { lockRequest } from '../../src/ledger/requests.js';
import { advance } from '../../src/moves/advance.js';
import { claimEffect, type Claim } from '../../src/moves/claim.js';
import type { MoveDeps } from '../../src/moves/deps.js';
import { createMoveNews } from '../../src/moves/move-news.js';
import { policyDigest } from '../../src/policies/policy-digest.js';
import { createTestDatabase } from '../support/servers.js';
import { until } from '../support/until.js';
import { FakeTemporal } from './fake-temporal.js';

export const LEASE_MS = 20_000;
const BOT: Principal = { kind: 'agent', keyId: 'key_1', agent: 'bot', owner: null };

export interface MovesFixture {
  db: Db;
  moves: MoveDeps;
  deps: IntakeDeps;
  intake: Intake;
  temporal: FakeTemporal;
  now(): number;
  /** Lets time pass for doors, leases and moves; the database's own clock stays. */
  skip(ms: number): void;
  person(id: string, groups?: readonly string[], permissions?: readonly ('override' | 'admin')[]): Promise<void>;
  policy(document: Policy): Promise<void>;
  /** A request of the agent `bot`, as its own key opens it. */
  open(body: Partial<SubmitRequest> & { args?: JsonObject; type?: string }): Promise<RequestView>;
  view(id: string): Promise<RequestView>;
  /** Commits the decision and counts it. */
  say(personId: string, request: RequestView, verb: DecideBody['verb'], more?: Partial<DecideBody>): Promise<Receipt>;
  /** Commits the decision; nobody has counted it yet. */
  record(personId: string, request: RequestView, verb: DecideBody['verb'], more?: Partial<DecideBody>): Promise<Answer<Receipt>>;
  count(id: string): Promise<void>;
  claim(id: string, holder?: string): Promise<Claim>;
  /** Lets both reach the request's lock in this order, and then go: the race that a clock cannot make for certain. */
  inOrder<A, B>(id: string, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]>;
  bot: Principal;
  close(): Promise<void>;
}

/** The real moves and the real intake on a database of its own, with many connections; Temporal only remembers. */
export async function openMoves(): Promise<MovesFixture> {
  const { url, drop } = await createTestDatabase();
  const db = openLedger({ url, maxConnections: 20 });
  await migrate(db);
  let skippedMs = 0;
  const clock = () => Date.now() + skippedMs;
  const temporal = new FakeTemporal();
  const news = createMoveNews();
  const moves: MoveDeps = {
    db,
    defaultReviewers: ['group:reviewers'],
    onMove: (id) => news.tell(id),
    nextMove: (id, ms) => news.next(id, ms),
  };
  const links = (id: string) => ({ self: `http://localhost/v1/requests/${id}`, page: `http://localhost/r/${id}`, temporal: null });
  const deps: IntakeDeps = { moves, temporal, links, log: pino({ level: 'silent' }), clock, taskQueue: 'test', permitLeaseMs: LEASE_MS };
  const intake = createIntake(deps);
  for (const effect of ['keyed', 'observable', 'once'] as const) {
    const definition = { type: `test.${effect}`, version: '1', argsSchema: { type: 'object' }, title: null, description: null };
    await registerDefinition(db, { ...definition, riskFloor: 'low', effect, executes: true, observes: false }, new Date());
  }
  const fixture: MovesFixture = {
    db,
    moves,
    deps,
    intake,
    temporal,
    now: clock,
    skip: (ms) => void (skippedMs += ms),
    async person(id, groups = [], permissions = []) {
      await insertPerson(db, { id, name: id, email: null, permissions });
      await ensureGroups(db, groups);
      for (const group of groups) await addMember(db, group, id);
    },
    async policy(document) {
      await putPolicy(db, { document, digest: policyDigest(document), source: 'test' });
    },
    async open({ args = { n: 1 }, type = 'test.once', ...more }) {
      const answer = await intake.submit(BOT, { action: { type, args }, ...more } as SubmitRequest, { idempotencyKey: null });
      if (answer.kind === 'refused') throw new Error(`${answer.code}: ${answer.message}`);
      return answer.value.view;
    },
    async view(id) {
      const answer = await intake.view({ kind: 'admin', keyId: 'a' }, id);
      if (answer.kind === 'refused') throw new Error(answer.code);
      return answer.value;
    },
    record: (personId, request, verb, more = {}) =>
      intake.decide(
        personId,
        request.id,
        { verb, revision: request.revision, digest: request.digest ?? '', ...more },
        { channel: 'api', watchMs: 0 },
      ),
    async say(personId, request, verb, more) {
      const recorded = await fixture.record(personId, request, verb, more);
      if (recorded.kind === 'refused') throw new Error(`${recorded.code}: ${recorded.message}`);
      await fixture.count(request.id);
      const receipt = await intake.receipt(request.id, recorded.value.decisionId, 0);
      if (receipt.kind === 'refused') throw new Error(receipt.code);
      return receipt.value;
    },
    async count(id) {
      await advance(moves, id, null, clock());
    },
    claim: (id, holder = 'worker') => claimEffect(moves, id, { holder, leaseMs: LEASE_MS, canRun: () => true }, clock()),
    async inOrder(id, first, second) {
      const waiting = async () =>
        Number(
          (
            await sql<{ n: string }>`select count(*) as n from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
          ).rows[0]?.n,
        );
      // Wrapped, so that returning them does not wait for them while the lock is held.
      const started = await db.transaction().execute(async (tx) => {
        await lockRequest(tx, id);
        const a = first();
        await until(async () => (await waiting()) === 1);
        const b = second();
        await until(async () => (await waiting()) === 2);
        return { a, b };
      });
      return Promise.all([started.a, started.b]);
    },
    bot: BOT,
    async close() {
      await db.destroy();
      await drop();
    },
  };
  return fixture;
}
