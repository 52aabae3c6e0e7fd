import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { HumanDecisionSignal } from '../contracts/approval.js';
import { isBeforeClaim, isTerminal } from '../contracts/status.js';
import { wakeReleased } from '../ledger/held.js';
import { noticeAbsences } from '../ledger/absences.js';
import { directoryVersion } from '../ledger/directory-version.js';
import { addToOutbox } from '../ledger/outbox.js';
import { findRequest } from '../ledger/requests.js';
import { inSession } from '../moves/session.js';
import { compareOrWarn } from './compare-stores.js';
import type { IntakeDeps } from './deps.js';
import { pause, WAKE } from './send.js';
import { startPayload } from './start-payload.js';

/** A request that has not moved for this long although something was due is looked at, milliseconds. */
const STALE_MS = 30_000;
const EVERY_MS = 20_000;
/** Runs that were terminated or failed within this time are compared at once, whatever timer they had; milliseconds. */
const BROKEN_WITHIN_MS = 600_000;
const AT_ONCE = 50;
/** Runs woken in one round after the directory has changed: each is one short step. */
const WAKE_AT_ONCE = 200;

export interface Reconciler {
  stop(): Promise<void>;
}

/** Compares ledger and Temporal, again and again, and mends what was lost between them. */
export function startReconciler(deps: IntakeDeps): Reconciler {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        // First: what is mended below trusts the ledger.
        await compareOrWarn(deps);
        await reconcileOnce(deps, STALE_MS);
        await wakeAfterDirectoryChange(deps);
        await wakeReleased(deps.moves.db, WAKE, AT_ONCE);
        await exportHistories(deps);
      } catch (error) {
        deps.log.warn({ err: error }, 'the reconciler could not look; trying again');
      }
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** What a pause holds waits on purpose; its run looks again by itself. */
const NOT_HELD = sql`not exists (select 1 from pauses p where p.id = r.held_by and p.lifted_at is null)`;

/**
 * Looks at open requests where something was due `staleMs` ago: a timer, an uncounted decision, a step of agent or worker. A run that lives is
 * woken; one that Temporal does not know is started (again); one that ended without the ledger's knowledge ends the request.
 */
export async function reconcileOnce(deps: IntakeDeps, staleMs: number): Promise<number> {
  const { db } = deps.moves;
  const rows = await db
    .selectFrom('requests as r')
    .select('r.id')
    .where('r.status', 'in', ['proposing', 'pending', 'revising', 'approved', 'executing'])
    .where(
      sql<boolean>`(r.wake_at < now() - make_interval(secs => ${staleMs / 1000})
        or (r.wake_at is null and ${NOT_HELD} and r.updated_at < now() - make_interval(secs => ${staleMs / 1000}))
        or exists (select 1 from decisions d where d.request_id = r.id and d.counted is null and d.at < now() - make_interval(secs => ${staleMs / 1000})))`,
    )
    // A message that is still on its way is the relay's business.
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('outbox as o').select('o.id').whereRef('o.request_id', '=', 'r.id').where('o.done_at', 'is', null))),
    )
    // At random: runs that are busy, or do not answer, must not keep the others from their turn.
    .orderBy(sql`random()`)
    .limit(AT_ONCE)
    .execute();
  const gone = await deps.temporal.brokenRuns(deps.clock() - BROKEN_WITHIN_MS, AT_ONCE);
  const ids = new Set([...rows.map((row) => row.id), ...gone]);
  for (const id of ids) {
    try {
      await mend(deps, id);
    } catch (error) {
      // One that cannot be mended now must not keep the others waiting.
      deps.log.warn({ err: error, requestId: id }, 'the reconciler could not mend a request; trying again');
    }
  }
  return ids.size;
}

/**
 * Where people, groups or absences have changed, open requests look again whether those left suffice: some at each round, until all have. A run
 * that does not live is `mend`'s business.
 */
export async function wakeAfterDirectoryChange(deps: IntakeDeps): Promise<number> {
  const { db } = deps.moves;
  await noticeAbsences(db, deps.clock());
  const version = await directoryVersion(db);
  const rows = await db
    .selectFrom('requests')
    .select('id')
    .where('status', '=', 'pending')
    .where('reach_version', '<', String(version))
    // At random, for the same reason: who does not answer stays behind the directory.
    .orderBy(sql`random()`)
    .limit(WAKE_AT_ONCE)
    .execute();
  await Promise.all(rows.map(({ id }) => deps.temporal.signal(id, WAKE)));
  return rows.length;
}

