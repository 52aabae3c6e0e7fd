import type { Plan } from '../contracts/plan.js';
import { decide } from '../domain/decide.js';
import { reachability } from '../domain/reachability.js';
import type { DomainEvent, Member, Missing, RequestState } from '../domain/state.js';

/** Where a request would stand right after it was opened under this plan. */
export interface Opening {
  state: RequestState;
  /** What those listed lacked, before anybody further was asked. */
  missing: readonly Missing[] | null;
  /** What is lacking after everybody was asked who could be. */
  stillMissing: readonly Missing[] | null;
}

/** Stands for the digest that a request would have; nothing here depends on it. */
const NO_DIGEST = `sha256:${'0'.repeat(64)}`;

/** Opens a request in thought: the very reducer that moves real ones, and nothing is written. */
export function openInThought(plan: Plan, execute: 'caller' | 'none', members: readonly Member[], atMs: number): Opening {
  let state: RequestState = { status: 'proposing', revision: 0, digest: null, execute, canRevise: false, lastSeq: 0 };
  const apply = (event: DomainEvent): boolean => {
    const outcome = decide(state, event);
    if (outcome.kind === 'moved') state = outcome.state;
    return outcome.kind === 'moved';
  };
  const author = { kind: 'caller' as const, id: 'trial' };
  apply({ kind: 'proposed', revision: 1, digest: NO_DIGEST, plan, author, keepVotes: false, people: [], atMs });
  const missing = missingIn(state, members);
  // Each pass asks further people, so that it ends with the ladder.
  for (let still = missing; still !== null && apply({ kind: 'unreachable', missing: still, atMs }); still = missingIn(state, members));
  return { state, missing, stillMissing: missingIn(state, members) };
}

function missingIn(state: RequestState, members: readonly Member[]): readonly Missing[] | null {
  if (state.status !== 'pending') return null;
  const reach = reachability(state.plan, state.round, members);
  return reach.kind === 'reachable' ? null : reach.missing;
}
