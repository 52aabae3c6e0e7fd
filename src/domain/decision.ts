import { assertNever } from '../contracts/assert-never.js';
import { isTerminal } from '../contracts/status.js';
import type { Outcome } from './outcome.js';
import { abstain, approve, deny } from './votes.js';
import { answer, ask, edit, escalateByHand, reject } from './verbs.js';
import { claim, delegate, reassign, release } from './hand-over.js';
import { extend, snooze } from './time-verbs.js';
import { objectBeforeEffect, objectTooLate } from './objection.js';
import { override } from './override.js';
import { problemWith } from './problem.js';
import { refuse } from './receipts.js';
import { retract, retractApproval } from './retract.js';
import { settleByHand } from './settle.js';
import type { DecisionEvent, RequestState, StatusOf } from './state.js';

/** One person's verb on one revision: counted, or not counted and why. Both leave a receipt and an audit entry. */
export function decideDecision(state: RequestState, event: DecisionEvent): Outcome {
  if (event.seq <= state.lastSeq) return { kind: 'ignored', reason: 'it has its receipt' };
  const seen: RequestState = { ...state, lastSeq: event.seq };
  if (event.verb === 'override') return override(seen, event);
  if (event.verb === 'settle') return settleByHand(seen, event);
  switch (seen.status) {
    case 'pending': {
      const problem = problemWith(seen, event);
      return problem ? refuse(seen, event, problem) : count(seen, event);
    }
    case 'approved':
      if (event.verb === 'deny') return objectBeforeEffect(seen, event);
      return event.verb === 'retract' ? retractApproval(seen, event) : refuse(seen, event, 'already_closed');
    case 'executing':
    case 'executed':
    case 'failed':
    case 'unknown':
      return event.verb === 'deny' ? objectTooLate(seen, event) : refuse(seen, event, 'already_closed');
    default:
      if (isTerminal(seen.status)) return refuse(seen, event, 'already_closed');
      return refuse(seen, event, event.revision < seen.revision ? 'stale_revision' : 'not_open');
  }
}

function count(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  switch (event.verb) {
    case 'approve':
      return approve(state, event);
    case 'deny':
      return deny(state, event);
    case 'abstain':
      return abstain(state, event);
    case 'reject':
      return reject(state, event);
    case 'edit':
      return edit(state, event);
    case 'answer':
      return answer(state, event);
    case 'ask':
      return ask(state, event);
    case 'escalate':
      return escalateByHand(state, event);
    case 'retract':
      return retract(state, event);
    case 'delegate':
      return delegate(state, event);
    case 'reassign':
      return reassign(state, event);
    case 'claim':
      return claim(state, event);
    case 'release':
      return release(state, event);
    case 'snooze':
      return snooze(state, event);
    case 'extend':
      return extend(state, event);
    case 'override':
      return override(state, event);
    case 'settle':
      return settleByHand(state, event);
    default:
      return assertNever(event.verb);
  }
}