async function mend(deps: IntakeDeps, requestId: string): Promise<void> {
  const { moves, temporal, log } = deps;
  const known = await findRequest(moves.db, requestId);
  if (!known || isTerminal(known.status)) return;
  const run = await temporal.describe(requestId);
  switch (run.status) {
    case 'RUNNING': {
      const wake: HumanDecisionSignal = { decisionId: 'reconciler', verb: 'wake', by: 'countersign', revision: 0 };
      const row = await findRequest(moves.db, requestId);
      // An agent at work or an effect under way is no reason to knock; what is due, or was said, is.
      const atWork = row?.status === 'proposing' || (row?.status === 'executing' && row.execute === 'worker');
      if (row && !atWork && (await isDue(deps, requestId))) await temporal.signal(requestId, wake);
      return;
    }
    case 'missing': {
      const row = await findRequest(moves.db, requestId);
      if (!row || isTerminal(row.status)) return;
      log.warn({ requestId }, 'Temporal knows no run of this request; starting it');
      await moves.db.transaction().execute((tx) => addToOutbox(tx, { requestId, kind: 'start', payload: startPayload(row) }));
      return;
    }
    default:
      await endWithoutRun(deps, requestId, run.status);
  }
}

async function isDue({ moves, clock }: IntakeDeps, requestId: string): Promise<boolean> {
  const row = await findRequest(moves.db, requestId);
  const uncounted = await moves.db
    .selectFrom('decisions')
    .select('seq')
    .where('request_id', '=', requestId)
    .where('counted', 'is', null)
    .executeTakeFirst();
  return (
    uncounted !== undefined ||
    // A worker runs what is approved at once; nobody seems to have been told.
    (row?.status === 'approved' && row.execute === 'worker' && row.wake_at === null) ||
    (row?.wake_at ? row.wake_at.getTime() < clock() : row?.status === 'approved' || row?.status === 'revising')
  );
}

/** Terminated, timed out or failed: nobody drives the request any more, so it ends, visibly, and nothing runs. */
async function endWithoutRun({ moves, clock, log }: IntakeDeps, requestId: string, status: string): Promise<void> {
  const nowMs = clock();
  const reason = `its run in Temporal ended without it (${status.toLowerCase()})`;
  const result = await inSession(moves, requestId, nowMs, (session) => {
    const state = session.state();
    if (isBeforeClaim(state.status)) session.apply({ kind: 'withdrawn', by: 'operator', who: 'temporal', reason, atMs: nowMs });
    else if (state.status === 'executing')
      session.apply({ kind: 'finished', revision: state.revision, outcome: 'unknown', reason, atMs: nowMs });
    return Promise.resolve();
  });
  if (result.kind === 'done') log.warn({ requestId, status: result.state.status }, reason);
}

/** Copies the history of closed runs into the ledger: Temporal forgets them after the namespace's retention. */
export async function exportHistories({ moves, temporal, log }: IntakeDeps): Promise<number> {
  const rows = await moves.db
    .selectFrom('requests as r')
    .select('r.id')
    .where('r.status', 'in', ['executed', 'failed', 'rejected', 'expired', 'cancelled', 'answered'])
    .where('r.updated_at', '<', sql<Date>`now() - interval '10 seconds'`)
    // What Temporal has forgotten by then is not asked for for ever.
    .where('r.updated_at', '>', sql<Date>`now() - interval '20 days'`)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('histories as h').select('h.run_id').whereRef('h.request_id', '=', 'r.id'))),
    )
    .orderBy('r.updated_at')
    .limit(AT_ONCE)
    .execute();
  for (const { id } of rows) {
    const run = await temporal.describe(id);
    // Still closing, or never started: the next look finds it.
    if (!('runId' in run) || run.status === 'RUNNING') continue;
    const history = gzipSync(await temporal.history(id, run.runId));
    await moves.db
      .insertInto('histories')
      .values({ request_id: id, run_id: run.runId, history })
      .onConflict((conflict) => conflict.columns(['request_id', 'run_id']).doNothing())
      .execute();
    log.debug({ requestId: id, runId: run.runId, bytes: history.length }, 'history exported');
  }
  return rows.length;
}
