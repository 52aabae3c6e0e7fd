import type { NotCountedReason } from '../contracts/decision.js';
import type { Json } from '../contracts/json.js';
import type { NoticeKind } from '../contracts/notice.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { RequestState } from './state.js';

/** What the shell does with a move, in the same transaction as the new state. */
export type Effect =
  /** `as`: whose place the vote fills, where that is somebody else's. */
  | { kind: 'receipt'; seq: number; counted: true; reason: null; as: string | null }
  | { kind: 'receipt'; seq: number; counted: false; reason: NotCountedReason; as: null }
  | { kind: 'audit'; entry: string; body: Json }
  | { kind: 'notice'; notice: NoticeKind; refs: readonly ReviewerRef[] }
  /** Opens a question to these people afterwards: was the override right? */
  | { kind: 'lookBack'; asked: readonly ReviewerRef[]; by: readonly string[]; reason: string };

export type Outcome = { kind: 'moved'; state: RequestState; effects: readonly Effect[] } | { kind: 'ignored'; reason: string };

export function moved(state: RequestState, ...effects: readonly Effect[]): Outcome {
  return { kind: 'moved', state, effects };
}

export function ignored(reason: string): Outcome {
  return { kind: 'ignored', reason };
}

export const rewrite: Effect = { kind: 'notice', notice: 'rewrite', refs: [] };

export function audit(entry: string, body: Json): Effect {
  return { kind: 'audit', entry, body };
}
