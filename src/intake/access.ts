import type { Principal } from '../contracts/principal.js';
import type { ProblemCode } from '../contracts/problems.js';
import { unstorableAt } from '../contracts/storable.js';
import type { RequestRow } from '../ledger/requests.js';
import { findRequest } from '../ledger/requests.js';
import type { DbOrTx } from '../ledger/ledger.js';
import type { Refusal } from './intake.js';

export const NO_SUCH_REQUEST: Refusal = { kind: 'refused', status: 404, code: 'request_not_found', message: 'There is no such request.' };

/** One deployment is one organisation: people and administrators see every request, an agent only its own. */
export function maySee(by: Principal, row: RequestRow): boolean {
  return by.kind !== 'agent' || isOwn(by, row);
}

/** Whether this principal opened the request, or it was opened for this agent. */
export function isOwn(by: Principal, row: RequestRow): boolean {
  switch (by.kind) {
    case 'admin':
      return row.requested_by_kind === 'admin';
    case 'person':
      return (row.requested_by_kind === 'person' && row.requested_by_id === by.personId) || row.requester_id === by.personId;
    case 'agent':
      return row.requested_by_kind === 'agent' && row.requested_by_id === by.agent;
  }
}

export async function visibleRequest(db: DbOrTx, by: Principal, requestId: string): Promise<RequestRow | Refusal> {
  const row = await findRequest(db, requestId);
  return row && maySee(by, row) ? row : NO_SUCH_REQUEST;
}

export function isRefusal(value: object): value is Refusal {
  return 'kind' in value && value.kind === 'refused';
}

export function refuse(status: Refusal['status'], code: ProblemCode, message: string, field?: string): Refusal {
  return { kind: 'refused', status, code, message, ...(field === undefined ? {} : { field }) };
}

/** Names the field that the ledger could not keep; null when it can keep all. For doors whose text did not come through strict JSON. */
export function refuseUnstorable(body: object): Refusal | null {
  const field = unstorableAt(body);
  return field === null
    ? null
    : refuse(400, 'forbidden_character', `${field || '/'} holds a NUL or half of a surrogate pair, which cannot be stored.`, field);
}
