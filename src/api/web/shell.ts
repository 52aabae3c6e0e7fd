import type { Response } from 'express';
import type { Boot, First } from '../../contracts/boot.js';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { sessionView } from '../session-view.js';
import { ICON_PATH, STYLE_PATH } from '../pages/assets.js';
import { dataBlock, html, Html } from '../pages/html.js';
import { frame, type Page } from '../pages/layout.js';
import type { WebFiles } from './web-files.js';

interface Contents {
  boot: Boot | null;
  /** The dashboard's first view; null: it shows nothing before the script has loaded. */
  drawn: Html | null;
}

/**
 * The document around the dashboard. Whoever has no script reads the page without it. A browser with script shows the first view as it was drawn
 * here, which takes no clicks, until the script draws over it from what the document brings, without another way to the server.
 */
function document(web: WebFiles, page: Page, { boot, drawn }: Contents): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Countersign</title>
        ${web.styles.map((path) => html`<link rel="stylesheet" href="${path}" />`)}
        <noscript>
          <link rel="stylesheet" href="${STYLE_PATH}" />
          ${page.refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${page.refreshSeconds}" />`}
        </noscript>
        <link rel="icon" href="${ICON_PATH}" type="image/svg+xml" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />
        <meta name="theme-color" content="#f5f6f8" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0e1116" media="(prefers-color-scheme: dark)" />
        ${web.imports.map((path) => html`<link rel="modulepreload" href="${path}" />`)}
        <script type="module" src="${web.script}"></script>
      </head>
      <body>
        ${drawn ? html`<div id="root" inert>${drawn}</div>` : html`<div id="root"></div>`} ${dataBlock('boot', boot)}
        <noscript>${frame(page)}</noscript>
      </body>
    </html>`;
}

/** The same without anybody's session or data: what a browser may keep, to have something to show while it is offline. */
export function bareDocument(web: WebFiles): Html {
  const page = { title: 'Countersign', visitor: null, body: html`<p>This page needs JavaScript.</p>` };
  return document(web, page, { boot: null, drawn: null });
}

/** Null where it cannot be drawn: the script draws it a moment later, from the same. */
function drawnBy(web: WebFiles, boot: Boot, { log }: Pick<ApiDeps, 'log'>): Html | null {
  try {
    return new Html(web.draw(boot));
  } catch (error) {
    log.error({ err: error }, 'first view not drawn');
    return null;
  }
}

/** For whoever is signed in: the page's visitor. `first`: what the dashboard shows first; null where it has to ask. */
export function sendShell(
  res: Response,
  deps: ApiDeps,
  web: WebFiles,
  { first, ...page }: Page & { visitor: Session; first: First | null },
): void {
  const boot: Boot = { session: sessionView(page.visitor, deps), first };
  const drawn = first && drawnBy(web, boot, deps);
  res
    .status(200)
    .set('cache-control', 'no-store')
    .type('text/html')
    .send(document(web, page, { boot, drawn }).markup);
}
