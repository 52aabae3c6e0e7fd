import { useCallback, useEffect, useRef, useState } from 'react';

/** After rows have moved up, for so long a click is taken to be meant for what stood there before. */
const QUIET_MS = 600;

export interface Gone {
  ids: ReadonlySet<string>;
  leave: (id: string) => void;
  back: (id: string) => void;
  quiet: boolean;
}

/** What was decided here, from the click until the list itself says so. `lets`: only where the list is of what is undecided. */
export function useGone(lets: boolean): Gone {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [quiet, setQuiet] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const leave = useCallback(
    (id: string) => {
      if (!lets) return;
      setIds((now) => new Set([...now, id]));
      setQuiet(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setQuiet(false), QUIET_MS);
    },
    [lets],
  );
  const back = useCallback((id: string) => setIds((now) => new Set([...now].filter((each) => each !== id))), []);
  return { ids, leave, back, quiet };
}
