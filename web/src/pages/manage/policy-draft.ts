import { currentPerson } from '../../pwa/person.js';
import { DRAFT_PREFIX } from '../../pwa/use-draft.js';

/** What somebody has written and not saved; lost to nobody by a reload, a conflict or a sign-in in between. Kept in this tab alone. */
export interface Draft {
  text: string;
  /** The active version that it was written from, 0 for none. */
  basedOn: number;
}

const keyOf = (name: string | null) => `${DRAFT_PREFIX}${currentPerson() ?? ''}:policy:${name ?? ''}`;

export function keptDraft(name: string | null): Draft | null {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(keyOf(name)) ?? 'null');
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { text, basedOn } = parsed as Partial<Draft>;
    return typeof text === 'string' && typeof basedOn === 'number' ? { text, basedOn } : null;
  } catch {
    // A browser that keeps nothing: the page itself still has the text.
    return null;
  }
}

/** Null: there is nothing to keep any more. */
export function keepDraft(name: string | null, draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(keyOf(name));
    else sessionStorage.setItem(keyOf(name), JSON.stringify(draft));
  } catch {
    // As above.
  }
}
