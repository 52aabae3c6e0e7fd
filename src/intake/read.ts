import { sql, type RawBuilder } from 'kysely';
import type { Principal } from '../contracts/principal.js';
import { isResolved, isTerminal } from '../contracts/status.js';
import type { AuditEntry, RequestSummary, RequestView } from '../contracts/view.js';
import { readAudit } from '../ledger/audit.js';
import type { Db } from '../ledger/ledger.js';
import { groupsOf } from '../ledger/nested-groups.js';
import { findRequest, type RequestRow } from '../ledger/requests.js';
import { stateOf } from '../moves/persist.js';
import { noteSighting } from '../ledger/sightings.js';
import { standInsOf } from '../ledger/stand-ins.js';
import { loadRequestView, summaryOf } from '../moves/request-view.js';
import { isRefusal, maySee, NO_SUCH_REQUEST, refuse, visibleRequest } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer, ListQuery } from './intake.js';
import { pause } from './send.js';

export async function view(deps: IntakeDeps, by: Principal, requestId: string): Promise<Answer<RequestView>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(row)) return row;
  const value = await loadRequestView(deps.moves.db, requestId, deps.links);
  if (!value) return NO_SUCH_REQUEST;
  if (by.kind !== 'person' || value.revision === 0) return { kind: 'ok', value };
  const lastSeen = await noteSighting(deps.moves.db, requestId, by.personId, value.revision, new Date(deps.clock()));
  return { kind: 'ok', value: { ...value, lastSeen } };
}

export async function audit(deps: IntakeDeps, by: Principal, requestId: string): Promise<Answer<AuditEntry[]>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  return isRefusal(row) ? row : { kind: 'ok', value: await readAudit(deps.moves.db, requestId) };
}

/** The queue, newest first. The cursor is the last id of the page before: ids sort by creation. */
export async function list(
  deps: IntakeDeps,
  by: Principal,
  query: ListQuery,
): Promise<Answer<{ items: RequestSummary[]; nextCursor: string | null }>> {
  if (query.cursor !== undefined && !/^req_[0-9a-z]{26}$/.test(query.cursor))
    return refuse(400, 'invalid_cursor', 'This cursor came from no list of requests.', '/cursor');
  let rows = deps.moves.db
    .selectFrom('requests')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  if (by.kind === 'agent') rows = rows.where('requested_by_kind', '=', 'agent').where('requested_by_id', '=', by.agent);
  if (query.cursor !== undefined) rows = rows.where('id', '<', query.cursor);
  if (query.status !== undefined && query.status.length > 0) rows = rows.where('status', 'in', query.status);
  if (query.type !== undefined) rows = rows.where('type', '=', query.type);
  if (query.agent !== undefined) rows = rows.where('agent', '=', query.agent);
  if (query.reviewer !== undefined) {
    const asked = query.reviewer.includes(':') ? askedAny([query.reviewer]) : await waitingFor(deps.moves.db, query.reviewer, deps.clock());
    rows = rows.where('status', 'in', ['pending', 'revising']).where(asked);
  }
  if (query.claimed !== undefined) rows = rows.where('status', '=', 'pending').where(claimed(query.claimed, deps.clock()));
  if (query.unreachable)
    rows = rows.where('status', '=', 'pending').where(sql<boolean>`jsonb_typeof(state #> '{round,missing}') = 'array'`);
  if (query.q !== undefined && query.q.trim() !== '') {
    const like = `%${query.q.trim().replaceAll(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where((eb) => eb.or([eb('title', 'ilike', like), eb('type', 'ilike', like), eb('id', 'ilike', like)]));
  }
  const found = await rows.execute();
  const page = found.slice(0, query.limit);
  const items = page.map((row) => summaryOf(row, deps.links));
  return { kind: 'ok', value: { items, nextCursor: found.length > query.limit ? (page.at(-1)?.id ?? null) : null } };
}

/** A claim that is over counts no more, also before its run has noticed. */
function claimed(who: NonNullable<ListQuery['claimed']>, nowMs: number): RawBuilder<boolean> {
  const by = typeof who === 'string' ? sql`true` : sql`claim ->> 'personId' = ${who.by}`;
  const any = sql<boolean>`exists (select 1 from jsonb_array_elements(coalesce(state #> '{round,claims}', '[]')) claim
    where (claim ->> 'untilMs')::numeric > ${nowMs} and ${by})`;
  return who === 'none' ? sql<boolean>`not ${any}` : any;
}

/** Written as the partial index on `asked` has it. */
function askedAny(refs: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`asked && ${[...refs]}::text[]`;
}

/** The person is part of the request, and so can neither approve it nor have their place filled. */
function takesPart(personId: string): RawBuilder<boolean> {
  return sql<boolean>`(requester_id is not distinct from ${personId} or owner_id is not distinct from ${personId} or (requested_by_kind = 'person' and requested_by_id = ${personId}))`;
}

/** Whether the round of the present revision holds a vote with these fields. */
function holdsVote(vote: { personId: string } | { as: string }): RawBuilder<boolean> {
  return sql<boolean>`coalesce(state -> 'round' -> 'votes', '[]') @> ${JSON.stringify([vote])}::jsonb`;
}

/**
 * What waits for somebody is what that person may still decide: asked themselves or in the place of somebody absent, a place that nobody has
 * voted for; not their own, not what they have voted on.
 */
async function waitingFor(db: Db, personId: string, nowMs: number): Promise<RawBuilder<boolean>> {
  const places = await Promise.all(
    [personId, ...(await standInsOf(db, personId, nowMs))].map(async (id) => {
      const refs = [`person:${id}`, ...(await groupsOf(db, id)).map((group) => `group:${group}`)];
      return sql<boolean>`(${askedAny(refs)} and not ${takesPart(id)} and not ${holdsVote({ as: id })})`;
    }),
  );
  return sql<boolean>`(${sql.join(places, sql` or `)}) and not ${takesPart(personId)} and not ${holdsVote({ personId })}`;
}

/** Longest time between two looks of a long poll, milliseconds; a move made in this process is heard at once. Somebody waits for a person here: a quarter of a second is nothing. */
const LOOK_EVERY_MS = 250;

/** Resolved, and where it was approved also past its veto window: whoever waits for permission can go on. */
function isUsable(row: RequestRow): boolean {
  const state = stateOf(row);
  return isResolved(row.status) && !(state.status === 'approved' && !state.due);
}

export async function wait(
  deps: IntakeDeps,
  by: Principal,
  requestId: string,
  until: 'resolved' | 'terminal' | 'change',
  timeoutMs: number,
  options: { sinceMove?: number; signal?: AbortSignal } = {},
): Promise<Answer<RequestView>> {
  const { signal = new AbortController().signal } = options;
  const deadline = performance.now() + timeoutMs;
  let since = options.sinceMove;
  for (;;) {
    // Listening starts before the look, or a move in between would go unheard.
    const moved = deps.moves.nextMove(requestId, LOOK_EVERY_MS);
    const row = await findRequest(deps.moves.db, requestId);
    if (!row || !maySee(by, row)) return NO_SUCH_REQUEST;
    since ??= row.move;
    const holds = until === 'change' ? row.move > since : until === 'terminal' ? isTerminal(row.status) : isUsable(row);
    const left = deadline - performance.now();
    if (holds || left <= 0 || signal.aborted) break;
    await Promise.race([moved, pause(Math.min(LOOK_EVERY_MS, left), signal)]);
  }
  return view(deps, by, requestId);
}
