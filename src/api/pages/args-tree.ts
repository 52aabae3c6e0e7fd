import type { Json, JsonObject } from '../../contracts/json.js';
import { block, html, type Html } from './html.js';

function scalar(value: string | number | boolean | null): Html {
  if (value === null) return html`<span class="null">null</span>`;
  if (value === '') return html`<span class="empty">empty text</span>`;
  if (typeof value === 'string') return value.includes('\n') ? block(value) : html`<span class="string">${value}</span>`;
  return html`<span class="${typeof value}">${String(value)}</span>`;
}

function valueOf(value: Json): Html {
  if (value === null || typeof value !== 'object') return scalar(value);
  const entries: (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item, index) => [String(index + 1), item])
    : Object.entries(value);
  if (entries.length === 0) return html`<span class="empty">${Array.isArray(value) ? 'empty list' : 'no fields'}</span>`;
  return html`<ul class="tree">
    ${entries.map(([key, item]) => html`<li><span class="key mono">${key === '' ? '(empty name)' : key}</span>${valueOf(item)}</li>`)}
  </ul>`;
}

/** JSON as people read it, always whole: what is cut off cannot be approved. */
export function argsTree(args: JsonObject): Html {
  return valueOf(args);
}
