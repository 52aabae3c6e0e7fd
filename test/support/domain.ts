import type { Verb } from '../../src/contracts/decision.js';
import type { Need, Plan, ReviewerRef, Rule, Stage, Step } from '../../src/contracts/plan.js';
import type { Resolution, Status } from '../../src/contracts/status.js';
import { decide } from '../../src/domain/decide.js';
import type { Effect, Outcome } from '../../src/domain/outcome.js';
import { openRound } from '../../src/domain/rounds.js';
import type { DecisionEvent, DomainEvent, Facts, Member, RequestState, Round, Standing, StatusOf, Vote } from '../../src/domain/state.js';

export const NOW = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function seats(entries: readonly ReviewerRef[], count = 1, need: Need = 'atLeast'): Rule {
  return { kind: 'entries', need, entries: [...entries], count };
}

/** A stage with no ladder of its own. */
export function stage(entries: readonly ReviewerRef[], count = 1, more: Partial<Stage> = {}): Stage {
  return { name: 'review', rule: seats(entries, count), deny: 1, vetoes: [], counts: null, ladder: [], ...more };
}

export function step(kind: Step['do'], afterMs: number, to: readonly ReviewerRef[] = [], repeat: Step['repeat'] = null): Step {
  return { afterMs, do: kind, to: [...to], repeat };
}

/** A reminder after ten minutes, `group:leads` after thirty. */
export const LADDER: readonly Step[] = [step('remind', 10 * MINUTE), step('add', 30 * MINUTE, ['group:leads'])];

/** One reviewer of `group:r` within four hours; reminder after 10 min, `group:leads` after 30 min. */
export function plan(more: Partial<Plan> = {}): Plan {
  return {
    rulesVersion: 3,
    route: 'review',
    reasons: [{ code: 'policy_matched', text: 'because' }],
    policy: { name: 'p', version: 1, digest: 'sha256:0' },
    risk: 'low',
    stages: [stage(['group:r'], 1, { ladder: [...LADDER] })],
    deadlineMs: 4 * HOUR,
    onTimeout: 'reject',
    lastResort: [],
    settlers: [],
    fallback: [],
    clock: { per: 'revision', pausedWhile: [], maxPauseMs: 24 * HOUR, pauseBudgetMs: 24 * HOUR, openHours: null },
    extend: { maxMs: 2 * HOUR, times: 2 },
    snoozeMaxMs: HOUR,
    claimForMs: 15 * MINUTE,
    maxRevisions: 3,
    maxEdits: 10,
    onMaxRevisions: 'reject',
    requireComment: [],
    editorVotes: true,
    usableForMs: HOUR,
    materialPaths: null,
    vetoWindowMs: 0,
    frozen: [],
    overridePeople: 1,
    policySet: 'sha256:set',
    ...more,
  };
}

export const digestOf = (revision: number): string => `sha256:${String(revision).padStart(64, '0')}`;

const base = { revision: 1, digest: digestOf(1), execute: 'worker' as const, canRevise: true, lastSeq: 0 };

