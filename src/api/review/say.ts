import type { Span } from '../../contracts/review.js';

type Part = Span | readonly Span[] | string | number | null | false | undefined;

function spansOf(part: Part): readonly Span[] {
  if (part === null || part === undefined || part === false || part === '') return [];
  if (typeof part === 'string' || typeof part === 'number') return [{ as: 'text', text: String(part) }];
  return 'as' in part ? [part] : part;
}

/** Pieces of text that follow each other are one. */
function joined(spans: readonly Span[]): Span[] {
  return spans.reduce<Span[]>((done, span) => {
    const last = done.at(-1);
    if (span.as !== 'text' || last?.as !== 'text') return [...done, span];
    return [...done.slice(0, -1), { as: 'text', text: last.text + span.text }];
  }, []);
}

/** A sentence in pieces, from which the page without script and the dashboard make their own markup. */
export function say(strings: TemplateStringsArray, ...values: Part[]): Span[] {
  return joined(strings.flatMap((text, index) => [...spansOf(values[index - 1]), ...spansOf(text)]));
}

export const strong = (text: string): Span => ({ as: 'strong', text });
export const small = (text: string): Span => ({ as: 'small', text });
export const code = (text: string): Span => ({ as: 'code', text });
export const moment = (at: string): Span => ({ as: 'moment', at });
export const until = (at: string): Span => ({ as: 'until', at });
/** Somebody's own words; nothing where there are none. */
export const quote = (text: string | null): Span[] => (text === null || text === '' ? [] : [{ as: 'quote', text }]);
