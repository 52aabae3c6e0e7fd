import { formatDuration } from '../../contracts/duration.js';
import { html, type Html } from './html.js';

/** `2026-11-24 09:15 UTC`; the page's script rewrites it in the reader's time zone. */
export function moment(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

/** `in 3h 20m` or `2m ago`, kept current by the page's script. */
export function relative(iso: string, nowMs: number): Html {
  const distance = Date.parse(iso) - nowMs;
  const words = formatDuration(Math.abs(distance));
  return html`<time datetime="${iso}" data-relative>${distance >= 0 ? `in ${words}` : `${words} ago`}</time>`;
}
