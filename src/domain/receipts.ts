import type { NotCountedReason } from '../contracts/decision.js';
import { audit, moved, type Effect, type Outcome } from './outcome.js';
import type { DecisionEvent, RequestState } from './state.js';

/** The decision changes nothing: receipt and record say why. */
export function refuse(state: RequestState, event: DecisionEvent, reason: NotCountedReason, ...more: readonly Effect[]): Outcome {
  const { decisionId, verb, personId, revision } = event;
  return moved(
    state,
    { kind: 'receipt', seq: event.seq, counted: false, reason, as: null },
    audit('decision.refused', { decisionId, verb, by: personId, revision, reason }),
    ...more,
  );
}

/** Receipt and record of a decision that counts; `as` names whose place it fills, where that is somebody else's. */
export function counted(event: DecisionEvent, as: string | null = null): readonly Effect[] {
  const { decisionId, verb, personId, revision, digest, comment, facts, from, forMs } = event;
  const onBehalfOf = as === personId ? null : as;
  return [
    { kind: 'receipt', seq: event.seq, counted: true, reason: null, as: onBehalfOf },
    audit('decision.counted', {
      decisionId,
      verb,
      by: personId,
      revision,
      digest,
      comment,
      ...(onBehalfOf === null ? {} : { onBehalfOf }),
      ...(facts.target === null ? {} : { to: facts.target.ref }),
      ...(from === null ? {} : { from }),
      ...(forMs === null ? {} : { forMs }),
    }),
  ];
}
