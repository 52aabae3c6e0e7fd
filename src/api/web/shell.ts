import type { Response } from 'express';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { sessionView } from '../session-view.js';
import { ICON_PATH, STYLE_PATH } from '../pages/assets.js';
import { dataBlock, html, type Html } from '../pages/html.js';
import { frame, type Page } from '../pages/layout.js';
import type { WebFiles } from './web-files.js';

/** A page that both the server and the dashboard draw. */
export type ShellPage = Page & {
  /** What the dashboard asks the API for first, so that the browser asks while it still loads the script. */
  firstAsks?: readonly string[];
};

/**
 * The document around the dashboard. Whoever has no script reads the page that is drawn here; a browser with script draws nothing of it, and has the
 * session at hand without another way to the server.
 */
function document(web: WebFiles, page: ShellPage, boot: unknown): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Countersign</title>
        <link rel="icon" href="${ICON_PATH}" type="image/svg+xml" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />
        <meta name="theme-color" content="#f5f6f8" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0e1116" media="(prefers-color-scheme: dark)" />
        ${web.styles.map((path) => html`<link rel="stylesheet" href="${path}" />`)}
        ${web.imports.map((path) => html`<link rel="modulepreload" href="${path}" />`)}
        ${page.firstAsks?.map((path) => html`<link rel="preload" href="${path}" as="fetch" crossorigin="anonymous" />`)}
        <noscript>
          <link rel="stylesheet" href="${STYLE_PATH}" />
          ${page.refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${page.refreshSeconds}" />`}
        </noscript>
        ${dataBlock('boot', boot)}
        <script type="module" src="${web.script}"></script>
      </head>
      <body>
        <div id="root"></div>
        <noscript>${frame(page)}</noscript>
      </body>
    </html>`;
}

/** The same without anybody's session or data: what a browser may keep, to have something to show while it is offline. */
export function bareDocument(web: WebFiles): Html {
  return document(web, { title: 'Countersign', visitor: null, body: html`<p>This page needs JavaScript.</p>` }, null);
}

/** For whoever is signed in: the page's visitor. */
export function sendShell(res: Response, deps: ApiDeps, web: WebFiles, page: ShellPage & { visitor: Session }): void {
  const boot = sessionView(page.visitor, deps);
  res
    .status(200)
    .set('cache-control', 'no-store')
    .type('text/html')
    .send(document(web, page, boot).markup);
}
