import { visibleText } from '../../contracts/visible-text.js';

/** Markup that is safe to send. Only what this file makes. */
export class Html {
  constructor(readonly markup: string) {}
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Html) return content.markup;
  if (typeof content === 'object') return content.map(render).join('');
  // Whatever comes in as text may be an agent's: escaped, and its invisible characters spelled out.
  return escaped(visibleText(String(content)));
}

/** A template whose every value is escaped and made visible, unless it is markup already. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.reduce((markup, part, index) => markup + render(values[index - 1]) + part));
}

/** A form's own value: escaped, and otherwise exactly as it is, so that sending the form changes nothing that was not touched. */
export function exact(text: string): Html {
  return new Html(escaped(text));
}

/** Joins what is there with a separator. */
export function joined(parts: readonly Content[], separator: Content): Content[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}

// Written by hand, because white space counts inside them: formatted templates would add some.

/** Text with its own lines, in a fixed-width box. The parser drops one line feed at the start, so that one is added. */
export function block(text: string): Html {
  return new Html(`<pre>\n${render(text)}</pre>`);
}

/** Somebody's own words, with their lines. */
export function quotation(text: string): Html {
  return new Html(`<div class="said">${render(text)}</div>`);
}

/** A line, or some, of a comparison: taken out, put in, or the same. */
export function compared(kind: 'del' | 'ins' | 'same', text: string): Html {
  return new Html(kind === 'same' ? `<div class="same">${render(text)}</div>` : `<${kind}>${render(text)}</${kind}>`);
}

/** A text area that holds exactly this text. */
export function textarea(attributes: Html, text: string): Html {
  return new Html(`<textarea ${attributes.markup}>\n${escaped(text)}</textarea>`);
}

/** JSON for a script of the page to read: data, which no browser runs. Nothing in it can end the element. */
export function dataBlock(id: string, value: unknown): Html {
  return new Html(`<script type="application/json" id="${escaped(id)}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`);
}
