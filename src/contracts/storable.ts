import type { Json } from './json.js';

/**
 * PostgreSQL stores no NUL, and half of a surrogate pair has no UTF-8 form (RFC 8259, 8.2): such text could be neither kept, shown nor
 * digested as it was sent.
 */
function fits(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** JSON pointer (RFC 6901) to the first string, or to the object of the first key, that cannot be stored; null when all can. */
export function unstorableAt(value: unknown): string | null {
  if (typeof value === 'string') return fits(value) ? null : '';
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, child] of Object.entries(value)) {
    if (!fits(key)) return '';
    const at = unstorableAt(child);
    if (at !== null) return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${at}`;
  }
  return null;
}

/**
 * The value with U+FFFD for what cannot be stored; the same object when there is nothing to replace. Only for what must be recorded whatever it
 * says (results and errors of things that have happened); what people decide on is refused instead.
 */
export function storable<T>(value: T): T {
  return unstorableAt(value) === null ? value : (replaced(value as Json) as T);
}

function replaced(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd');
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [replaced(key), replaced(child)]));
}
