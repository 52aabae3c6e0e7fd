import type { NotCountedReason } from '../contracts/decision.js';
import type { Json } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { RequestState } from './state.js';

/** What the shell does with a move, in the same transaction as the new state. */
export type Effect =
  | { kind: 'receipt'; seq: number; counted: true; reason: null }
  | { kind: 'receipt'; seq: number; counted: false; reason: NotCountedReason }
  | { kind: 'audit'; entry: string; body: Json }
  /** ask: new people are asked; remind: those awaited; rewrite: every card shows the new state. */
  | { kind: 'notice'; notice: 'ask' | 'remind' | 'rewrite'; refs: readonly ReviewerRef[] };

export type Outcome = { kind: 'moved'; state: RequestState; effects: readonly Effect[] } | { kind: 'ignored'; reason: string };

export function moved(state: RequestState, ...effects: readonly Effect[]): Outcome {
  return { kind: 'moved', state, effects };
}

export function ignored(reason: string): Outcome {
  return { kind: 'ignored', reason };
}
