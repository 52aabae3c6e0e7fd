const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
/** No zone is further from UTC. */
const FARTHEST_MS = 15 * 3_600_000;
/** Several years of one zone; the bound only guards against a process that runs for decades. */
const MAX_CACHED_DAYS = 5000;

/** A stretch of real time in which the clocks of a zone are this far ahead of UTC. */
interface Segment {
  fromMs: number;
  untilMs: number;
  offsetMs: number;
}

interface Zone {
  format: Intl.DateTimeFormat;
  days: Map<number, readonly Segment[]>;
}

const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
  });
  const zone: Zone = { format, days: new Map() };
  zones.set(name, zone);
  return zone;
}

/** Whether this is a named zone that the runtime knows (IANA). Offsets such as `+01:00` are none: they know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What a clock in the zone shows at this instant, as if it were UTC; to the second. */
function wallClockMs({ format }: Zone, ms: number): number {
  const read: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(ms)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetAt(zone: Zone, ms: number): number {
  const second = Math.floor(ms / SECOND_MS) * SECOND_MS;
  return wallClockMs(zone, second) - second;
}

/** The first second after `fromMs` with another offset than at it; `untilMs` must have another one. */
function nextChange(zone: Zone, fromMs: number, untilMs: number, offsetMs: number): number {
  let [same, other] = [fromMs, untilMs];
  while (other - same > SECOND_MS) {
    const middle = Math.floor((same + other) / 2 / SECOND_MS) * SECOND_MS;
    if (offsetAt(zone, middle) === offsetMs) same = middle;
    else other = middle;
  }
  return other;
}

/** The segments of one UTC day. A zone that moved its clocks there and back within a day would be missed; none ever did. */
function segmentsOfDay(zone: Zone, day: number): readonly Segment[] {
  const known = zone.days.get(day);
  if (known) return known;
  const [dayStart, dayEnd] = [day * DAY_MS, (day + 1) * DAY_MS];
  const segments: Segment[] = [];
  let fromMs = dayStart;
  let offsetMs = offsetAt(zone, fromMs);
  const lastSecond = dayEnd - SECOND_MS;
  while (offsetAt(zone, lastSecond) !== offsetMs) {
    const untilMs = nextChange(zone, fromMs, lastSecond, offsetMs);
    segments.push({ fromMs, untilMs, offsetMs });
    fromMs = untilMs;
    offsetMs = offsetAt(zone, fromMs);
  }
  segments.push({ fromMs, untilMs: dayEnd, offsetMs });
  if (zone.days.size >= MAX_CACHED_DAYS) zone.days.clear();
  zone.days.set(day, segments);
  return segments;
}

/**
 * The first instant at which clocks in the zone show this local time (milliseconds, as if it were UTC) or a later one. So a local time
 * that clocks skip is the end of the gap, and one that they show twice is the first of the two.
 */
export function firstInstant(zoneName: string, localMs: number): number {
  const zone = zoneOf(zoneName);
  for (let day = Math.floor((localMs - FARTHEST_MS) / DAY_MS); ; day += 1) {
    for (const { fromMs, untilMs, offsetMs } of segmentsOfDay(zone, day)) {
      const at = Math.max(fromMs, localMs - offsetMs);
      if (at < untilMs) return at;
    }
  }
}

/** The local date at this instant, as days since 1970-01-01. */
export function localDay(zoneName: string, ms: number): number {
  const zone = zoneOf(zoneName);
  const segment = segmentsOfDay(zone, Math.floor(ms / DAY_MS)).find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
  return Math.floor((ms + (segment?.offsetMs ?? 0)) / DAY_MS);
}
