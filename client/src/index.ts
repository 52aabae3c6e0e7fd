export { Countersign } from './countersign.js';
export type { CallOptions, CountersignOptions } from './transport.js';
export {
  AlreadyExecuted,
  Cancelled,
  CountersignError,
  Denied,
  DigestMismatch,
  ExecutionFailed,
  Expired,
  KeyConflict,
  NotApproved,
  OutcomeUnknown,
} from './errors.js';
export type { ApprovalOptions, ApprovedCall } from './approval-options.js';
export type { Approved, Condition, Gated } from './require-approval.js';
export type { HumanQuestion, HumanTool, HumanToolOptions } from './human-as-tool.js';
export type { CreatedRequest, CreateOptions, ListOptions, Outcome, Permit, StatusFilter } from './requests.js';
export type { DecisionOptions, Finding, OverrideBody, Shown } from './verbs.js';
export type { CallerEscalation, CallerNeed } from './reviewers.js';
export { lateObjections } from './objections.js';
export type { WaitOptions } from './wait.js';
export type * from './administration-types.js';
export type { AbsenceOptions, Absences, ActionTypes, Agents, Groups, Keys, People, Policies, Trial } from './administration.js';
export type { Page } from './pages.js';
export type { PauseAnswer, PauseListOptions, Pauses } from './pauses.js';
export type { Requests } from './requests.js';
export { verifyWebhook, WebhookNotTrusted, type VerifiedWebhook, type WebhookHeaders } from './verify-webhook.js';
export { actionDigest } from './digest.js';
export { isResolved, isTerminal, type Resolution, type Status } from '../../src/contracts/status.js';
export { NOT_COUNTED_TEXT, type DecideBody, type NotCountedReason, type Receipt, type Verb } from '../../src/contracts/decision.js';
export type { SubmitAction, SubmitAgent } from '../../src/contracts/submit.js';
export type {
  AuditEntry,
  AwaitingView,
  DecisionView,
  ExecutionView,
  RequestSummary,
  RequestView,
  RevisionView,
} from '../../src/contracts/view.js';
export type { Feedback } from '../../src/contracts/agent.js';
export type { Counts, Scope, Sort } from '../../src/contracts/inbox.js';
export type { Json, JsonObject } from '../../src/contracts/json.js';
export type { PolicyTrialResult } from '../../src/contracts/policy-trial.js';
export type { NewPause, Pause, PauseActor, Paused, PauseScope } from '../../src/contracts/pause.js';
export type { Attributes, Hours } from '../../src/contracts/people.js';
export type { Policy } from '../../src/contracts/policy.js';
export type { Identity, Permission, Role } from '../../src/contracts/principal.js';
export type { Risk } from '../../src/contracts/risk.js';
