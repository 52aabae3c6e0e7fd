/**
 * What the service worker does with a request. `asset`: named by its content, kept and never asked for again. `page`: always from the service,
 * and only where that cannot be reached, the empty shell. `pass`: not touched; all data is among these, so that none of it is ever kept.
 */
export type Treatment = 'asset' | 'page' | 'pass';

/** Addresses of the service that are no pages of the dashboard: offline they fail, as they should. */
const NOT_OURS = /^\/(v1|slack|docs|openapi\.json|metrics|healthz|readyz|sign-out|auth|oidc)(\/|$)/;

export function treatmentOf(
  { method, mode, url }: Pick<Request, 'method' | 'mode' | 'url'>,
  origin: string,
  kept: ReadonlySet<string>,
): Treatment {
  if (method !== 'GET') return 'pass';
  const { origin: from, pathname } = new URL(url);
  if (from !== origin) return 'pass';
  if (mode === 'navigate') return NOT_OURS.test(pathname) ? 'pass' : 'page';
  return pathname.startsWith('/assets/') || kept.has(pathname) ? 'asset' : 'pass';
}
