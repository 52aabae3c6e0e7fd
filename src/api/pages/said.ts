import { assertNever } from '../../contracts/assert-never.js';
import type { Span } from '../../contracts/review.js';
import { html, quotation, type Content } from './html.js';
import { moment, relative } from './moment.js';

/** A sentence in pieces, as markup. */
export function said(spans: readonly Span[], nowMs: number): Content {
  return spans.map((span): Content => {
    switch (span.as) {
      case 'text':
        return span.text;
      case 'strong':
        return html`<strong>${span.text}</strong>`;
      case 'small':
        return html`<small>${span.text}</small>`;
      case 'code':
        return html`<code>${span.text}</code>`;
      case 'quote':
        return quotation(span.text);
      case 'moment':
        return moment(span.at);
      case 'until':
        return relative(span.at, nowMs);
      case 'request':
        return html`<a href="/r/${span.id}"><code>${span.id}</code></a>`;
      default:
        return assertNever(span);
    }
  });
}
