const FIRST_MS = 1_000;
// Long enough to spare a vendor that is down for hours, short enough that a card arrives soon after it is back.
const LONGEST_MS = 3_600_000;

/** After that many attempts in a row (12 quick ones, then hourly: over a day) a delivery is given up. */
export const MOST_ATTEMPTS = 38;

/** Milliseconds to wait after the n-th failed attempt: doubling from a second to an hour, with up to a fifth of jitter. */
export function backOffMs(attempts: number, random: () => number = Math.random): number {
  const plain = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(plain * (1 - 0.2 * random()));
}
