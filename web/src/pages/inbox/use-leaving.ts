import { useEffect, useRef, useState } from 'react';

/** As long as the style lets a row fade. */
const FADE_MS = 200;
/** After rows have moved up, for so long nothing is decided by a tap: it was meant for what stood there before. */
const SETTLE_MS = 500;

export interface Leaving<T> {
  rows: readonly T[];
  /** Ids that are on their way out. */
  leaving: ReadonlySet<string>;
  /** Rows have just moved. */
  settling: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** Lets rows go gently: what is no longer in the list fades where it stands, and only then the others move up. */
export function useLeaving<T extends { id: string }>(rows: readonly T[], place: number): Leaving<T> {
  const [shown, setShown] = useState({ rows, place });
  const [settling, setSettling] = useState(false);
  const there = new Set(rows.map(({ id }) => id));
  // Where the list has moved on to other pages, rows go because they were passed.
  const going = shown.place === place ? shown.rows.filter(({ id }) => !there.has(id)).map(({ id }) => id) : [];
  const key = going.join();
  const latest = useRef({ rows, place });
  useEffect(() => {
    latest.current = { rows, place };
  });
  useEffect(() => {
    if (key === '') return;
    const timer = setTimeout(() => {
      setShown(latest.current);
      setSettling(true);
    }, FADE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  useEffect(() => {
    if (!settling) return;
    const timer = setTimeout(() => setSettling(false), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [settling, shown]);
  if (key === '' && (shown.rows !== rows || shown.place !== place) && !same(shown.rows, rows)) setShown({ rows, place });
  const leaving = key === '' ? NONE : new Set(going);
  // What is new about those that stay is shown at once.
  const fresh = new Map(rows.map((row) => [row.id, row]));
  return { rows: key === '' ? rows : shown.rows.map((row) => fresh.get(row.id) ?? row), leaving, settling };
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
