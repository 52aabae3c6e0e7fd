import { actionDigest } from '../ledger/digest.js';
import { findRevision, type RevisionRow } from '../ledger/revisions.js';
import { authority } from './eligibility.js';
import type { Session } from './session.js';

export type Authorised = { kind: 'authorised'; revision: RevisionRow } | { kind: 'refused' };

/**
 * The last door before an effect, under the row lock: approved, everyone who approved still may, and the stored arguments are byte for byte
 * those that were shown. What fails here moves the request on (back to waiting, or withdrawn) and nothing runs. `known` is the current
 * revision, where it was read under the same lock.
 */
export async function authorise(session: Session, nowMs: number, known?: RevisionRow): Promise<Authorised> {
  const state = session.state();
  if (state.status !== 'approved') return { kind: 'refused' };
  if (nowMs >= state.usableUntilMs) {
    session.apply({ kind: 'tick', atMs: nowMs });
    return { kind: 'refused' };
  }
  const revision = known ?? (await findRevision(session.tx, session.row.id, state.revision));
  const intact = revision !== undefined && revision.digest === state.digest && digestOf(session.row.id, revision) === state.digest;
  if (!intact) {
    session.apply({
      kind: 'withdrawn',
      by: 'operator',
      who: 'countersign',
      reason: 'the stored arguments are not those that were approved',
      atMs: nowMs,
    });
    return { kind: 'refused' };
  }
  const held = await authority(session.tx, session.row, state);
  switch (held.kind) {
    case 'stands':
      return { kind: 'authorised', revision };
    case 'lost':
      session.apply({ kind: 'eligibilityLost', personIds: held.personIds, atMs: nowMs });
      // The votes that are left may be enough.
      return session.state().status === 'approved' ? { kind: 'authorised', revision } : { kind: 'refused' };
    case 'never':
      session.apply({
        kind: 'withdrawn',
        by: 'operator',
        who: 'countersign',
        reason: 'the approval does not satisfy the plan',
        atMs: nowMs,
      });
      return { kind: 'refused' };
  }
}

function digestOf(requestId: string, row: RevisionRow): string {
  const { args, type, version } = row.action;
  return actionDigest({ args, requestId, revision: row.revision, type, version });
}
