import { useEffect, useRef, type ReactNode } from 'react';

/** A page's heading and title. Focus goes to the heading when the page is reached from another one, so that a screen reader hears where it is. */
export function Page({
  title,
  heading = title,
  side,
  children,
}: {
  title: string;
  heading?: ReactNode;
  side?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Countersign`;
  }, [title]);
  useEffect(() => {
    if (moved) ref.current?.focus({ preventScroll: true });
    moved = true;
  }, []);
  return (
    <>
      <div className="page-head">
        <h1 ref={ref} tabIndex={-1}>
          {heading}
        </h1>
        {side}
      </div>
      {children}
    </>
  );
}

/** Whether a page was shown before this one: the first one leaves focus to the browser. */
let moved = false;
