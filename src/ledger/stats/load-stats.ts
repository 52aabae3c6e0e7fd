import { sql } from 'kysely';
import type { Outcomes, Stats, StatsDay, StatsGroup } from '../../contracts/stats.js';
import type { Db, Tx } from '../ledger.js';
import { effectsOf, escalationsIn } from './events.js';
import { undecidedNow, unknownNow } from './now.js';
import { countOpened, countOutcomes, NO_OUTCOMES, type OutcomeCounts } from './outcomes.js';
import { NO_TIMES, responseTimes, type ResponseTimesBy } from './response-times.js';
import { reviewerLoads } from './reviewers.js';
import type { StatsScope } from './scope.js';

const MAX_GROUPS = 50;
const MAX_REVIEWERS = 100;

/** A scope whose days have their names. */
export interface StatsPeriod extends Omit<StatsScope, 'days'> {
  timeZone: string;
  days: readonly { date: string; from: Date }[];
}

/** All figures of the overview, from one snapshot: they fit each other. */
export async function loadStats(db: Db, period: StatsPeriod, nowMs: number): Promise<Stats> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      // Sorting a year in memory takes a tenth of what compiling the query or sorting on disk would.
      await sql`select set_config('jit', 'off', true), set_config('work_mem', '32MB', true)`.execute(tx);
      return statsIn(tx, period, nowMs);
    });
}

async function statsIn(tx: Tx, period: StatsPeriod, nowMs: number): Promise<Stats> {
  const scope: StatsScope = { ...period, days: period.days.map(({ from }) => from) };
  const outcomes = await countOutcomes(tx, scope);
  const times = await responseTimes(tx, scope);
  const opened = await countOpened(tx, scope);
  const { atDeadline, ...escalations } = await escalationsIn(tx, scope);
  const reviewers = await reviewerLoads(tx, scope);
  const { all } = outcomes;
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    timeZone: period.timeZone,
    now: new Date(nowMs).toISOString(),
    undecided: await undecidedNow(tx, scope, nowMs),
    unknownNow: await unknownNow(tx, scope),
    opened: [...opened.values()].reduce((sum, n) => sum + n, 0),
    resolved: total(all),
    decided: approvedBy(all) + rejectedBy(all) + all.answered,
    outcomes: all,
    approvalRate: approvalRate(all),
    ...times.all,
    timeouts: { rejected: all.timedOut, approved: all.approvedBySilence, escalated: atDeadline },
    escalations,
    effects: await effectsOf(tx, scope),
    types: groups(outcomes.byType, times.byType),
    agents: groups(outcomes.byAgent, times.byAgent),
    channels: [...times.byChannel]
      .map(([channel, found]) => ({ channel, ...found }))
      .sort((a, b) => b.decided - a.decided || a.channel.localeCompare(b.channel)),
    reviewers: {
      items: reviewers
        .sort((a, b) => b.toDecision.count - a.toDecision.count || b.openNow - a.openNow || b.asked - a.asked)
        .slice(0, MAX_REVIEWERS)
        .map(({ personId, name, asked, openNow, toDecision }) => ({
          person: { id: personId, name },
          asked,
          decided: toDecision.count,
          toDecision,
          openNow,
        })),
      more: Math.max(0, reviewers.length - MAX_REVIEWERS),
    },
    days: period.days.map(({ date }, day) => dayFigures(date, day, outcomes, times, opened)),
  };
}

function dayFigures(
  date: string,
  day: number,
  outcomes: OutcomeCounts,
  times: ResponseTimesBy,
  opened: ReadonlyMap<number, number>,
): StatsDay {
  const of = outcomes.byDay.get(day) ?? NO_OUTCOMES;
  const [approved, rejected] = [approvedBy(of), rejectedBy(of)];
  const automatic = of.approvedAutomatically + of.refusedByPolicy;
  const timedOut = of.timedOut + of.approvedBySilence;
  return {
    date,
    opened: opened.get(day) ?? 0,
    approved,
    rejected,
    automatic,
    timedOut,
    other: total(of) - approved - rejected - automatic - timedOut,
    toResolution: (times.byDay.get(day) ?? NO_TIMES).toResolution,
  };
}

function groups(outcomes: OutcomeCounts['byType'], times: ResponseTimesBy['byType']): Stats['types'] {
  const items = [...outcomes]
    .map(([name, of]): StatsGroup => ({
      name,
      outcomes: of,
      resolved: total(of),
      approvalRate: approvalRate(of),
      ...(times.get(name) ?? NO_TIMES),
    }))
    .sort((a, b) => b.resolved - a.resolved || (a.name ?? '').localeCompare(b.name ?? ''));
  return { items: items.slice(0, MAX_GROUPS), more: Math.max(0, items.length - MAX_GROUPS) };
}

function total(outcomes: Outcomes): number {
  return Object.values(outcomes).reduce((sum, n) => sum + n, 0);
}

function approvedBy({ approvedUnchanged, approvedEdited, approvedRevised }: Outcomes): number {
  return approvedUnchanged + approvedEdited + approvedRevised;
}

function rejectedBy({ rejected, denied }: Outcomes): number {
  return rejected + denied;
}

/** Null where people neither approved nor rejected anything. */
function approvalRate(outcomes: Outcomes): number | null {
  const approved = approvedBy(outcomes);
  const decided = approved + rejectedBy(outcomes);
  return decided === 0 ? null : approved / decided;
}
