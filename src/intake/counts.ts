import { sql, type RawBuilder } from 'kysely';
import { FIGURES, type Counts } from '../contracts/inbox.js';
import type { Principal } from '../contracts/principal.js';
import { STATUSES, isTerminal } from '../contracts/status.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';
import { decidedIds, visibleTo } from './list-filters.js';
import { waitingFor } from './waiting-for.js';

/** Counting further would tell nobody anything that they act on. */
const MOST = 10_000;
const OPEN = sql.join(STATUSES.filter((status) => !isTerminal(status)).map((status) => sql.lit(status)));

/** How much there is, up to a bound each; what waits for or was decided by somebody is nothing for a key that is nobody's. */
export async function counts(deps: IntakeDeps, by: Principal): Promise<Answer<Counts>> {
  const { db } = deps.moves;
  const mine = by.kind === 'person' ? await waitingFor(db, by.personId, deps.clock()) : null;
  const some = (...conditions: RawBuilder<unknown>[]): RawBuilder<string> => {
    const where = sql.join([sql`true`, ...visibleTo(by), ...conditions], sql` and `);
    return sql<string>`(select count(*) from (select from requests r where ${where} limit ${MOST + 1}) counted)`;
  };
  const none = sql<string>`0`;
  const { rows } = await sql<Record<Figure, string>>`select
    ${mine === null ? none : some(sql`r.status = 'pending'`, mine)} as waiting,
    ${some(sql`r.status in (${OPEN})`)} as open,
    ${by.kind === 'person' ? sql`(select count(*) from (${decidedIds(by.personId, MOST + 1)}) counted)` : none} as decided,
    ${some(sql`r.status = 'unknown'`)} as unknown,
    ${some()} as total`.execute(db);
  const found = (figure: Figure): number => Number(rows[0]?.[figure] ?? 0);
  const [waiting, open, decided, unknown, total] = FIGURES.map((figure) => Math.min(MOST, found(figure))) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { kind: 'ok', value: { waiting, open, decided, unknown, total, capped: FIGURES.filter((figure) => found(figure) > MOST) } };
}

type Figure = (typeof FIGURES)[number];
