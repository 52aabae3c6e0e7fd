import type { Verb } from '../../contracts/decision.js';
import type { ReviewerRef } from '../../contracts/plan.js';
import type { RequestView } from '../../contracts/view.js';
import { loadAddressees } from '../../ledger/addressees.js';
import { databaseNowMs } from '../../ledger/deliveries.js';
import { definitionOf } from '../../ledger/definitions.js';
import { accountOfPerson, personOfIdentity } from '../../ledger/identities.js';
import type { Db } from '../../ledger/ledger.js';
import { namesOf } from '../../ledger/people.js';
import { lastSeenBy } from '../../ledger/sightings.js';
import { standInsOf } from '../../ledger/stand-ins.js';
import { renderCard, type Card, type Reader } from './card.js';
import { peopleNamed } from './card-standing.js';
import { formOf } from './form.js';
import { accountIn } from './places.js';

export interface ContextDeps {
  db: Db;
  teamId: () => string | null;
}

/** The card of this request at that place: in somebody's direct messages it is theirs alone. */
export async function cardOf(deps: ContextDeps, view: RequestView, target: string): Promise<Card> {
  const definition = view.action ? await definitionOf(deps.db, view.action.type, view.action.version) : undefined;
  return renderCard(view, {
    names: await namesFor(deps, view),
    editable: view.action !== null && definition !== undefined && formOf(definition.args_schema, view.action.args).kind === 'form',
    reader: await readerAt(deps, view, target),
  });
}

export function namesFor({ db }: ContextDeps, view: RequestView): Promise<ReadonlyMap<string, string>> {
  return namesOf(db, peopleNamed(view));
}

async function readerAt({ db, teamId }: ContextDeps, view: RequestView, target: string): Promise<Reader | null> {
  const team = teamId();
  if (!/^[UW]/.test(target) || team === null || view.awaiting === null) return null;
  const person = await personOfIdentity(db, { channel: 'slack', tenant: team, subject: target });
  if (person === null) return null;
  const absent = await standInsOf(db, person.id, await databaseNowMs(db));
  const { people } = absent.length === 0 ? { people: [] } : await loadAddressees(db, view.awaiting.asked);
  const places = people.filter(({ id }) => absent.includes(id)).map(({ name }) => name);
  return { id: person.id, lastSeen: await lastSeenBy(db, view.id, person.id, view.revision), standsInFor: places };
}

/** Verbs after which somebody need not be called any more. */
const SETTLED: ReadonlySet<Verb> = new Set(['approve', 'deny', 'abstain', 'reject', 'edit', 'answer', 'delegate']);

/** Accounts of those asked who are awaited; `resting`: some are left out because they asked not to be reminded. */
export async function callable(
  { db, teamId }: ContextDeps,
  view: RequestView,
  refs: readonly ReviewerRef[],
): Promise<{ accounts: string[]; resting: boolean }> {
  const { people } = await loadAddressees(db, refs);
  const nowMs = await databaseNowMs(db);
  const snoozed = new Set((view.awaiting?.snoozes ?? []).filter(({ until }) => Date.parse(until) > nowMs).map(({ by }) => by.id));
  const awaited = people.filter(({ id, away }) => !away && !hasDecided(view, id));
  const called = awaited.filter(({ id }) => !snoozed.has(id));
  return {
    accounts: called.flatMap((person) => accountIn(person, teamId()) ?? []),
    resting: called.length < awaited.length,
  };
}

function hasDecided({ decisions, revision }: RequestView, personId: string): boolean {
  const own = decisions.filter((each) => each.counted === true && each.revision === revision && each.by.id === personId);
  const last = own.findLast(({ verb }) => SETTLED.has(verb) || verb === 'retract');
  return last !== undefined && last.verb !== 'retract';
}

export async function accountOf({ db, teamId }: ContextDeps, personId: string): Promise<string | null> {
  return accountOfPerson(db, personId, 'slack', teamId());
}
