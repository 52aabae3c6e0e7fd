import type { Verb } from '../contracts/decision.js';
import type { Plan, ReviewerRef } from '../contracts/plan.js';
import type { Resolution, Status } from '../contracts/status.js';

/** What was true of a person when their decision was committed. Recorded with it, so that counting it again gives the same answer. */
export interface Facts {
  active: boolean;
  groups: readonly string[];
  /** The requester, or the owner of the agent that asks. */
  self: boolean;
  /** Holds the override permission. */
  override: boolean;
  /** For an edit: why the changed args do not fit the action's schema. */
  argsProblem: string | null;
}

/** One counted vote of this revision. */
export interface Vote {
  personId: string;
  /** Groups of the voter when voting. */
  groups: readonly string[];
  verb: 'approve' | 'deny';
  stage: number;
  decisionId: string;
}

/** The asking of people about one revision. */
export interface Round {
  startedAtMs: number;
  stage: number;
  /** Entries that escalation added to a stage; they widen who may fill it and never change how many must. */
  extra: readonly { stage: number; ref: ReviewerRef }[];
  stepsTaken: number;
  reminded: boolean;
  /** How often the deadline moved because its fallback was to escalate. */
  extensions: number;
  /** Somebody sent it back when no revision was left: from then on only people approve it, silence does not. */
  sentBack: boolean;
  deadlineAtMs: number;
  votes: readonly Vote[];
}

/** A changed-args decision that waits to be planned as the next revision. */
export interface PendingEdit {
  seq: number;
  decisionId: string;
  personId: string;
  facts: Facts;
}

interface Base {
  revision: number;
  digest: string | null;
  execute: 'worker' | 'caller' | 'none';
  canRevise: boolean;
  /** Highest inbox sequence number that has its receipt. */
  lastSeq: number;
}

/** The reducer's state: what the status needs is there, and nothing else. */
export type RequestState =
  | (Base & { status: 'proposing' })
  | (Base & { status: 'pending'; digest: string; plan: Plan; round: Round })
  | (Base & { status: 'revising'; digest: string; plan: Plan; edit: PendingEdit | null })
  | (Base & { status: 'approved'; digest: string; plan: Plan; round: Round; resolution: Resolution; usableUntilMs: number })
  | (Base & { status: 'executing'; digest: string; plan: Plan; resolution: Resolution; leaseUntilMs: number; fence: number })
  | (Base & { status: 'executed' | 'failed' | 'unknown'; digest: string; resolution: Resolution })
  | (Base & { status: 'rejected' | 'expired' | 'cancelled' | 'answered'; resolution: Resolution });

export interface DecisionEvent {
  kind: 'decision';
  seq: number;
  decisionId: string;
  personId: string;
  verb: Verb;
  revision: number;
  digest: string;
  comment: string | null;
  /** The answer to a question; for an override the resolution, `approved` or `rejected`. */
  answer: string | null;
  facts: Facts;
  atMs: number;
}

export type Author = { kind: 'agent' | 'caller'; id: string } | { kind: 'person'; id: string };

export type DomainEvent =
  | DecisionEvent
  /** A revision exists, was planned and found to be satisfiable. */
  | { kind: 'proposed'; revision: number; digest: string; plan: Plan; author: Author; atMs: number }
  /** No next revision: the agent gave up or failed, or nobody could approve what it proposed. */
  | { kind: 'proposalFailed'; by: 'agent' | 'policy'; reason: string; atMs: number }
  /** Time has passed: fires whatever is due. */
  | { kind: 'tick'; atMs: number }
  | { kind: 'withdrawn'; by: 'requester' | 'operator'; who: string; reason: string; atMs: number }
  | { kind: 'claimed'; revision: number; fence: number; leaseUntilMs: number; atMs: number }
  /** Approvers that no longer may approve, found just before the effect. */
  | { kind: 'eligibilityLost'; personIds: readonly string[]; atMs: number }
  | { kind: 'finished'; revision: number; outcome: 'executed' | 'failed' | 'unknown'; reason: string; atMs: number }
  /** The agent answered what a reviewer asked about this revision. */
  | { kind: 'questionAnswered'; decisionId: string; revision: number; answer: string; atMs: number }
  | { kind: 'settled'; outcome: 'executed' | 'failed'; by: string; reason: string; atMs: number };

export type StatusOf<S extends Status> = Extract<RequestState, { status: S }>;
