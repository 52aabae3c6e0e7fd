import type { Clock, Interval, Plan, Reason, Stage } from '../contracts/plan.js';
import { higherRisk, isHighRisk } from '../contracts/risk.js';
import { MAX_INTERVALS } from './calendar.js';
import { boundedIntervals, mergeIntervals } from './intervals.js';
import { both, joinStages, union, forFasterClock } from './tighten-stages.js';

const ROUTES = ['auto', 'review', 'deny'] as const;
const FALLBACKS = ['approve', 'escalate', 'reject'] as const;

function later<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** What only matters to a plan that asks people. */
type Asking = Pick<Plan, 'stages' | 'lastResort' | 'fallback' | 'clock' | 'extend' | 'snoozeMaxMs' | 'claimForMs' | 'materialPaths'>;

const sameIntervals = (a: Clock['openHours'], b: Clock['openHours']): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Time runs whenever either clock runs, so that no deadline comes later than its own policy says. */
function joinClocks(a: Clock, b: Clock): Clock {
  const openHours = ({ openHours: x }: Clock, { openHours: y }: Clock): Interval[] | null =>
    x === null || y === null ? null : sameIntervals(x, y) ? x : boundedIntervals(mergeIntervals([...x, ...y]), MAX_INTERVALS);
  return {
    per: a.per === 'request' || b.per === 'request' ? 'request' : 'revision',
    pausedWhile: both(a.pausedWhile, b.pausedWhile),
    maxPauseMs: Math.min(a.maxPauseMs, b.maxPauseMs),
    pauseBudgetMs: Math.min(a.pauseBudgetMs, b.pauseBudgetMs),
    openHours: openHours(a, b),
  };
}

/** Whether time runs no faster on the one than on the other; `per` does not change how fast it runs. */
function keepsTime(own: Clock, joint: Clock): boolean {
  const pausesAlike = own.pausedWhile.length === joint.pausedWhile.length;
  const isAsLong = own.pausedWhile.length === 0 || (own.maxPauseMs === joint.maxPauseMs && own.pauseBudgetMs === joint.pauseBudgetMs);
  return pausesAlike && isAsLong && sameIntervals(own.openHours, joint.openHours);
}

function joinAsking(a: Plan, b: Plan): Asking {
  const clock = joinClocks(a.clock, b.clock);
  const stagesOf = (plan: Plan): readonly Stage[] => (keepsTime(plan.clock, clock) ? plan.stages : forFasterClock(plan.stages));
  return {
    stages: joinStages(stagesOf(a), stagesOf(b)),
    lastResort: both(a.lastResort, b.lastResort),
    fallback: both(a.fallback, b.fallback),
    clock,
    extend: { maxMs: Math.min(a.extend.maxMs, b.extend.maxMs), times: Math.min(a.extend.times, b.extend.times) },
    snoozeMaxMs: Math.min(a.snoozeMaxMs, b.snoozeMaxMs),
    claimForMs: Math.min(a.claimForMs, b.claimForMs),
    materialPaths: a.materialPaths === null || b.materialPaths === null ? null : union(a.materialPaths, b.materialPaths),
  };
}

function asking(a: Plan, b: Plan, route: Plan['route']): Asking {
  if (route !== 'review') return { ...joinAsking(a, b), stages: [], lastResort: [], fallback: [] };
  if (a.route === 'review' && b.route === 'review') return joinAsking(a, b);
  const { stages, lastResort, fallback, clock, extend, snoozeMaxMs, claimForMs, materialPaths } = a.route === 'review' ? a : b;
  return { stages, lastResort, fallback, clock, extend, snoozeMaxMs, claimForMs, materialPaths };
}

/**
 * Silence approves only where both plans say so, and not before the time that each of them names: where one of two deadlines that differ
 * approves, the shorter one ends the request. Two that escalate do so at the shorter one, with people whom both would bring in.
 */
function joinFallbacks(a: Plan, b: Plan): Plan['onTimeout'] {
  const clock = joinClocks(a.clock, b.clock);
  const isTimedAlike = [a, b].every((plan) => keepsTime(plan.clock, clock) && plan.clock.per === clock.per);
  if ((a.deadlineMs !== b.deadlineMs || !isTimedAlike) && (a.onTimeout === 'approve' || b.onTimeout === 'approve')) return 'reject';
  return later(FALLBACKS, a.onTimeout, b.onTimeout);
}

function joinReasons(a: readonly Reason[], b: readonly Reason[]): Reason[] {
  return [...a, ...b.filter((reason) => !a.some((other) => other.code === reason.code && other.text === reason.text))];
}

/**
 * The stricter combination of two plans: whatever it lets through, each of them alone would have let through too.
 * `policy` stays the first one's; the reasons of both are kept. Idempotent, and commutative but for the order of stages and reasons.
 */
export function tighten(a: Plan, b: Plan): Plan {
  const route = later(ROUTES, a.route, b.route);
  const risk = higherRisk(a.risk, b.risk);
  return {
    rulesVersion: a.rulesVersion,
    route,
    reasons: joinReasons(a.reasons, b.reasons),
    policy: a.policy,
    risk,
    ...asking(a, b, route),
    deadlineMs: Math.min(a.deadlineMs, b.deadlineMs),
    onTimeout: joinFallbacks(a, b),
    settlers: route === 'review' ? [] : both(a.settlers, b.settlers),
    maxRevisions: Math.min(a.maxRevisions, b.maxRevisions),
    maxEdits: Math.min(a.maxEdits, b.maxEdits),
    onMaxRevisions: a.onMaxRevisions === 'reject' || b.onMaxRevisions === 'reject' ? 'reject' : 'escalate',
    requireComment: union(a.requireComment, b.requireComment),
    editorVotes: a.editorVotes && b.editorVotes && !isHighRisk(risk),
    usableForMs: Math.min(a.usableForMs, b.usableForMs),
    vetoWindowMs: Math.max(a.vetoWindowMs, b.vetoWindowMs),
    frozen: boundedIntervals(mergeIntervals([...a.frozen, ...b.frozen]), MAX_INTERVALS),
    overridePeople: a.overridePeople === 2 || b.overridePeople === 2 ? 2 : 1,
    policySet: a.policySet,
  };
}
