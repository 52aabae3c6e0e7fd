import type { Json } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { asking, escalate } from './ladder.js';
import { audit, ignored, moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { advanceStages } from './stages.js';
import type { DomainEvent, RequestState, Round, StatusOf } from './state.js';

type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/**
 * Those left cannot satisfy the plan, however they vote. Further people are asked at once: first those whom the policy names for an empty roster, then
 * the next step of the ladder. How many must approve never changes; where nobody further can be asked everybody is told what is missing.
 */
export function unreachable(state: RequestState, event: Of<'unreachable'>): Outcome {
  if (state.status !== 'pending') return ignored(`nobody is awaited while ${state.status}`);
  const found = audit('request.unreachable', { missing: event.missing.map((each): Json => ({ ...each, entries: [...each.entries] })) });
  const marked = { ...state, round: { ...state.round, missing: event.missing } };
  if (!state.round.fellBack && state.plan.fallback.length > 0) return fallBack(marked, event, found);
  const outcome = escalate(marked, 'those asked cannot satisfy the policy', event.atMs);
  if (outcome.kind === 'moved') return moved(outcome.state, found, ...outcome.effects);
  const known = JSON.stringify(state.round.missing) === JSON.stringify(event.missing);
  return known ? ignored('it is known, and there is nobody further to ask') : moved(marked, found, rewrite);
}

export function reachable(state: RequestState, _event: Of<'reachable'>): Outcome {
  if (state.status !== 'pending' || state.round.missing === null) return ignored('nobody is missing');
  return moved({ ...state, round: { ...state.round, missing: null } }, audit('request.reachable', {}), rewrite);
}

function fallBack(state: StatusOf<'pending'>, { missing, atMs }: Of<'unreachable'>, found: Effect): Outcome {
  const { plan } = state;
  const stages = plan.stages.flatMap((stage, index) => (missing.some((each) => each.stage === stage.name) ? [index] : []));
  const round = stages.reduce((current: Round, stage) => asking(current, 'add', plan.fallback, stage), { ...state.round, fellBack: true });
  const asked = audit('request.escalated', { do: 'fallback', to: [...plan.fallback], why: 'those listed cannot satisfy the policy' });
  const now: readonly ReviewerRef[] = stages.includes(round.stage) ? plan.fallback : [];
  return advanceStages({ ...state, round }, atMs, [found, asked, now.length > 0 ? { kind: 'notice', notice: 'ask', refs: now } : rewrite]);
}
