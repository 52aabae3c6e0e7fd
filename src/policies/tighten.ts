import type { Plan, Reason, ReviewerRef, Stage } from '../contracts/plan.js';
import { higherRisk, isHighRisk } from '../contracts/risk.js';
import { withUniqueNames } from './stages.js';

const ROUTES = ['auto', 'review', 'deny'] as const;
const FALLBACKS = ['approve', 'escalate', 'reject'] as const;

function later<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])];
}

function both<T>(a: readonly T[], b: readonly T[]): T[] {
  return a.filter((item) => b.includes(item));
}

const entriesKey = (stage: Stage): string => [...stage.entries].sort().join('\n');

/** Both plans' stages; where both ask the same entries, the one that needs more, with the lower deny threshold. */
function joinStages(a: readonly Stage[], b: readonly Stage[]): Stage[] {
  const rest = [...b];
  const joined = a.map((stage) => {
    const at = rest.findIndex((other) => entriesKey(other) === entriesKey(stage));
    const other = at < 0 ? undefined : rest.splice(at, 1)[0];
    if (other === undefined) return stage;
    return {
      ...stage,
      ...(other.count > stage.count ? { need: other.need, count: other.count } : {}),
      deny: Math.min(stage.deny, other.deny),
    };
  });
  return withUniqueNames([...joined, ...rest]);
}

type Ladder = Pick<Plan, 'escalation' | 'lastResort'>;

/**
 * Escalation widens who may answer. Where both plans ask people, only those stay whom both would let in, at the later time: otherwise
 * naming a second policy would bring in people that the first one never trusted.
 */
function joinLadders(a: Ladder, b: Ladder): Ladder {
  const entry = (ladder: Ladder): Map<ReviewerRef, number> => {
    const times = new Map<ReviewerRef, number>();
    for (const step of ladder.escalation) for (const ref of step.to) times.set(ref, Math.min(times.get(ref) ?? Infinity, step.afterMs));
    return times;
  };
  const [timesA, timesB] = [entry(a), entry(b)];
  const steps = new Map<number, ReviewerRef[]>();
  for (const [ref, afterMs] of timesA) {
    const other = timesB.get(ref);
    if (other === undefined) continue;
    const at = Math.max(afterMs, other);
    steps.set(at, [...(steps.get(at) ?? []), ref]);
  }
  const escalation = [...steps].sort(([x], [y]) => x - y).map(([afterMs, to]) => ({ afterMs, to }));
  return { escalation, lastResort: both(a.lastResort, b.lastResort) };
}

function pickLadder(a: Plan, b: Plan): Ladder {
  if (a.route === 'review' && b.route === 'review') return joinLadders(a, b);
  return a.route === 'review' ? a : b;
}

/**
 * Silence approves only where both plans say so, and not before the time that each of them names: where one of two different deadlines
 * approves, the shorter one ends the request. Two that escalate do so at the shorter one, with people whom both would bring in.
 */
function joinFallbacks(a: Plan, b: Plan): Plan['onTimeout'] {
  if (a.deadlineMs !== b.deadlineMs && (a.onTimeout === 'approve' || b.onTimeout === 'approve')) return 'reject';
  return later(FALLBACKS, a.onTimeout, b.onTimeout);
}

function shorterReminder(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
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
  const asking = [a, b].filter((plan) => plan.route === 'review');
  return {
    rulesVersion: a.rulesVersion,
    route,
    reasons: joinReasons(a.reasons, b.reasons),
    policy: a.policy,
    risk,
    stages: route === 'review' ? joinStages(asking[0]?.stages ?? [], asking[1]?.stages ?? []) : [],
    remindAfterMs: shorterReminder(a.remindAfterMs, b.remindAfterMs),
    ...(route === 'review' ? ladderOf(pickLadder(a, b)) : { escalation: [], lastResort: [] }),
    deadlineMs: Math.min(a.deadlineMs, b.deadlineMs),
    onTimeout: joinFallbacks(a, b),
    maxRevisions: Math.min(a.maxRevisions, b.maxRevisions),
    onMaxRevisions: a.onMaxRevisions === 'reject' || b.onMaxRevisions === 'reject' ? 'reject' : 'escalate',
    requireComment: union(a.requireComment, b.requireComment),
    editorVotes: a.editorVotes && b.editorVotes && !isHighRisk(risk),
    usableForMs: Math.min(a.usableForMs, b.usableForMs),
  };
}

function ladderOf({ escalation, lastResort }: Ladder): Ladder {
  return { escalation, lastResort };
}
