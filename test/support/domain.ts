import type { Verb } from '../../src/contracts/decision.js';
import type { Plan, ReviewerRef, Stage } from '../../src/contracts/plan.js';
import type { Resolution, Status } from '../../src/contracts/status.js';
import { decide } from '../../src/domain/decide.js';
import type { Effect, Outcome } from '../../src/domain/outcome.js';
import type { DecisionEvent, DomainEvent, Facts, RequestState, Round, StatusOf } from '../../src/domain/state.js';

export const NOW = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function stage(entries: readonly ReviewerRef[], count = 1, more: Partial<Stage> = {}): Stage {
  return { name: 'review', entries: [...entries], need: { rule: 'atLeast', count }, count, deny: 1, ...more };
}

/** One reviewer of `group:r` within four hours; reminder after 10 min, `group:leads` after 30 min. */
export function plan(more: Partial<Plan> = {}): Plan {
  return {
    rulesVersion: 1,
    route: 'review',
    reasons: [{ code: 'policy_matched', text: 'because' }],
    policy: { name: 'p', version: 1, digest: 'sha256:0' },
    risk: 'low',
    stages: [stage(['group:r'])],
    remindAfterMs: 10 * MINUTE,
    escalation: [{ afterMs: 30 * MINUTE, to: ['group:leads'] }],
    deadlineMs: 4 * HOUR,
    onTimeout: 'reject',
    lastResort: [],
    maxRevisions: 3,
    onMaxRevisions: 'reject',
    requireComment: [],
    editorVotes: true,
    usableForMs: HOUR,
    ...more,
  };
}

export const digestOf = (revision: number): string => `sha256:${String(revision).padStart(64, '0')}`;

const base = { revision: 1, digest: digestOf(1), execute: 'worker' as const, canRevise: true, lastSeq: 0 };

export function round(frozen: Plan, more: Partial<Round> = {}): Round {
  return {
    startedAtMs: NOW,
    stage: 0,
    extra: [],
    stepsTaken: 0,
    reminded: false,
    extensions: 0,
    sentBack: false,
    deadlineAtMs: NOW + frozen.deadlineMs,
    votes: [],
    ...more,
  };
}

export function pending(frozen: Plan = plan(), more: Partial<StatusOf<'pending'>> = {}): StatusOf<'pending'> {
  return { ...base, status: 'pending', plan: frozen, round: round(frozen), ...more };
}

export function resolution(more: Partial<Resolution> = {}): Resolution {
  return {
    outcome: 'approved',
    by: 'people',
    people: ['ada'],
    reason: 'approved by ada',
    revision: 1,
    digest: digestOf(1),
    at: new Date(NOW).toISOString(),
    answer: null,
    ...more,
  };
}

/** A request in this status, first revision (none while proposing), as reviewers `group:r` see it. */
export function inStatus(status: Status): RequestState {
  const frozen = plan();
  const votes = [{ personId: 'ada', groups: ['r'], verb: 'approve' as const, stage: 0, decisionId: 'd1' }];
  switch (status) {
    case 'proposing':
      return { ...base, status, revision: 0, digest: null };
    case 'pending':
      return pending(frozen);
    case 'revising':
      return { ...base, status, plan: frozen, edit: null };
    case 'approved':
      return { ...base, status, plan: frozen, round: round(frozen, { votes }), resolution: resolution(), usableUntilMs: NOW + HOUR };
    case 'executing':
      return { ...base, status, plan: frozen, resolution: resolution(), leaseUntilMs: NOW + MINUTE, fence: 1 };
    case 'executed':
    case 'failed':
    case 'unknown':
      return { ...base, status, resolution: resolution() };
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'answered':
      return { ...base, status, resolution: resolution({ outcome: status, people: [], answer: status === 'answered' ? '42' : null }) };
  }
}

export function facts(more: Partial<Facts> = {}): Facts {
  return { active: true, groups: ['r'], self: false, override: false, argsProblem: null, ...more };
}

let decisions = 0;

/** What a reviewer of `group:r` says about the first revision. */
export function says(verb: Verb, more: Partial<DecisionEvent> = {}): DecisionEvent {
  decisions += 1;
  return {
    kind: 'decision',
    seq: 1,
    decisionId: `dec_${decisions}`,
    personId: 'ada',
    verb,
    revision: 1,
    digest: digestOf(1),
    comment: 'because',
    answer: verb === 'override' ? 'approved' : verb === 'answer' ? '42' : null,
    facts: facts(),
    atMs: NOW,
    ...more,
  };
}

export function proposed(revision: number, frozen: Plan = plan(), atMs = NOW): Extract<DomainEvent, { kind: 'proposed' }> {
  return { kind: 'proposed', revision, digest: digestOf(revision), plan: frozen, author: { kind: 'agent', id: 'bot' }, atMs };
}

export const tick = (atMs: number): DomainEvent => ({ kind: 'tick', atMs });

/** Runs events in order, giving decisions their sequence numbers; events that are ignored leave the state as it is. */
export function after(state: RequestState, ...events: readonly DomainEvent[]): RequestState {
  return events.reduce((now, event) => {
    const outcome = decide(now, event.kind === 'decision' ? { ...event, seq: now.lastSeq + 1 } : event);
    return outcome.kind === 'moved' ? outcome.state : now;
  }, state);
}

export function moved(outcome: Outcome): { state: RequestState; effects: readonly Effect[] } {
  if (outcome.kind !== 'moved') throw new Error(`ignored: ${outcome.reason}`);
  return outcome;
}

/** `counted`, or why not. */
export function receiptOf(outcome: Outcome): string {
  const receipts = moved(outcome).effects.flatMap((effect) => (effect.kind === 'receipt' ? [effect] : []));
  if (receipts.length !== 1 || !receipts[0]) throw new Error(`${receipts.length} receipts`);
  return receipts[0].reason ?? 'counted';
}

export function auditOf(outcome: Outcome): string[] {
  return outcome.kind === 'moved' ? outcome.effects.flatMap((effect) => (effect.kind === 'audit' ? [effect.entry] : [])) : [];
}
