// Its build for browsers opens a channel that would keep every process of the service alive.
import { renderToStaticMarkup } from 'react-dom/server.edge';
import { QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import type { Boot } from '../../src/contracts/boot.js';
import { createQueryClient } from './api/query-client.js';
import { seed } from './boot.js';
import { InboxPage } from './pages/inbox/inbox-page.js';
import { RequestPage } from './pages/request/request-page.js';
import { Shell } from './shell.js';

/**
 * The first view of the inbox or of a request as markup, for whoever has not loaded the script yet. Nothing in it works until the script draws
 * over it. Throws where a part of the view cannot be drawn without a browser.
 */
export function draw(boot: Boot): string {
  const client = createQueryClient();
  seed(client, boot);
  const id = boot.first?.review?.view.id;
  const markup = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <Router ssrPath={id === undefined ? '/' : `/r/${id}`} ssrSearch="">
        <Shell>{id === undefined ? <InboxPage /> : <RequestPage id={id} />}</Shell>
      </Router>
    </QueryClientProvider>,
  );
  // The policy for content lets no markup bring style of its own; what has any is measured, and drawn again in a moment. Text has no bare quotes.
  return markup.replace(/ style="[^"]*"/g, '');
}
