import { useCallback, useState } from 'react';
import { currentPerson } from './person.js';

const PREFIX = 'draft:';

/**
 * `useState` for text that somebody types, which a reload, a crash or a phone that was put away does not lose. Set it to `initial` once it was
 * sent. Kept in this browser alone, until signing out.
 */
export function useDraft(key: string, initial = ''): [string, (text: string) => void] {
  const place = `${PREFIX}${currentPerson() ?? ''}:${key}`;
  const [text, setText] = useState(() => localStorage.getItem(place) ?? initial);
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
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
