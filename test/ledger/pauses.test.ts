import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { PauseScope } from '../../src/contracts/pause.js';
import { openLedger } from '../../src/ledger/ledger.js';
import { claimsHaveSeen, countPauses, insertPause, liftPause, listPauses, pauseInForce, pauseShown } from '../../src/ledger/pauses.js';
import { matchesGlob } from '../../src/policies/globs.js';
import { openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { until } from '../support/until.js';

let f: LedgerFixture;
const ADA = { kind: 'person', id: 'ada' } as const;
const all: PauseScope = { kind: 'all' };

beforeAll(async () => {
  f = await openTestLedger();
});
afterAll(() => f.close());
beforeEach(() =>
  sql`update pauses set lifted_at = now(), lifted_by_kind = 'key', lifted_by_id = 'test' where lifted_at is null`.execute(f.db),
);

const pause = (scope: PauseScope, reason = 'incident', by: { kind: 'person' | 'key' | 'countersign'; id: string } = ADA) =>
  insertPause(f.db, { scope, reason, by, at: new Date() });
const lift = (id: string) => f.db.transaction().execute((tx) => liftPause(tx, id, { kind: 'person', id: 'grace' }, 'over', new Date()));
const holds = async (agent: string | null, type: string | null) =>
  (await f.db.transaction().execute((tx) => pauseInForce(tx, { agent, type })))?.id ?? null;

describe('a pause', () => {
  it.each([
    [all, 'bot', 'a.b', true],
    [all, null, null, true],
    [{ kind: 'agent', value: 'bot' }, 'bot', 'a.b', true],
    [{ kind: 'agent', value: 'bot' }, 'bot2', 'a.b', false],
    [{ kind: 'agent', value: 'bot' }, null, 'a.b', false],
    [{ kind: 'type', value: 'pay_ments.*' }, 'bot', 'pay_ments.refund', true],
    [{ kind: 'type', value: 'pay_ments.*' }, 'bot', 'payxments.refund', false],
    [{ kind: 'type', value: 'a.b' }, 'bot', null, false],
  ] as const)('%j of agent %s and type %s: %s', async (scope, agent, type, expected) => {
    const made = await pause(scope);
    const found = expected ? made.pause.id : null;
    expect(await holds(agent, type)).toBe(found);
    expect((await pauseShown(f.db, { agent, type }))?.id ?? null).toBe(found);
    await lift(made.pause.id);
    expect(await holds(agent, type)).toBeNull();
    expect(await pauseShown(f.db, { agent, type })).toBeNull();
  });

  it('reads a glob as policies do', async () => {
    const text = (alphabet: string, maxLength: number) =>
      fc.array(fc.constantFrom(...alphabet), { maxLength }).map((letters) => letters.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text('a_.*-', 6), text('a_.-1', 7)), { minLength: 50, maxLength: 50 }), async (pairs) => {
        const { rows } = await sql<{ fits: boolean }>`
          select pause_covers(row('p', 'type', glob, 'r', 'key', 'k', now(), null, null, null, null)::pauses, null, type) as fits
          from unnest(${pairs.map(([glob]) => glob)}::text[], ${pairs.map(([, type]) => type)}::text[]) with ordinality as t (glob, type, n)
          order by n`.execute(f.db);
        expect(rows.map(({ fits }) => fits)).toEqual(pairs.map(([glob, type]) => matchesGlob(glob, type)));
      }),
      { numRuns: 20 },
    );
  });

  it('said again by the same person for the same reason is the one that holds; another reason stands beside it', async () => {
    const [first, again] = await Promise.all([pause(all), pause(all)]);
    expect(again.pause.id).toBe(first.pause.id);
    expect([first.created, again.created].sort()).toEqual([false, true]);
    const other = await pause(all, 'the bank is down');
    const grace = await pause(all, 'incident', { kind: 'person', id: 'grace' });
    expect(new Set([first.pause.id, other.pause.id, grace.pause.id]).size).toBe(3);
    await lift(first.pause.id);
    expect(await holds('bot', 'a.b')).toBe(other.pause.id);
    expect(await countPauses(f.db)).toEqual({ all: 2, agent: 0, type: 0 });
    expect((await pause(all)).created).toBe(true);
  });

  it('of Countersign itself is one, whatever it saw next', async () => {
    const own = { kind: 'countersign', id: 'countersign' } as const;
    const first = await pause(all, 'older than Temporal: req_a', own);
    expect(await pause(all, 'older than Temporal: req_b', own)).toEqual({ pause: first.pause, created: false });
  });

  it('is never changed and never deleted, only lifted, once', async () => {
    const { pause: made } = await pause(all);
    await expect(sql`update pauses set reason = 'none' where id = ${made.id}`.execute(f.db)).rejects.toThrow('only ever lifted');
    await expect(sql`delete from pauses where id = ${made.id}`.execute(f.db)).rejects.toThrow('append-only');
    await expect(
      sql`update pauses set reason = 'none', lifted_at = now(), lifted_by_kind = 'key', lifted_by_id = 'k' where id = ${made.id}`.execute(
        f.db,
      ),
    ).rejects.toThrow('only ever lifted');
    const first = await lift(made.id);
    expect(first).toMatchObject({ lifted: true, pause: { lifted: { by: { kind: 'person', id: 'grace' }, reason: 'over' } } });
    expect(await lift(made.id)).toEqual({ pause: first?.pause, lifted: false });
    await expect(sql`update pauses set lift_reason = 'x' where id = ${made.id}`.execute(f.db)).rejects.toThrow('only ever lifted');
    await expect(sql`update pauses set lifted_at = null where id = ${made.id}`.execute(f.db)).rejects.toThrow('only ever lifted');
    expect(await lift('pau_none')).toBeNull();
  });

  it('is listed newest first, and those of other agents not to an agent', async () => {
    const mine = await pause({ kind: 'agent', value: 'bot' });
    const others = await pause({ kind: 'agent', value: 'other' });
    const types = await pause({ kind: 'type', value: 'a.*' });
    const list = async (more: object) =>
      (await listPauses(f.db, { active: true, before: null, limit: 50, forAgent: null, ...more })).map(({ id }) => id);
    expect(await list({})).toEqual(
      [types, others, mine]
        .map((each) => each.pause.id)
        .sort()
        .reverse(),
    );
    expect((await list({ forAgent: 'bot' })).sort()).toEqual([types, mine].map((each) => each.pause.id).sort());
    await lift(mine.pause.id);
    expect(await list({ forAgent: 'bot' })).toEqual([types.pause.id]);
    expect(await list({ active: false })).toContain(mine.pause.id);
  });
});

