import { isBeforeClaim } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import type { Db } from '../../ledger/ledger.js';
import { findPerson } from '../../ledger/people.js';
import { findRequest } from '../../ledger/requests.js';
import type { Session } from '../../ledger/sessions.js';

/** What this visitor may do here. Only to show the right forms: the intake decides again, and the reducer after it. */
export interface Standing {
  personId: string;
  /** Asked at this moment, in person or through a group. */
  asked: boolean;
  /** The requester, or the owner of the agent that asks. */
  self: boolean;
  override: boolean;
  withdraw: boolean;
}

export async function standingOf(db: Db, view: RequestView, visitor: Session): Promise<Standing> {
  const { id } = visitor.person;
  const [person, row] = await Promise.all([findPerson(db, id), findRequest(db, view.id)]);
  const permissions = person?.permissions ?? [];
  const refs = new Set([`person:${id}`, ...(person?.groups ?? []).map((group) => `group:${group}`)]);
  const requested = view.requester?.id === id || (view.requestedBy.kind === 'person' && view.requestedBy.id === id);
  return {
    personId: id,
    asked: view.awaiting?.asked.some((ref) => refs.has(ref)) ?? false,
    self: requested || row?.owner_id === id,
    override: permissions.includes('override'),
    withdraw: requested && isBeforeClaim(view.status),
  };
}
