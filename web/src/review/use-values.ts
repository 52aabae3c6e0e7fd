import { useCallback, useMemo } from 'react';
import { useDraft } from '../pwa/use-draft.js';
import type { Values } from './forms.js';

function parsed(text: string): Values {
  try {
    return JSON.parse(text) as Values;
  } catch {
    return {};
  }
}

/** What was typed into one form of one request: kept in this browser until it is sent, also where the request moves on or the page is left. */
export function useValues(
  requestId: string,
  form: string,
): { typed: Values; set: (name: string, value: string) => void; forget: () => void } {
  const [text, setText] = useDraft(`review:${requestId}:${form}`, '{}');
  const typed = useMemo(() => parsed(text), [text]);
  const set = useCallback((name: string, value: string) => setText(JSON.stringify({ ...typed, [name]: value })), [typed, setText]);
  const forget = useCallback(() => setText('{}'), [setText]);
  return { typed, set, forget };
}
