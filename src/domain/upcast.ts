import { RULES_VERSION, type Clock, type Plan, type ReviewerRef, type Stage, type Step } from '../contracts/plan.js';
import { openRound } from './rounds.js';
import type { Facts, RequestState, Revising, Round, Vote } from './state.js';

/*
 * What the ledger holds from before the rules of today, read as if it had been written under them. One function per step from version to version; rows
 * are written anew with their next move.
 */

/** What was not bounded stays so. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Version 2 bounded neither pauses nor edits in all, and knew the last editor only. */
interface PlanV2 extends Omit<Plan, 'rulesVersion' | 'clock' | 'settlers' | 'maxEdits'> {
  rulesVersion: 2;
  clock: Omit<Clock, 'pauseBudgetMs'>;
}

interface RoundV2 extends Omit<Round, 'reopened' | 'claims' | 'pausedMs' | 'authors' | 'edits'> {
  claims: readonly { personId: string; untilMs: number }[];
  author: string | null;
}

interface PlanV1 extends Pick<
  Plan,
  'route' | 'reasons' | 'policy' | 'risk' | 'deadlineMs' | 'onTimeout' | 'lastResort' | 'maxRevisions' | 'onMaxRevisions' | 'requireComment'
> {
  rulesVersion: 1;
  stages: readonly {
    name: string;
    entries: ReviewerRef[];
    need: { rule: 'any' | 'all' | 'majority' | 'atLeast' };
    count: number;
    deny: number;
  }[];
  remindAfterMs: number | null;
  escalation: readonly { afterMs: number; to: ReviewerRef[] }[];
  editorVotes: boolean;
  usableForMs: number;
}

interface RoundV1 extends Pick<Round, 'startedAtMs' | 'stage' | 'extensions' | 'sentBack' | 'deadlineAtMs'> {
  extra: readonly { stage: number; ref: ReviewerRef }[];
  stepsTaken: number;
  reminded: boolean;
  votes: readonly { personId: string; groups: readonly string[]; verb: 'approve' | 'deny'; stage: number; decisionId: string }[];
}

type StoredPlan = Plan | PlanV2 | PlanV1;

/** A plan of any version, as today's rules read it. */
export function planUpcast(stored: StoredPlan): Plan {
  switch (stored.rulesVersion) {
    case 1:
      return planFrom2(planFrom1(stored));
    case 2:
      return planFrom2(stored);
    case RULES_VERSION:
      return stored;
  }
}

function planFrom2(stored: PlanV2): Plan {
  return {
    ...stored,
    rulesVersion: RULES_VERSION,
    clock: { ...stored.clock, pauseBudgetMs: UNBOUNDED },
    settlers: [],
    maxEdits: UNBOUNDED,
  };
}

function planFrom1(stored: PlanV1): PlanV2 {
  const { remindAfterMs, escalation, stages, ...rest } = stored;
  const reminder: Step[] = remindAfterMs === null ? [] : [{ afterMs: remindAfterMs, do: 'remind', to: [], repeat: null }];
  const steps = escalation.map(({ afterMs, to }): Step => ({ afterMs, do: 'add', to: [...to], repeat: null }));
  const ladder = [...reminder, ...steps].sort((a, b) => a.afterMs - b.afterMs);
  return {
    ...rest,
    rulesVersion: 2,
    stages: stages.map(({ name, entries, need, count, deny }): Stage => ({
      name,
      rule: { kind: 'entries', need: need.rule, entries, count },
      deny,
      vetoes: [],
      counts: null,
      ladder,
    })),
    fallback: [],
    clock: { per: 'revision', pausedWhile: [], maxPauseMs: rest.deadlineMs, openHours: null },
    extend: { maxMs: 0, times: 0 },
    snoozeMaxMs: rest.deadlineMs,
    claimForMs: 15 * 60_000,
    materialPaths: null,
    vetoWindowMs: 0,
    frozen: [],
    overridePeople: 1,
    policySet: '',
  };
}

function roundFrom2({ author, claims, ...round }: RoundV2): Round {
  return {
    ...round,
    reopened: 0,
    // From which place it was taken is not known; their own is what most have.
    claims: claims.map((claim) => ({ ...claim, as: claim.personId, groups: [], fits: [] })),
    pausedMs: 0,
    authors: author === null ? [] : [author],
    edits: 0,
  };
}

function roundFrom1(plan: Plan, round: RoundV1): Round {
  const ladder = plan.stages[round.stage]?.ladder ?? [];
  let steps = 0;
  const fired = ladder.map((step) => {
    if (step.do === 'remind') return round.reminded ? 1 : 0;
    steps += 1;
    return steps <= round.stepsTaken ? 1 : 0;
  });
  const { startedAtMs, stage, extensions, sentBack, deadlineAtMs } = round;
  return {
    ...openRound(plan, startedAtMs),
    stage,
    extensions,
    sentBack,
    deadlineAtMs,
    fired,
    asking: round.extra.map(({ stage: at, ref }) => ({ stage: at, kind: 'add' as const, refs: [ref] })),
    votes: round.votes.map((vote): Vote => ({ ...vote, as: vote.personId, fits: [], keptFrom: null })),
  };
}

type StoredState = RequestState & { plan?: StoredPlan; round?: RoundV1 | RoundV2 };

/** A request's state of any version, as today's rules read it; `lastPlan` is the one that the request's row keeps. */
export function stateUpcast(stored: unknown, lastPlan: StoredPlan | null): RequestState {
  const state = stored as StoredState;
  switch (state.plan?.rulesVersion) {
    case RULES_VERSION:
      return state;
    case 2:
      return { ...state, plan: planUpcast(state.plan), round: roundFrom2(state.round as unknown as RoundV2) } as RequestState;
    default:
      return stateFrom1(state, lastPlan);
  }
}

function stateFrom1(state: StoredState, lastPlan: StoredPlan | null): RequestState {
  const wasStarted = state.status === 'executed' || state.status === 'failed' || state.status === 'unknown' || state.status === 'executing';
  const before = state.plan ?? (wasStarted ? lastPlan : undefined);
  if (!before) return state;
  const plan = planUpcast(before);
  const round = state.round ? roundFrom1(plan, state.round as unknown as RoundV1) : openRound(plan, 0);
  const upcast = { ...state, plan, round };
  switch (upcast.status) {
    case 'approved':
      return { ...upcast, runFromMs: 0, due: true };
    case 'unknown':
      return { ...upcast, compensating: null };
    case 'revising': {
      const { edit } = state as unknown as { edit: Extract<Revising, { why: 'edit' }>['edit'] | null };
      return { ...upcast, sinceMs: 0, revising: edit === null ? { why: 'feedback' } : { why: 'edit', edit } };
    }
    default:
      return upcast;
  }
}

type FactsV1 = Pick<Facts, 'active' | 'self' | 'override' | 'argsProblem'> & { groups: readonly string[] };

/** Facts of any version: a decision may wait in the inbox while the rules change. */
export function factsUpcast(personId: string, stored: unknown): Facts {
  const facts = stored as Facts | FactsV1;
  if ('standings' in facts) return facts;
  const { groups, ...rest } = facts;
  return { ...rest, assign: false, standings: [{ as: personId, groups, fits: [] }], target: null };
}
