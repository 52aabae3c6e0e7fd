import { formatDuration } from '../../contracts/duration.js';

/** `in 1h 30m`, `5m ago`: how far away a moment is. */
export function distance(iso: string, nowMs: number): string {
  const ms = Date.parse(iso) - nowMs;
  return ms >= 0 ? `in ${formatDuration(ms)}` : `${formatDuration(-ms)} ago`;
}
