import { seatsOf } from '../../contracts/plan.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { isBeforeClaim } from '../../contracts/status.js';
import type { Db } from '../../ledger/ledger.js';
import { groupsOf } from '../../ledger/nested-groups.js';
import { findPerson, type Person } from '../../ledger/people.js';
import { findRequest } from '../../ledger/requests.js';
import { standInsOf } from '../../ledger/stand-ins.js';
import { qualifies } from '../../policies/votes-count.js';
import { listOf, objectOf } from './audit-body.js';

/** How somebody stands to the request. Only to show the right forms: the intake decides again, and the reducer after it. */
export interface Standing {
  personId: string;
  /** Holds a role that decides at all; viewers only read. */
  decides: boolean;
  /** Asked at this moment: in person, through a group, by hand-over, or in the place of somebody absent. */
  asked: boolean;
  /** Why they are asked: each reviewer asked now that they may fill, and in whose place (`person`). */
  through: readonly { ref: string; person: string }[];
  /** Asked only where this visitor put another reviewer in place. */
  ownReassignment: boolean;
  /** Meets the condition that the present stage sets for whose votes count. */
  qualified: boolean;
  /** Asked at any stage of this revision: may object and settle. */
  wasAsked: boolean;
  /** The requester, or the owner of the agent that asks. */
  self: boolean;
  /** Everybody who never approves this request. */
  selves: readonly string[];
  override: boolean;
  assign: boolean;
  withdraw: boolean;
}

export async function standingOf(db: Db, view: RequestView, audit: readonly AuditEntry[], id: string, nowMs: number): Promise<Standing> {
  const [person, row, standsInFor] = await Promise.all([findPerson(db, id), findRequest(db, view.id), standInsOf(db, id, nowMs)]);
  const permissions = person?.permissions ?? [];
  const places = await Promise.all(
    [id, ...standsInFor].map(async (place) => refsOf(place, await groupsOf(db, place)).map((ref) => ({ ref, person: place }))),
  );
  const mine = new Set(places.flat().map(({ ref }) => ref));
  const requested = view.requester?.id === id || (view.requestedBy.kind === 'person' && view.requestedBy.id === id);
  const selves = [
    view.requester?.id,
    view.requestedBy.kind === 'person' ? view.requestedBy.id : null,
    row?.owner_id,
    ...(row?.excluded ?? []),
  ].filter((each) => typeof each === 'string');
  const fillable = view.awaiting?.asked.filter((ref) => mine.has(ref)) ?? [];
  const through = places.flat().filter(({ ref }) => fillable.includes(ref));
  const swapped = view.decisions
    .filter(({ verb, by, counted, revision }) => verb === 'reassign' && by.id === id && counted === true && revision === view.revision)
    .map(({ to }) => to);
  const received = view.awaiting?.delegations.some(({ to }) => to.id === id) ?? false;
  return {
    personId: id,
    decides: person !== null && person.active && person.role !== 'viewer',
    asked: received || fillable.length > 0,
    through,
    ownReassignment: !received && fillable.length > 0 && fillable.every((ref) => swapped.includes(ref)),
    qualified: person !== null && isQualified(view, person, await groupsOf(db, id)),
    wasAsked: received || askedEver(view, audit).some((ref) => mine.has(ref)),
    self: selves.includes(id),
    selves,
    override: permissions.includes('override'),
    assign: permissions.includes('assign'),
    withdraw: requested && isBeforeClaim(view.status),
  };
}

function refsOf(personId: string, groups: readonly string[]): string[] {
  return [`person:${personId}`, ...groups.map((group) => `group:${group}`)];
}

function isQualified({ plan, awaiting, action }: RequestView, { id, attributes }: Person, groups: readonly string[]): boolean {
  const counts = plan?.stages.find(({ name }) => name === awaiting?.stage)?.counts ?? null;
  if (counts === null || action === null) return true;
  return qualifies(counts, { id, groups, attributes: { ...attributes } }, action);
}

/** Whoever the plan asks from the start, the ladder asked, or people put in place. */
function askedEver({ plan, awaiting, decisions, revision }: RequestView, audit: readonly AuditEntry[]): readonly string[] {
  const handed = decisions
    .filter((each) => each.counted === true && each.revision === revision && each.to !== null)
    .map(({ to }) => to ?? '');
  const escalated = audit.filter(({ kind }) => kind === 'request.escalated').flatMap(({ body }) => listOf(objectOf(body), 'to'));
  return [
    ...(plan?.stages.flatMap(({ rule }) => seatsOf(rule).flatMap(({ entries }) => entries)) ?? []),
    // Where nobody was asked, these find out what became of it.
    ...(plan?.stages.length === 0 ? plan.settlers : []),
    ...(awaiting?.asked ?? []),
    ...handed,
    ...escalated,
  ];
}
