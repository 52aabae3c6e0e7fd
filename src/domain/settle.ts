import { assertNever } from '../contracts/assert-never.js';
import type { NotCountedReason } from '../contracts/decision.js';
import { base } from './base.js';
import { fills } from './entries.js';
import { audit, ignored, moved, rewrite, type Outcome } from './outcome.js';
import { lastAsked } from './objection.js';
import { counted, refuse } from './receipts.js';
import { whoFindsOut } from './stages.js';
import type { DecisionEvent, DomainEvent, RequestState, StatusOf } from './state.js';

type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** A person says what became of an unknown effect, with evidence: it happened, it did not, or it is to be undone. */
export function settleByHand(state: RequestState, event: DecisionEvent): Outcome {
  if (state.status !== 'unknown' || state.compensating !== null) return refuse(state, event, 'not_unknown');
  const problem = problemWith(state, event);
  if (problem) return refuse(state, event, problem);
  const settlement = settlementOf(event.answer);
  if (settlement === null) return refuse(state, event, 'unknown_answer');
  const { digest, plan, round, resolution } = state;
  const settled = audit('effect.settled', { outcome: settlement, by: event.personId, reason: event.comment });
  switch (settlement) {
    case 'happened':
      return moved({ ...base(state), status: 'executed', digest, plan, round, resolution }, ...counted(event), settled, rewrite);
    case 'did_not_happen': {
      const revising = { why: 'again' as const, by: event.personId };
      return moved({ ...base(state), status: 'revising', digest, plan, round, sinceMs: event.atMs, revising }, ...counted(event), settled);
    }
    case 'compensate':
      return moved({ ...state, compensating: { by: event.personId } }, ...counted(event), settled, rewrite);
    default:
      return assertNever(settlement);
  }
}

type Settlement = 'happened' | 'did_not_happen' | 'compensate';

/** Doors let no other word through; one that came by another way is none of these, and nothing is guessed. */
function settlementOf(answer: string | null): Settlement | null {
  return answer === 'happened' || answer === 'did_not_happen' || answer === 'compensate' ? answer : null;
}

function problemWith(state: StatusOf<'unknown'>, event: DecisionEvent): NotCountedReason | null {
  const { facts } = event;
  if (event.revision !== state.revision) return 'stale_revision';
  if (event.digest !== state.digest) return 'stale_digest';
  if (facts.self) return 'self_approval';
  if (!facts.active || !(facts.override || findsOut(state, event))) return 'not_eligible';
  return event.comment?.trim() ? null : 'comment_required';
}

/** Whoever was asked; where the plan asked nobody, those whom it names for that. */
function findsOut(state: StatusOf<'unknown'>, event: DecisionEvent): boolean {
  const { stages, settlers } = state.plan;
  if (stages.length > 0) return lastAsked(state, event) !== null;
  return event.facts.standings.some((standing) => settlers.some((ref) => fills(ref, standing)));
}

/** By an administrator's key, past every card. Only an unknown outcome is ever settled later. */
export function settled(state: RequestState, event: Of<'settled'>): Outcome {
  if (state.status !== 'unknown') return ignored(`nothing to settle while ${state.status}`);
  const { digest, plan, round, resolution } = state;
  return moved(
    { ...base(state), status: event.outcome, digest, plan, round, resolution },
    audit('effect.settled', { outcome: event.outcome, by: event.by, reason: event.reason }),
    rewrite,
  );
}

/** The undo is on its way as a request of its own, so the effect is taken to have happened. */
export function compensated(state: RequestState): Outcome {
  if (state.status !== 'unknown' || state.compensating === null) return ignored(`nothing to undo while ${state.status}`);
  const { digest, plan, round, resolution, compensating } = state;
  return moved(
    { ...base(state), status: 'executed', digest, plan, round, resolution },
    audit('effect.compensating', { by: compensating.by }),
    rewrite,
  );
}

export function compensationFailed(state: RequestState, { reason }: Of<'compensationFailed'>): Outcome {
  if (state.status !== 'unknown' || state.compensating === null) return ignored(`nothing to undo while ${state.status}`);
  return moved({ ...state, compensating: null }, audit('effect.not_undone', { reason }), {
    kind: 'notice',
    notice: 'unknown',
    refs: whoFindsOut(state),
  });
}
