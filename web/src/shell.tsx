import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { api } from './api/http.js';
import { useLiveState } from './api/live.js';
import { useSession } from './api/session.js';
import { PwaBars } from './pwa/bars.js';
import { Icon, Mark, type IconName } from './ui/icon.js';
import { onServer } from './ui/on-server.js';
import { PausedBanner } from './ui/paused-banner.js';
import { Toasts } from './ui/toast.js';

interface Way {
  href: string;
  text: string;
  icon: IconName;
  count?: number;
}

function isAt(location: string, href: string): boolean {
  return href === '/' ? location === '/' || location.startsWith('/r/') : location.startsWith(href);
}

function Ways({ ways }: { ways: readonly Way[] }): ReactNode {
  const [location] = useLocation();
  return (
    <nav className="shell-nav" aria-label="Main">
      <ul>
        {ways.map(({ href, text, icon, count = 0 }) => (
          <li key={href}>
            <Link href={href} aria-current={isAt(location, href) ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{text}</span>
              {count > 0 ? (
                <span className="count">
                  {count > 99 ? '99+' : count}
                  <span className="unseen"> waiting</span>
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Moves do not arrive by themselves: said only while it lasts. */
function Connection(): ReactNode {
  if (useLiveState() !== 'waiting') return null;
  return (
    <div className="bar no-print" role="status">
      Not connected. What you see may be out of date; this page tries again by itself.
    </div>
  );
}

/** What stands around every page. */
export function Shell({ children }: { children: ReactNode }): ReactNode {
  const { person } = useSession();
  const { data: counts } = useQuery({
    queryKey: ['counts'],
    queryFn: ({ signal }) => api.get<{ waiting: number }>('/v1/requests/counts', { signal }),
  });
  const ways: Way[] = [
    { href: '/', text: 'Inbox', icon: 'inbox', count: counts?.waiting ?? 0 },
    { href: '/overview', text: 'Overview', icon: 'chart' },
    ...(person.role === 'manager' ? [{ href: '/manage', text: 'Manage', icon: 'sliders' } as const] : []),
    { href: '/settings', text: 'Settings', icon: 'person' },
  ];
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <div>
        <Connection />
        <PausedBanner />
        <PwaBars />
      </div>
      <header className="shell-top no-print">
        <Link href="/" className="brand">
          <Mark />
          Countersign
        </Link>
        <Ways ways={ways} />
        <span className="who">{person.name}</span>
      </header>
      {/* Whoever has no script has another page beside the server's drawing, with a place to skip to of its own. */}
      <main id={onServer ? undefined : 'main'} className="shell-main" tabIndex={-1}>
        {children}
      </main>
      <Toasts />
    </div>
  );
}
