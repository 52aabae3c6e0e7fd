import { isBeforeClaim } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import type { Db } from '../../ledger/ledger.js';
import { groupsOf } from '../../ledger/nested-groups.js';
import { findPerson } from '../../ledger/people.js';
import { findRequest } from '../../ledger/requests.js';
import type { Session } from '../../ledger/sessions.js';
import { standInsOf } from '../../ledger/stand-ins.js';

/** What this visitor may do here. Only to show the right forms: the intake decides again, and the reducer after it. */
export interface Standing {
  personId: string;
  /** Asked at this moment: in person, through a group, or in the place of somebody absent. */
  asked: boolean;
  /** The requester, or the owner of the agent that asks. */
  self: boolean;
  override: boolean;
  withdraw: boolean;
}

export async function standingOf(db: Db, view: RequestView, visitor: Session, nowMs: number): Promise<Standing> {
  const { id } = visitor.person;
  const [person, row, standsInFor] = await Promise.all([findPerson(db, id), findRequest(db, view.id), standInsOf(db, id, nowMs)]);
  const permissions = person?.permissions ?? [];
  const places = await Promise.all([id, ...standsInFor].map(async (place) => refsOf(place, await groupsOf(db, place))));
  const refs = new Set(places.flat());
  const requested = view.requester?.id === id || (view.requestedBy.kind === 'person' && view.requestedBy.id === id);
  return {
    personId: id,
    asked: view.awaiting?.asked.some((ref) => refs.has(ref)) ?? false,
    self: requested || row?.owner_id === id,
    override: permissions.includes('override'),
    withdraw: requested && isBeforeClaim(view.status),
  };
}

function refsOf(personId: string, groups: readonly string[]): string[] {
  return [`person:${personId}`, ...groups.map((group) => `group:${group}`)];
}
