/**
 * What a push message carries, encrypted for one browser (RFC 8291): what its notification shows, and what its buttons need. The service
 * worker reads it, and an older one must still understand it: only add.
 */
export interface PushPayload {
  v: 1;
  /** `ask`: something waits. `settled`: what had waited does so no more, and replaces it quietly. `told`: said once. */
  kind: 'ask' | 'settled' | 'told';
  /** One notification for each tag: a later message replaces an earlier one. */
  tag: string;
  /** Counts up with the request's moves; an older message never replaces a newer one. */
  move: number;
  title: string;
  body: string;
  /** Where a tap leads, on this very host. */
  path: string;
  /** Names this ring of the bell, so that a repeated message rings once; null: it replaces without a sound. */
  ring: string | null;
  deadlineAt: string | null;
  /** What the buttons Approve and Deny say; null: it is too much, or too important, to decide from here. */
  decide: PushDecision | null;
}

export interface PushDecision {
  /** Whose notification it is: somebody else who is signed in there decides nothing with it. */
  personId: string;
  requestId: string;
  revision: number;
  digest: string;
  /** Fixed here, so that a double tap, and the same tap on two devices, is one decision. */
  decisionIds: { approve: string; deny: string };
}
