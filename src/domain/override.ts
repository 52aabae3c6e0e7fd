import type { NotCountedReason } from '../contracts/decision.js';
import { barredAuthors } from './author.js';
import { base } from './base.js';
import { audit, moved, rewrite, type Outcome } from './outcome.js';
import { everybodyAsked } from './stages.js';
import { counted, refuse } from './receipts.js';
import { resolve } from './resolve.js';
import type { DecisionEvent, RequestState, StatusOf } from './state.js';

type Open = StatusOf<'pending' | 'revising' | 'approved'>;

/** Break-glass: own permission, a reason, possible in every state before the effect is claimed. Everybody asked hears of it, and looks at it afterwards. */
export function override(state: RequestState, event: DecisionEvent): Outcome {
  if (state.status !== 'proposing' && state.status !== 'pending' && state.status !== 'revising' && state.status !== 'approved') {
    return refuse(state, event, 'already_closed');
  }
  const problem = problemWith(state, event);
  if (problem) return refuse(state, event, problem);
  if (state.status === 'proposing') return rejectUnproposed(state, event);
  const approves = event.answer === 'approved';
  const { plan, round } = state;
  const first = round.overrides.find((each) => each.approves === approves && each.personId !== event.personId);
  if (approves && plan.overridePeople === 2 && !first) return awaitSecond(state, event);
  const people = first && approves ? [first.personId, event.personId] : [event.personId];
  const reason = event.comment ?? '';
  const refs = everybodyAsked(state);
  const pending: StatusOf<'pending'> = { ...base(state), status: 'pending', digest: state.digest, plan, round: { ...round, votes: [] } };
  const outcome = resolve(
    pending,
    { outcome: approves ? 'approved' : 'rejected', by: 'override', people, reason },
    event.atMs,
    counted(event),
  );
  if (outcome.kind === 'ignored') return outcome;
  const lookBack = approves && refs.length > 0 ? [{ kind: 'lookBack' as const, asked: refs, by: people, reason }] : [];
  return moved(outcome.state, ...outcome.effects, { kind: 'notice', notice: 'announce', refs }, ...lookBack);
}

function problemWith(state: StatusOf<'proposing'> | Open, event: DecisionEvent): NotCountedReason | null {
  const { facts, personId } = event;
  if (facts.self) return 'self_approval';
  if (!facts.active || !facts.override) return 'override_not_permitted';
  if (!event.comment?.trim()) return 'comment_required';
  const approves = event.answer === 'approved';
  if (!approves && event.answer !== 'rejected') return 'unknown_answer';
  if (state.status === 'proposing') return approves ? 'not_open' : null;
  if (event.revision !== state.revision) return 'stale_revision';
  if (event.digest !== state.digest) return 'stale_digest';
  if (approves && state.execute === 'none') return 'is_a_question';
  // It may have run already: what is approved next is a revision of its own.
  if (approves && state.status === 'revising' && state.revising.why === 'again') return 'not_open';
  if (approves && state.status === 'approved') return 'duplicate';
  // Who changed it cannot be the one who lets the change pass, not even in an emergency.
  if (approves && barredAuthors(state.plan, state.round).includes(personId)) return 'own_edit';
  return state.round.overrides.some((each) => each.personId === personId && each.approves === approves) ? 'duplicate' : null;
}

/** Nothing was proposed yet, so there is no plan that could ask for a second person; stopping is always safe. */
function rejectUnproposed(state: StatusOf<'proposing'>, event: DecisionEvent): Outcome {
  const resolution = {
    outcome: 'rejected' as const,
    by: 'override' as const,
    people: [event.personId],
    reason: event.comment ?? '',
    revision: state.revision,
    digest: state.digest,
    at: new Date(event.atMs).toISOString(),
    answer: null,
  };
  return moved(
    { ...base(state), status: 'rejected', resolution },
    ...counted(event),
    audit('request.resolved', { ...resolution }),
    rewrite,
  );
}

function awaitSecond(state: Open, event: DecisionEvent): Outcome {
  const { personId, decisionId } = event;
  const overrides = [...state.round.overrides, { personId, decisionId, approves: true, reason: event.comment ?? '' }];
  return moved({ ...state, round: { ...state.round, overrides } }, ...counted(event), {
    kind: 'notice',
    notice: 'announce',
    refs: everybodyAsked(state),
  });
}
