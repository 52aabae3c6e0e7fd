const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const SHORT = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;
// Years and months have no fixed length, so only weeks, days and time are taken from ISO 8601.
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
/** A timer that would outlive the longest wait anybody means is a typing error. */
const MAX_MS = 366 * 86_400_000;

/** Milliseconds of `30m`, `2h`, `1d` or ISO 8601 `PT30M`; undefined for anything else, zero, or more than 366 days. */
export function parseDuration(text: string): number | undefined {
  const short = SHORT.exec(text);
  let ms: number | undefined;
  if (short) {
    ms = Number(short[1]) * (UNIT_MS[short[2] ?? ''] ?? Number.NaN);
  } else {
    const iso = ISO.exec(text);
    if (iso && text !== 'P' && !text.endsWith('T')) {
      const [, w, d, h, m, s] = iso.map((part) => Number(part ?? 0));
      ms = (w ?? 0) * 604_800_000 + (d ?? 0) * 86_400_000 + (h ?? 0) * 3_600_000 + (m ?? 0) * 60_000 + (s ?? 0) * 1000;
    }
  }
  return ms !== undefined && Number.isFinite(ms) && ms >= 1 && ms <= MAX_MS ? Math.round(ms) : undefined;
}

/** `5400000` → `1h 30m`: the two largest units, for people. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ];
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of units) {
    const n = Math.floor(rest / size);
    if (n > 0) parts.push(`${n}${unit}`);
    rest -= n * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