describe('a claim that has looked at the pauses before', () => {
  it('is waited for, and none that looks later goes on', async () => {
    let letGo: () => void = () => undefined;
    const looked = new Promise<void>((resolve) => (letGo = resolve));
    let committed = false;
    const other = openLedger({ url: f.url });
    try {
      let seen: unknown;
      const claim = other.transaction().execute(async (tx) => {
        seen = await pauseInForce(tx, { agent: 'bot', type: 'a.b' });
        await looked;
        committed = true;
      });
      await until(() => seen === null);
      const made = await pause(all);
      // Stored: whoever looks now is held, although the one before has not ended.
      const waits = claimsHaveSeen(f.db).then((settled) => ({ settled, committed }));
      await until(async () => (await waiting()) === 1);
      expect((await pauseShown(f.db, { agent: 'bot', type: 'a.b' }))?.id).toBe(made.pause.id);
      const later = holds('bot', 'a.b');
      letGo();
      await claim;
      expect(await waits).toEqual({ settled: true, committed: true });
      expect(await later).toBe(made.pause.id);
    } finally {
      letGo();
      await other.destroy();
    }
  });

  it('and hangs does not keep an emergency waiting', async () => {
    let letGo: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => (letGo = resolve));
    let looked = false;
    const claim = f.db.transaction().execute(async (tx) => {
      await pauseInForce(tx, { agent: 'bot', type: 'a.b' });
      looked = true;
      await hanging;
    });
    try {
      await until(() => looked);
      await pause(all);
      expect(await claimsHaveSeen(f.db)).toBe(false);
    } finally {
      letGo();
      await claim;
    }
    expect(await claimsHaveSeen(f.db)).toBe(true);
  }, 20_000);
});

async function waiting(): Promise<number> {
  const { rows } = await sql<{ n: string }>`select count(*) as n from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`.execute(f.db);
  return Number(rows[0]?.n);
}
