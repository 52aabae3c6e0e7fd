import type { QueryClient } from '@tanstack/react-query';
import type { Boot } from '../../src/contracts/boot.js';
import { setCsrf } from './api/http.js';
import { SESSION_KEY } from './api/session.js';
import { START } from './pages/inbox/use-list.js';
import { PAUSES_KEY } from './ui/paused-banner.js';

/** What the server wrote into the page; null in the shell that is kept for offline. */
export function readBoot(): Boot | null {
  const text = document.getElementById('boot')?.textContent ?? '';
  const boot = text.trim() === '' ? null : (JSON.parse(text) as Boot | null);
  if (boot) setCsrf(boot.session.csrf);
  return boot;
}

/** Puts it where the pages look for it, as though it had been asked for just now. */
export function seed(client: QueryClient, { session, first }: Boot): void {
  client.setQueryData(SESSION_KEY, session);
  if (!first) return;
  client.setQueryData(['counts'], first.counts);
  client.setQueryData([PAUSES_KEY, 'active'], first.pauses);
  if (first.list) client.setQueryData(['inbox', '/'], { pages: [first.list], pageParams: [START] });
  if (first.review) client.setQueryData(['review', first.review.view.id], first.review);
}
