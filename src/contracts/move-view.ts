import type { Resolution, Status } from './status.js';

/** What the workflow does next; follows from the ledger's state alone, so that a lost wake-up or a reset run finds its place again. */
export type NextStep =
  | { do: 'propose' }
  | { do: 'revise' }
  | { do: 'execute' }
  /** The action's undo is opened as a request of its own. */
  | { do: 'compensate' }
  /** `untilMs` null: only a signal goes on (an unknown outcome waits for a human). */
  /** `because`: what the Temporal UI says instead of the timer's own text. */
  | { do: 'wait'; untilMs: number | null; timer: TimerKind | null; because?: string }
  | { do: 'close' };

/** What a wait ends with, where nobody does anything before. */
export const TIMER_KINDS = [
  'reminder',
  'escalation',
  'replacement',
  'page',
  'deadline',
  'claim_over',
  'pause_over',
  'run_from',
  'usable_until',
  'lease',
] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

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
  /** Nobody has looked yet at what the present revision rests on; missing where there is nothing to look at. */
  observe?: true;
  /** Receipts written by this move, for people who read the history: "approve by ada on revision 1: counted". */
  receipts: readonly string[];
  /** The card in the Temporal UI (markdown). */
  details: string;
  attributes: { type: string | null; risk: string | null; policy: string | null };
  resolution: Resolution | null;
}
