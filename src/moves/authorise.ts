import type { Action } from '../contracts/action.js';
import { currentDefinition } from '../ledger/definitions.js';
import { actionDigest } from '../ledger/digest.js';
import type { Tx } from '../ledger/ledger.js';
import { findRevision, type RevisionRow } from '../ledger/revisions.js';
import { policySetDigest } from '../policies/policy-digest.js';
import type { MoveDeps } from './deps.js';
import { loadMembers } from './directory.js';
import { authority } from './eligibility.js';
import type { Pause } from '../contracts/pause.js';
import { pausedFor } from './pauses.js';
import { planAction, type Claims } from './plan-revision.js';
import { qualifyFor } from './qualify.js';
import type { Session } from './session.js';

export type Authorised = { kind: 'authorised'; revision: RevisionRow } | { kind: 'refused' } | { kind: 'paused'; pause: Pause };

/**
 * The last door before an effect, under the row lock: not paused, approved, everyone who approved still may, and the stored arguments are byte for byte
 * those that were shown. What fails here moves the request on (back to waiting, or withdrawn) and nothing runs. `known` is the current
 * revision, where it was read under the same lock.
 */
export async function authorise(
  deps: Pick<MoveDeps, 'defaultReviewers'>,
  session: Session,
  nowMs: number,
  known?: RevisionRow,
): Promise<Authorised> {
  // The veto window may be over, or the approval too old.
  session.apply({ kind: 'tick', atMs: nowMs });
  const state = session.state();
  if (state.status !== 'approved' || !state.due) return { kind: 'refused' };
  const pause = await pausedFor(session);
  if (pause) return { kind: 'paused', pause };
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
  await planAgain(deps, session, revision.action, nowMs);
  const now = session.state();
  // Policies that were tightened may put the effect off, or have people asked again.
  if (now.status !== 'approved' || !now.due) return { kind: 'refused' };
  const held = await authority(session.tx, session.row, now, qualifyFor(now.plan, revision.action), nowMs);
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

/** Where other policies are in force than when people were asked, what they ask for now holds too. An override was given past all of them. */
async function planAgain(deps: Pick<MoveDeps, 'defaultReviewers'>, session: Session, action: Action, nowMs: number): Promise<void> {
  const { tx, row } = session;
  const state = session.state();
  if (state.status !== 'approved' || state.resolution.by === 'override') return;
  if ((await activePolicySet(tx)) === state.plan.policySet) return;
  const definition = await currentDefinition(tx, action.type);
  const planned = await planAction(deps, tx, row, row.claims as unknown as Claims, action, definition, nowMs);
  if (planned.kind === 'refused') {
    const reason = `the policies in force when it was to run cannot be applied: ${planned.message}`;
    session.apply({ kind: 'withdrawn', by: 'operator', who: 'countersign', reason, atMs: nowMs });
    return;
  }
  const voters = state.round.votes.map(({ personId }) => personId);
  const { members, away } = await loadMembers(tx, row, nowMs, qualifyFor(planned.plan, action));
  const people = [...members, ...away].filter(({ personId }) => voters.includes(personId));
  session.apply({ kind: 'replanned', plan: planned.plan, people, atMs: nowMs });
}

/** Digest over the policies in force, as a plan keeps it. */
async function activePolicySet(tx: Tx): Promise<string> {
  return policySetDigest(
    await tx.selectFrom('policies').select(['name', 'digest']).where('active', '=', true).orderBy('position').execute(),
  );
}

function digestOf(requestId: string, row: RevisionRow): string {
  const { args, type, version } = row.action;
  return actionDigest({ args, requestId, revision: row.revision, type, version });
}
