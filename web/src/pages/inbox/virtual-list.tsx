import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';

export interface VirtualProps<T> {
  label: string;
  rows: readonly T[];
  /** Rows before these that are not kept: their place stays. */
  offset: number;
  /** All there are, where that is known. */
  total: number | null;
  more: (() => void) | null;
  back: () => void;
  leaving: ReadonlySet<string>;
  settling: boolean;
  /** Index in `rows` of what has to be in sight. */
  inSight: number | null;
  children: (row: T, index: number) => ReactNode;
}

const ROW_PX = 92;
const CARD_PX = 300;
const GAP_PX = 12;

function keyFor<T extends { id: string }>({ rows, offset }: Pick<VirtualProps<T>, 'rows' | 'offset'>) {
  return (index: number): string => rows[index - offset]?.id ?? `at-${index}`;
}

/** Rows that are in sight, and a few around them; the rest is empty space of the right height. */
function Body<T extends { id: string }, E extends Element | Window>({
  virtual,
  margin,
  ...props
}: VirtualProps<T> & { virtual: Virtualizer<E, Element>; margin: number }): ReactNode {
  const { label, rows, offset, total, more, back, leaving, settling, children } = props;
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? offset;
  const last = items.at(-1)?.index ?? -1;
  const wantsMore = more !== null && last >= offset + rows.length - 5;
  const wantsBack = first < offset;
  const ways = useLatest({ more, back });
  useEffect(() => {
    if (wantsBack) ways.current.back();
    else if (wantsMore) ways.current.more?.();
    // Again for each page that arrived.
  }, [wantsBack, wantsMore, rows.length, offset, ways]);
  return (
    <ul
      className="virtual"
      aria-label={label}
      style={{ height: virtual.getTotalSize() }}
      data-settling={settling || leaving.size > 0 || undefined}
    >
      {items.map((item) => {
        const row = rows[item.index - offset];
        return (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={total ?? -1}
            data-leaving={(row && leaving.has(row.id)) || undefined}
            style={{ transform: `translateY(${item.start - margin}px)` }}
          >
            {row ? children(row, item.index - offset) : <span className="skeleton virtual-wait" />}
          </li>
        );
      })}
    </ul>
  );
}

/** The newest of what changes with every drawing, for effects that do not. */
function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value);
  useLayoutEffect(() => {
    ref.current = value;
  });
  return ref;
}

/** A list with a scroll bar of its own, beside the preview. */
export function PaneList<T extends { id: string }>(props: VirtualProps<T> & { start: number; onScroll: (px: number) => void }): ReactNode {
  const pane = useRef<HTMLDivElement>(null);
  const { rows, offset, more, inSight, start, onScroll } = props;
  const virtual = useVirtualizer({
    count: offset + rows.length + (more ? 1 : 0),
    getScrollElement: () => pane.current,
    estimateSize: () => ROW_PX,
    getItemKey: keyFor(props),
    overscan: 6,
    initialOffset: start,
  });
  const scroll = useLatest((index: number) => virtual.scrollToIndex(offset + index, { align: 'auto' }));
  useEffect(() => {
    if (inSight !== null) scroll.current(inSight);
  }, [inSight, scroll]);
  return (
    <div className="inbox-pane" ref={pane} onScroll={(event) => onScroll(event.currentTarget.scrollTop)}>
      <Body {...props} virtual={virtual} margin={0} />
    </div>
  );
}

/** A list that the whole page scrolls. */
export function PageList<T extends { id: string }>(props: VirtualProps<T> & { start: number; onScroll: (px: number) => void }): ReactNode {
  const top = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const { rows, offset, more, inSight, start, onScroll } = props;
  // Whatever stands above the list may come and go.
  useLayoutEffect(() => {
    const measure = () => setMargin((top.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const watch = new ResizeObserver(measure);
    measure();
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count: offset + rows.length + (more ? 1 : 0),
    estimateSize: () => CARD_PX,
    getItemKey: keyFor(props),
    overscan: 3,
    gap: GAP_PX,
    scrollMargin: margin,
    initialOffset: start,
  });
  const scrolled = useLatest(onScroll);
  useLayoutEffect(() => {
    if (start > 0) window.scrollTo(0, start);
    const listener = () => scrolled.current(window.scrollY);
    window.addEventListener('scroll', listener, { passive: true });
    return () => window.removeEventListener('scroll', listener);
  }, [start, scrolled]);
  const scroll = useLatest((index: number) => virtual.scrollToIndex(offset + index, { align: 'auto' }));
  useEffect(() => {
    if (inSight !== null) scroll.current(inSight);
  }, [inSight, scroll]);
  return (
    <div ref={top}>
      <Body {...props} virtual={virtual} margin={margin} />
    </div>
  );
}
