import type { Resolution, Status } from './status.js';

/** What the workflow does next; follows from the ledger's state alone, so that a lost wake-up or a reset run finds its place again. */
export type NextStep =
  | { do: 'propose' }
  | { do: 'revise' }
  | { do: 'execute' }
  /** `untilMs` null: only a signal goes on (an unknown outcome waits for a human). */
  | { do: 'wait'; untilMs: number | null; timer: TimerKind | null }
  | { do: 'close' };

export type TimerKind = 'reminder' | 'escalation' | 'deadline' | 'usable_until' | 'lease';

/** Where a request stands after a move: all that a workflow carries. Small, because each one is an event in the history. */
export interface MoveView {
  requestId: string;
  move: number;
  status: Status;
  revision: number;
  digest: string | null;
  next: NextStep;
  /** Decisions that ask the agent something and have no answer yet; missing where nobody looked. */
  asks?: readonly string[];
  /** Receipts written by this move, for people who read the history: "approve by ada on revision 1: counted". */
  receipts: readonly string[];
  /** The card in the Temporal UI (markdown). */
  details: string;
  attributes: { type: string | null; risk: string | null; policy: string | null };
  resolution: Resolution | null;
}
