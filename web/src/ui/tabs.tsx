import type { ReactNode } from 'react';
import { Link } from 'wouter';

export interface Tab {
  href: string;
  text: string;
  count?: string | null;
  current: boolean;
}

/** Ways between views that have addresses of their own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): ReactNode {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ href, text, count, current }) => (
        <Link key={href} href={href} aria-current={current ? 'page' : undefined}>
          {text}
          {count === null || count === undefined ? null : <span className="n">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
