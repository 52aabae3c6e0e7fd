import type { JsonObject } from '../contracts/json.js';
import type { MoveView } from '../contracts/move-view.js';
import type { OpenFromWorkflow } from '../contracts/approval.js';

/** What a step may tell the ledger besides "time has passed". */
export type StepEvent =
  { kind: 'tick' } | { kind: 'none' } | { kind: 'cancelRequested'; reason: string } | { kind: 'proposalFailed'; reason: string };

/** Local activities: one SQL transaction each; where they fail, nothing happened. */
export interface LedgerActivities {
  /**
   * Counts every decision committed so far, then lets the event happen; `nowMs` is the workflow's clock, `seen` the latest move that the run was
   * told of (runs of older workers do not say).
   */
  advanceRequest(step: { requestId: string; event: StepEvent; nowMs: number; seen?: number }): Promise<MoveView>;
  /** Consumes the permit for a parent workflow that executes itself; null when it is not to run, `paused` when not yet. */
  takePermit(step: {
    requestId: string;
    digest: string;
    nowMs: number;
  }): Promise<{ permitId: string; args: JsonObject } | { paused: true } | null>;
  /** A request that a workflow opens came past no door: its row is written here, under the same checks. */
  openFromWorkflow(step: { requestId: string; open: OpenFromWorkflow; nowMs: number; seen?: number }): Promise<MoveView>;
}

/** Normal activities: they leave the process. Each ends with a committed move and answers where the request stands. */
export interface WorldActivities {
  proposeAction(requestId: string): Promise<MoveView>;
  reviseAction(requestId: string): Promise<MoveView>;
  executeAction(requestId: string): Promise<MoveView>;
  /** Takes the fingerprint of what the present revision rests on, where its definition has one. */
  observeAction(requestId: string): Promise<void>;
  /** Opens the undo of an effect whose outcome is unknown as a request of its own. */
  compensateEffect(requestId: string): Promise<MoveView>;
  /** Lets the agent answer what a reviewer asked; the answer is committed before it returns. */
  answerQuestion(question: { requestId: string; decisionId: string }): Promise<void>;
}

/** For parent workflows that execute themselves, callable from their own task queue. */
export interface ParentActivities {
  reportOutcome(report: {
    permitId: string;
    outcome: 'executed' | 'failed' | 'unknown';
    detail: JsonObject;
  }): Promise<{ status: string; late: boolean }>;
}
