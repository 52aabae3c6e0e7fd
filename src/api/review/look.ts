import { QUESTION_TYPE } from '../../contracts/action.js';
import type { JsonObject } from '../../contracts/json.js';
import type { VoteNow } from '../../contracts/review.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { definitionOf } from '../../ledger/definitions.js';
import type { Db } from '../../ledger/ledger.js';
import { objectOf, textOf } from './audit-body.js';
import { mayOf, type May } from './may.js';
import { loadNames, type Names } from './names.js';
import { standingOf, type Standing } from './standing.js';
import { loadTakers, type Takers } from './takers.js';
import { votesNow } from './votes-now.js';

/** A request as one person meets it: what every surface that shows it needs to know beyond the view. */
export interface Look {
  names: Names;
  standing: Standing;
  votes: readonly VoteNow[];
  may: May;
  takers: Takers;
  /** JSON Schema of the arguments; null where the type has none, or is a question. */
  schema: JsonObject | null;
}

interface Seen {
  view: RequestView;
  audit: readonly AuditEntry[];
  personId: string;
  nowMs: number;
}

export async function lookAt(db: Db, { view, audit, personId, nowMs }: Seen): Promise<Look> {
  const [names, standing, schema] = await Promise.all([
    loadNames(db, view, audit),
    standingOf(db, view, audit, personId, nowMs),
    argsSchemaOf(db, view),
  ]);
  const votes = votesNow(view, audit, names.fills);
  const may = mayOf({ view, standing, votes, undoing: isUndoing(audit), nowMs });
  return { names, standing, votes, may, schema, takers: await takersFor(db, view, standing, may, votes) };
}

export async function argsSchemaOf(db: Db, { action }: Pick<RequestView, 'action'>): Promise<JsonObject | null> {
  if (!action || action.type === QUESTION_TYPE) return null;
  return (await definitionOf(db, action.type, action.version))?.args_schema ?? null;
}

/** Somebody said that it is to be undone, and nobody has said since that this cannot be. */
function isUndoing(audit: readonly AuditEntry[]): boolean {
  const last = audit.findLast(({ kind }) => kind === 'effect.settled' || kind === 'effect.not_undone');
  return last?.kind === 'effect.settled' && textOf(objectOf(last.body), 'outcome') === 'compensate';
}

/** Whom a hand-over could name: asked for only where a form needs it. */
async function takersFor(db: Db, view: RequestView, standing: Standing, may: May, votes: readonly VoteNow[]): Promise<Takers> {
  if (!may.verbs.has('delegate') && !may.verbs.has('reassign')) return { people: [], groups: [] };
  const busy = [...votes.flatMap(({ personId, as }) => [personId, as]), ...(view.awaiting?.delegations.map(({ from }) => from.id) ?? [])];
  return loadTakers(db, new Set([standing.personId, ...standing.selves, ...busy]));
}