/** A fresh asking, opened at `NOW`. */
export function round(frozen: Plan, more: Partial<Round> = {}): Round {
  return { ...openRound(frozen, NOW), ...more };
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

export function vote(more: Partial<Vote> = {}): Vote {
  const personId = more.personId ?? 'ada';
  return {
    personId,
    as: personId,
    groups: ['r'],
    fits: [],
    verb: 'approve',
    stage: 0,
    decisionId: `d-${personId}`,
    keptFrom: null,
    ...more,
  };
}

/** A request in this status, first revision (none while proposing), as reviewers `group:r` see it; approved by ada. */
export function inStatus<S extends Status>(status: S, frozen?: Plan): StatusOf<S>;
export function inStatus(status: Status, frozen: Plan = plan()): RequestState {
  const approved = { plan: frozen, round: round(frozen, { votes: [vote()] }), resolution: resolution() };
  switch (status) {
    case 'proposing':
      return { ...base, status, revision: 0, digest: null };
    case 'pending':
      return pending(frozen);
    case 'revising':
      return { ...base, status, plan: frozen, round: round(frozen), sinceMs: NOW, revising: { why: 'feedback' } };
    case 'approved':
      return { ...base, status, ...approved, runFromMs: NOW, due: true, usableUntilMs: NOW + HOUR };
    case 'executing':
      return { ...base, status, ...approved, leaseUntilMs: NOW + MINUTE, fence: 1 };
    case 'unknown':
      return { ...base, status, ...approved, compensating: null };
    case 'executed':
    case 'failed':
      return { ...base, status, ...approved };
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'answered':
      return { ...base, status, resolution: resolution({ outcome: status, people: [], answer: status === 'answered' ? '42' : null }) };
  }
}

export function standing(as: string, groups: readonly string[] = ['r'], fits: readonly string[] = []): Standing {
  return { as, groups, fits };
}

export function member(personId: string, groups: readonly string[] = ['r'], ...more: readonly Standing[]): Member {
  return { personId, standings: [standing(personId, groups), ...more] };
}

export interface Saying extends Partial<Omit<DecisionEvent, 'facts'>> {
  /** Groups of the person, and the names of the stages whose condition they fit. */
  groups?: readonly string[];
  fits?: readonly string[];
  /** Places of others that the person fills too. */
  alsoAs?: readonly Standing[];
  facts?: Partial<Facts>;
  /** Whom a hand-over names; able. */
  to?: ReviewerRef;
}

const ANSWERS: Partial<Record<Verb, string>> = { override: 'approved', answer: '42', settle: 'happened' };
let decisions = 0;

/** What a reviewer says about the first revision: `ada` of `group:r`, unless something else is said. */
export function says(verb: Verb, { groups = ['r'], fits = [], alsoAs = [], facts, to, ...more }: Saying = {}): DecisionEvent {
  decisions += 1;
  const personId = more.personId ?? 'ada';
  return {
    kind: 'decision',
    seq: 1,
    decisionId: `dec_${decisions}`,
    verb,
    revision: 1,
    digest: digestOf(1),
    comment: 'because',
    answer: ANSWERS[verb] ?? null,
    from: null,
    forMs: null,
    editRefused: null,
    atMs: NOW,
    ...more,
    personId,
    facts: {
      active: true,
      self: false,
      override: false,
      assign: false,
      standings: [standing(personId, groups, fits), ...alsoAs],
      argsProblem: null,
      target: to === undefined ? null : { ref: to, able: true },
      ...facts,
    },
  };
}

type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

export function proposed(revision: number, frozen: Plan = plan(), more: Partial<Of<'proposed'>> = {}): Of<'proposed'> {
  return {
    kind: 'proposed',
    revision,
    digest: digestOf(revision),
    plan: frozen,
    author: { kind: 'agent', id: 'bot' },
    keepVotes: false,
    people: [],
    atMs: NOW,
    ...more,
  };
}

export const tick = (atMs: number): DomainEvent => ({ kind: 'tick', atMs });

/** Runs events in order, giving decisions their sequence numbers; events that are ignored leave the state as it is. */
export function after(state: RequestState, ...events: readonly DomainEvent[]): RequestState {
  return events.reduce((now, event) => {
    const outcome = decide(now, numbered(now, event));
    return outcome.kind === 'moved' ? outcome.state : now;
  }, state);
}

/** The event as the next one of its request. */
export function numbered(state: RequestState, event: DomainEvent): DomainEvent {
  return event.kind === 'decision' ? { ...event, seq: state.lastSeq + 1 } : event;
}

/** What one more event brings about. */
export function happens(state: RequestState, event: DomainEvent): Outcome {
  return decide(state, numbered(state, event));
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

/** What people hear of it: `ask person:ada group:r`. */
export function noticesOf(outcome: Outcome): string[] {
  if (outcome.kind !== 'moved') return [];
  return outcome.effects.flatMap((effect) => (effect.kind === 'notice' ? [[effect.notice, ...effect.refs].join(' ')] : []));
}

/** The body of the one audit entry of that name. */
export function entryOf(outcome: Outcome, entry: string): unknown {
  const found = moved(outcome).effects.flatMap((effect) => (effect.kind === 'audit' && effect.entry === entry ? [effect.body] : []));
  if (found.length !== 1) throw new Error(`${found.length} entries ${entry}`);
  return found[0];
}
