import type { Status } from '../../../src/contracts/status.js';
import type { DomainEvent, RequestState } from '../../../src/domain/state.js';
import { must } from './must.js';

/** Statuses in which a request is over; only `unknown` is ever left. */
export const OVER: ReadonlySet<Status> = new Set(['executed', 'failed', 'unknown', 'rejected', 'expired', 'cancelled', 'answered']);

/** Where each event may lead, as the design draws it. A decision that does not count leads nowhere. */
const WAYS: Readonly<Record<DomainEvent['kind'], Partial<Record<Status, readonly Status[]>>>> = {
  decision: {
    proposing: ['rejected'],
    pending: ['pending', 'approved', 'rejected', 'revising', 'answered'],
    revising: ['revising', 'approved', 'rejected'],
    approved: ['approved', 'pending', 'rejected'],
    unknown: ['executed', 'revising', 'unknown'],
  },
  proposed: { proposing: ['pending', 'approved', 'rejected'], revising: ['pending', 'approved', 'rejected'] },
  proposalFailed: { proposing: ['rejected'], revising: ['rejected'] },
  tick: { pending: ['pending', 'approved', 'expired'], approved: ['approved', 'expired'], executing: ['unknown'] },
  withdrawn: { proposing: ['cancelled'], pending: ['cancelled'], revising: ['cancelled'], approved: ['cancelled'] },
  unreachable: { pending: ['pending', 'approved'] },
  reachable: { pending: ['pending'] },
  claimed: { approved: ['executing'], executing: ['executing'] },
  eligibilityLost: { approved: ['approved', 'pending'] },
  replanned: { approved: ['approved', 'pending', 'rejected'] },
  preconditionChanged: { approved: ['revising', 'pending', 'rejected'] },
  finished: { executing: ['executed', 'failed', 'unknown'] },
  questionAnswered: {
    proposing: ['proposing'],
    pending: ['pending'],
    revising: ['revising'],
    approved: ['approved'],
    executing: ['executing'],
  },
  settled: { unknown: ['executed', 'failed'] },
  compensated: { unknown: ['executed'] },
  compensationFailed: { unknown: ['unknown'] },
};

/** One way through a life: what is over stays over, and each event leads only where it may. */
export function mayMove(before: RequestState, event: DomainEvent, state: RequestState): void {
  const still = state.status === before.status;
  const ways = WAYS[event.kind][before.status] ?? [];
  must((event.kind === 'decision' && still) || ways.includes(state.status), `${event.kind} moved ${before.status} to ${state.status}`);
  if (OVER.has(before.status) && 'resolution' in before && 'resolution' in state) {
    must(before.resolution === state.resolution, 'a resolution is final');
  }
}
