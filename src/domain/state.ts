import type { NotCountedReason, Verb } from '../contracts/decision.js';
import type { Plan, ReviewerRef } from '../contracts/plan.js';
import type { Resolution, Status } from '../contracts/status.js';

/** A place that a person may fill: their own, or that of somebody absent or delegating whom they stand in for. */
export interface Standing {
  /** Whose place. */
  as: string;
  /** Groups of whoever's place it is, those of nested groups included. */
  groups: readonly string[];
  /** Names of the stages whose `counts` condition this person fits; stages without one need not be listed. */
  fits: readonly string[];
}

/** Somebody who could approve: active, and neither requester nor owner. Own standing first; absent people have none of their own. */
export interface Member {
  personId: string;
  standings: readonly Standing[];
}

/** What was true of a person when their decision was committed. Recorded with it, so that counting it again gives the same answer. */
export interface Facts {
  active: boolean;
  /** The requester, or the owner of the agent that asks. */
  self: boolean;
  /** Holds the override permission. */
  override: boolean;
  /** Holds the permission to reassign. */
  assign: boolean;
  /** Own first, then those of absent people whose delegate this person is. */
  standings: readonly Standing[];
  /** For an edit: why the changed args do not fit the action's schema. */
  argsProblem: string | null;
  /** For a hand-over: whom it names. Null where there is no such person or group. */
  target: Target | null;
}

export interface Target {
  ref: ReviewerRef;
  /** A person that is active, or a group with an active member; not the requester or owner. */
  able: boolean;
}

/** One counted vote of this revision. */
export interface Vote {
  personId: string;
  /** Whose place it fills; the same person, or whoever they stand in for. Both are one human. */
  as: string;
  /** Groups of `as` when voting. */
  groups: readonly string[];
  fits: readonly string[];
  verb: 'approve' | 'deny' | 'abstain';
  stage: number;
  decisionId: string;
  /** The revision it was cast on, where it was kept because nothing material changed. */
  keptFrom: number | null;
}

/** Who has taken it, from which place, until when. */
export interface Claim extends Standing {
  personId: string;
  untilMs: number;
}

/** What escalation and people changed about who is asked at a stage, in order. */
export type Asking =
  | { stage: number; kind: 'add'; refs: readonly ReviewerRef[] }
  | { stage: number; kind: 'replace'; refs: readonly ReviewerRef[] }
  | { stage: number; kind: 'swap'; from: ReviewerRef; to: ReviewerRef; by: string };

export interface Missing {
  stage: string;
  /** Entries that nobody is left to fill, and how many of them would have to be. */
  entries: readonly ReviewerRef[];
  need: number;
}

/** The asking of people about one revision. */
export interface Round {
  /** When the present stage was opened. */
  startedAtMs: number;
  /** The ladder's clock: `elapsedMs` had run when it was started the last time. */
  clockFromMs: number;
  elapsedMs: number;
  stage: number;
  asking: readonly Asking[];
  /** How often each step of the present stage's ladder has fired. */
  fired: readonly number[];
  /** How often the deadline moved because its fallback was to escalate. */
  extensions: number;
  /** How often an approval came to nothing and people had to be asked again. */
  reopened: number;
  /** Only people approve it, silence does not: somebody sent it back when no revision was left, a denial was replaced, or it may have run already. */
  sentBack: boolean;
  deadlineAtMs: number;
  votes: readonly Vote[];
  claims: readonly Claim[];
  /** Who handed over all that they could fill, for this revision; `standings` are their own, what they had received follows the chain. */
  delegations: readonly { from: string; to: string; standings: readonly Standing[] }[];
  snoozes: readonly { personId: string; untilMs: number }[];
  /** What reviewers added to the deadline so far. */
  extended: { times: number; ms: number };
  /** Questions without an answer; they stop the clock where the policy says so. */
  questions: readonly string[];
  pausedSinceMs: number | null;
  /** How long the clock has stood still before. */
  pausedMs: number;
  /** Whom the fallback for an empty roster has been asked already. */
  fellBack: boolean;
  /** Null while enough people are left. */
  missing: readonly Missing[] | null;
  /** Overrides that wait for a second person. */
  overrides: readonly { personId: string; decisionId: string; approves: boolean; reason: string }[];
  /** People whose edits are part of this revision: all since the agent's own last one, in order. */
  authors: readonly string[];
  /** How often people have changed the arguments of this request. */
  edits: number;
}

/** A changed-args decision that waits to be planned as the next revision. */
export interface PendingEdit {
  seq: number;
  decisionId: string;
  personId: string;
  facts: Facts;
}

