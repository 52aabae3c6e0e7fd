import type { Response } from 'express';
import type { Session } from '../../ledger/sessions.js';
import { ICON_PATH, SCRIPT_PATH, STYLE_PATH } from './assets.js';
import { html, type Content, type Html } from './html.js';

export interface Page {
  title: string;
  visitor: Session | null;
  body: Content;
  /** Before `main`, outside its flow. */
  aside?: Content;
  /** Reload after so many seconds where there is no script: only on pages without a form. */
  refreshSeconds?: number;
}

function signOut(visitor: Session): Html {
  return html`<form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${visitor.csrf}" /><button class="quiet">Sign out</button>
  </form>`;
}

/** All of a page that is seen. */
export function frame({ visitor, body, aside }: Page): Html {
  return html`<a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Countersign</a
      >${visitor && html`<span class="who">${visitor.person.name}</span>${signOut(visitor)}`}
    </header>
    ${aside}
    <main id="main">${body}</main>`;
}

function document(page: Page): Html {
  const { title, refreshSeconds } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${title} · Countersign</title>
        <link rel="icon" href="${ICON_PATH}" type="image/svg+xml" />
        <link rel="stylesheet" href="${STYLE_PATH}" />
        ${refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}" /></noscript>`}
        <script src="${SCRIPT_PATH}" defer></script>
      </head>
      <body>
        ${frame(page)}
      </body>
    </html>`;
}

export function sendPage(res: Response, status: number, page: Page): void {
  res.status(status).set('cache-control', 'no-store').type('text/html').send(document(page).markup);
}
