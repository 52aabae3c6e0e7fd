import { formatDuration } from '../contracts/duration.js';
import type { PolicyWindow } from '../contracts/policy-calendar.js';
import type { Policy } from '../contracts/policy.js';
import { frozenIntervals, MAX_INTERVALS, openIntervals } from './calendar.js';
import { error, warning, type PolicyProblem } from './check-problem.js';
import { checkWindow } from './check-windows.js';
import { durationMs } from './durations.js';
import { silenceOf } from './ladder.js';
import { windowsOf } from './match-policies.js';
import { openTimeMs, pauseBudgetMs } from './policy-plan.js';

const DAY_MS = 86_400_000;
/** Nobody freezes longer by intention without thinking of what waits. */
const LONG_FREEZE_MS = 31 * DAY_MS;
/** Any instant does to measure what recurs every week; over eight weeks, so that clock changes do not matter. */
const SAMPLE: readonly [number, number] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 56 * DAY_MS];

export function checkTimesOfMatch({ match }: Policy): PolicyProblem[] {
  return (['during', 'outside'] as const).flatMap((field) => {
    const given = match?.[field];
    return windowsOf(given).flatMap((window, index) => checkWindow(window, ['match', field, ...(Array.isArray(given) ? [index] : [])]));
  });
}

function checkHours(policy: Policy): PolicyProblem[] {
  const hours = policy.clock?.hours;
  if (!hours) return [];
  const path = ['clock', 'hours'];
  const problems = checkWindow(hours, path);
  if (problems.length > 0) return problems;
  const needMs = openTimeMs(policy);
  const heldMs = openIntervals(hours, SAMPLE[0], needMs).reduce((sum, [from, until]) => sum + until - from, 0);
  if (heldMs >= needMs) return [];
  if (heldMs === 0) return [error(path, 'empty_window', 'these hours never come')];
  const message = `the request may need ${formatDuration(needMs)} of these hours, and ${MAX_INTERVALS} times of opening hold only ${formatDuration(heldMs)}; shorten the deadline or open longer`;
  return [error(path, 'unsatisfiable', message)];
}

/** The longest time for which a window is open without end, in milliseconds. */
function longestRun(windows: readonly PolicyWindow[]): number {
  const weekly = windows.filter(({ dates, from }) => dates === undefined && !from?.includes('T'));
  const coversAll = frozenIntervals(weekly, ...SAMPLE).some(([from, until]) => from === SAMPLE[0] && until >= SAMPLE[1]);
  const single = windows.flatMap(({ dates, from, to }) => {
    if (from?.includes('T')) return [Date.parse(`${to}:00Z`) - Date.parse(`${from}:00Z`)];
    if (from !== undefined) return [];
    return (dates ?? []).map((text) => Date.parse(text.slice(-10)) - Date.parse(text.slice(0, 10)) + DAY_MS);
  });
  return coversAll ? Infinity : Math.max(0, ...single);
}

function checkFreeze({ freeze }: Policy): PolicyProblem[] {
  if (!freeze) return [];
  const problems = freeze.flatMap((window, index) => checkWindow(window, ['freeze', index]));
  if (problems.length > 0) return problems;
  const longest = longestRun(freeze);
  if (longest === Infinity)
    return [error(['freeze'], 'unsatisfiable', 'leaves no time in which an effect may start; `route: deny` says so at once')];
  if (longest <= LONG_FREEZE_MS) return [];
  const message = `frozen for ${formatDuration(longest)} without a break; what is approved then waits so long`;
  return [warning(['freeze'], 'long_freeze', message)];
}

function checkLimits(policy: Policy): PolicyProblem[] {
  const { clock, claimFor } = policy;
  const problems: PolicyProblem[] = [];
  for (const field of ['maxPause', 'pauseBudget'] as const) {
    if (clock?.[field] !== undefined && (clock.pausedWhile ?? []).length === 0)
      problems.push(warning(['clock', field], 'no_effect', `\`${field}\` has no effect without \`pausedWhile\``));
  }
  if (durationMs(clock?.maxPause, 0) > pauseBudgetMs(clock))
    problems.push(warning(['clock', 'maxPause'], 'no_effect', `no pause is longer than \`pauseBudget\`, which is ${clock?.pauseBudget}`));
  if (durationMs(claimFor, 0) >= silenceOf(policy).deadlineMs)
    problems.push(
      warning(['claimFor'], 'after_deadline', `${claimFor}: whoever takes it can keep its place from the others until the deadline`),
    );
  return problems;
}

/** Clocks, windows and what must fit into them. */
export function checkClock(policy: Policy): PolicyProblem[] {
  return [...checkTimesOfMatch(policy), ...checkHours(policy), ...checkFreeze(policy), ...checkLimits(policy)];
}