/** How the present revision came to be left; what the next one needs to know of it. */
export type Revising =
  /** The agent revises, with everybody's feedback. */
  | { why: 'feedback' }
  | { why: 'edit'; edit: PendingEdit }
  /** What it rests on changed before the effect: the agent looks again. */
  | { why: 'precondition'; reason: string }
  /** It did not happen: the same action again, for people to approve again. */
  | { why: 'again'; by: string };

interface Base {
  revision: number;
  digest: string | null;
  execute: 'worker' | 'caller' | 'none';
  canRevise: boolean;
  /** Highest inbox sequence number that has its receipt. */
  lastSeq: number;
}

interface Approval {
  resolution: Resolution;
  /** The effect starts no earlier: end of the veto window, outside freezes. */
  runFromMs: number;
  /** The time to start has come. */
  due: boolean;
  usableUntilMs: number;
}

/** The reducer's state: what the status needs is there, and nothing else. */
export type RequestState =
  | (Base & { status: 'proposing' })
  | (Base & { status: 'pending'; digest: string; plan: Plan; round: Round })
  | (Base & { status: 'revising'; digest: string; plan: Plan; round: Round; sinceMs: number; revising: Revising })
  | (Base & { status: 'approved'; digest: string; plan: Plan; round: Round } & Approval)
  | (Base & {
      status: 'executing';
      digest: string;
      plan: Plan;
      round: Round;
      resolution: Resolution;
      leaseUntilMs: number;
      fence: number;
    })
  | (Base & { status: 'unknown'; digest: string; plan: Plan; round: Round; resolution: Resolution; compensating: { by: string } | null })
  | (Base & { status: 'executed' | 'failed'; digest: string; plan: Plan; round: Round; resolution: Resolution })
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
  /** The answer to a question; for an override the resolution, `approved` or `rejected`; for `settle` what became of the effect. */
  answer: string | null;
  /** For `reassign`: whose place. */
  from: string | null;
  /** For `claim`, `snooze`, `extend`; null: the policy's own. */
  forMs: number | null;
  facts: Facts;
  /** For an edit: why the next revision cannot be put before people; found by planning it when the decision is counted. */
  editRefused: NotCountedReason | null;
  atMs: number;
}

export type Author = { kind: 'agent' | 'caller'; id: string } | { kind: 'person'; id: string };

export type DomainEvent =
  | DecisionEvent
  /**
   * A revision exists and was planned. `people`: the standings, under the new plan, of those whose votes could be kept and of the editor.
   * `keepVotes`: nothing material changed since the revision before.
   */
  | {
      kind: 'proposed';
      revision: number;
      digest: string;
      plan: Plan;
      author: Author;
      keepVotes: boolean;
      people: readonly Member[];
      atMs: number;
    }
  /** No next revision: the agent gave up or failed, or nobody could approve what it proposed. */
  | { kind: 'proposalFailed'; by: 'agent' | 'policy'; reason: string; atMs: number }
  /** Time has passed: fires whatever is due. */
  | { kind: 'tick'; atMs: number }
  | { kind: 'withdrawn'; by: 'requester' | 'operator'; who: string; reason: string; atMs: number }
  /** Those left cannot satisfy the plan; `missing` is the smallest set that would. */
  | { kind: 'unreachable'; missing: readonly Missing[]; atMs: number }
  | { kind: 'reachable'; atMs: number }
  | { kind: 'claimed'; revision: number; fence: number; leaseUntilMs: number; atMs: number }
  /** Approvers that no longer may approve, found just before the effect. */
  | { kind: 'eligibilityLost'; personIds: readonly string[]; atMs: number }
  /** The policies in force now ask for more; votes are seated anew under their plan. */
  | { kind: 'replanned'; plan: Plan; people: readonly Member[]; atMs: number }
  /** What the action rests on is not what it was when people were asked. */
  | { kind: 'preconditionChanged'; revision: number; reason: string; atMs: number }
  | { kind: 'finished'; revision: number; outcome: 'executed' | 'failed' | 'unknown'; reason: string; atMs: number }
  /** A reviewer's question about this revision was answered. */
  | { kind: 'questionAnswered'; decisionId: string; revision: number; answer: string; by: string; atMs: number }
  | { kind: 'settled'; outcome: 'executed' | 'failed'; by: string; reason: string; atMs: number }
  /** The action's undo is on its way as a request of its own. */
  | { kind: 'compensated'; atMs: number }
  /** It cannot be undone, so it stays unknown until somebody says what happened. */
  | { kind: 'compensationFailed'; reason: string; atMs: number };

export type StatusOf<S extends Status> = Extract<RequestState, { status: S }>;
