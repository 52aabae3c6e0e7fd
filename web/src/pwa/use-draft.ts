import { useCallback, useState } from 'react';
import { onServer } from '../ui/on-server.js';
import { currentPerson } from './person.js';

/** What drafts are kept under, in either store. */
export const DRAFT_PREFIX = 'draft:';

/**
 * `useState` for text that somebody types, which a reload, a crash or a phone that was put away does not lose. Set it to `initial` once it was
 * sent. Kept in this browser alone, until signing out.
 */
export function useDraft(key: string, initial = ''): [string, (text: string) => void] {
  const place = `${DRAFT_PREFIX}${currentPerson() ?? ''}:${key}`;
  const [text, setText] = useState(() => (onServer ? initial : (localStorage.getItem(place) ?? initial)));
  const set = useCallback(
    (next: string) => {
      setText(next);
      if (next === initial) localStorage.removeItem(place);
      else localStorage.setItem(place, next);
    },
    [place, initial],
  );
  return [text, set];
}

/** Nothing that somebody typed is left for the next. */
export function forgetDrafts(): void {
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) if (key.startsWith(DRAFT_PREFIX)) store.removeItem(key);
}
