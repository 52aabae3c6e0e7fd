import type { Action } from '../contracts/action.js';
import type { Plan, ReviewerRef } from '../contracts/plan.js';
import { reachability, withDelegations } from '../domain/reachability.js';
import { openRound } from '../domain/rounds.js';
import { asking } from '../domain/ladder.js';
import type { Member, Missing } from '../domain/state.js';
import { directoryVersion } from '../ledger/directory-version.js';
import { loadMembers } from './directory.js';
import { qualifyFor } from './qualify.js';
import type { Session } from './session.js';

/** Each pass asks further people; a ladder is far shorter. */
const MAX_PASSES = 50;

/**
 * Looks whether those left can still satisfy a pending request, and tells the reducer where they cannot, until it has asked everybody it
 * could. Answers the directory's version that this is true of; null where nothing had to be looked at.
 */
export async function checkReach(session: Session, action: Action | null, nowMs: number): Promise<number | null> {
  const before = session.state();
  if (before.status !== 'pending') return null;
  // The version first: what changes in between is looked at once more.
  const version = await directoryVersion(session.tx);
  const { members, away } = await loadMembers(session.tx, session.row, nowMs, qualifyFor(before.plan, action));
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const state = session.state();
    if (state.status !== 'pending') break;
    const reach = reachability(state.plan, state.round, withDelegations(members, state.round.delegations, away));
    if (reach.kind === 'reachable') {
      session.apply({ kind: 'reachable', atMs: nowMs });
      break;
    }
    if (session.apply({ kind: 'unreachable', missing: reach.missing, atMs: nowMs }).kind === 'ignored') break;
  }
  return version;
}

export type ReachAtOpen =
  | { kind: 'reachable' }
  /** Only with people whom the plan asks later, or where nobody is found. */
  | { kind: 'widened' }
  | { kind: 'hopeless'; missing: readonly Missing[] };

/** Whether those whom a new plan asks suffice, and if not, whether everybody whom it could ever ask by itself would. */
export function reachAtOpen(plan: Plan, members: readonly Member[], authors: readonly string[]): ReachAtOpen {
  const round = openRound(plan, 0, authors);
  if (reachability(plan, round, members).kind === 'reachable') return { kind: 'reachable' };
  const widened = plan.stages.reduce((current, stage, index) => asking(current, 'add', everAsked(plan, stage), index), round);
  const reach = reachability(plan, widened, members);
  return reach.kind === 'reachable' ? { kind: 'widened' } : { kind: 'hopeless', missing: reach.missing };
}

function everAsked(plan: Plan, stage: Plan['stages'][number]): ReviewerRef[] {
  return [...new Set([...plan.fallback, ...stage.ladder.flatMap((step) => step.to)])];
}

/** One sentence for whoever asked. */
export function missingText(missing: readonly Missing[]): string {
  return missing.map(({ stage, entries, need }) => `stage ${stage} still needs ${need} of ${entries.join(', ')}`).join('; ');
}
