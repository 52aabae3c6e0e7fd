import type { PolicyHours, PolicyWindow } from '../contracts/policy-calendar.js';
import { error, type PolicyProblem } from './check-problem.js';
import type { FieldPath } from './finding.js';
import { nearest } from './nearest.js';
import { isTimeZone } from './time-zone.js';

function checkZone(zone: string, at: FieldPath): PolicyProblem[] {
  if (isTimeZone(zone)) return [];
  const known = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  // People write the city alone, or a space for the underscore.
  const guess =
    known.find((name) => name.split('/').at(-1)?.toLowerCase() === zone.toLowerCase().replaceAll(' ', '_')) ?? nearest(zone, known);
  const message = `there is no time zone "${zone.slice(0, 60)}"${guess ? `; did you mean ${guess}?` : ', give a name such as Europe/Berlin or UTC'}`;
  return [error([...at, 'zone'], 'unknown_zone', message)];
}

const isMoment = (text: string): boolean => text.includes('T');

function checkBounds(from: string, to: string, window: PolicyHours | PolicyWindow, at: FieldPath): PolicyProblem[] {
  if (isMoment(from) !== isMoment(to)) return [error([...at, 'to'], 'contradiction', 'give two times of day, or two dates with times')];
  if (!isMoment(from)) {
    if (from === '24:00') return [error([...at, 'from'], 'wrong_format', 'a day begins at "00:00"')];
    return from === to
      ? [error([...at, 'to'], 'empty_window', `nothing lies between ${from} and ${to}; leave both out for whole days`)]
      : [];
  }
  const recurs = (['days', 'dates', 'except'] as const).filter(
    (field) => field in window && window[field as keyof typeof window] !== undefined,
  );
  return [
    ...recurs.map((field) =>
      error([...at, field], 'contradiction', `\`${field}\` does not go with two moments: they are one stretch of time`),
    ),
    ...(from >= to ? [error([...at, 'to'], 'empty_window', `${to} is not after ${from}`)] : []),
  ];
}

/** Whether each stretch of dates lies within one that is excepted. */
function allExcepted(dates: readonly string[], except: readonly string[]): boolean {
  const ends = (text: string): [string, string] => [text.slice(0, 10), text.slice(-10)];
  return dates.every((date) => except.some((other) => ends(other)[0] <= ends(date)[0] && ends(date)[1] <= ends(other)[1]));
}

/** A window that is never open, or always, says something else than its author means. */
export function checkWindow(window: PolicyHours | PolicyWindow, at: FieldPath): PolicyProblem[] {
  const { zone, days, from, to, except = [] } = window;
  const dates = 'dates' in window ? window.dates : undefined;
  const problems = checkZone(zone, at);
  if (from !== undefined && to !== undefined) problems.push(...checkBounds(from, to, window, at));
  else if (from !== undefined || to !== undefined) {
    const missing = from === undefined ? 'from' : 'to';
    problems.push(error([...at, missing], 'missing_field', `\`${missing}\` is missing; give both \`from\` and \`to\`, or neither`));
  } else if (days === undefined && dates === undefined) {
    problems.push(error(at, 'empty_window', 'names a zone and no time: give `days`, `dates`, or `from` and `to`'));
  }
  if (days === undefined && dates !== undefined && allExcepted(dates, except))
    problems.push(error([...at, 'except'], 'empty_window', 'excepts every date that is listed'));
  return problems;
}
