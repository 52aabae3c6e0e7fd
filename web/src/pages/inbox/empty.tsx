import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useSession } from '../../api/session.js';
import { EmptyState } from '../../ui/states.js';
import { addressOf, chipsOf, cleared, PLAIN, type InboxQuery } from './query.js';

/** Nothing in the list: why, and what to do about it. `total`: requests of any kind; null while nobody knows. */
export function EmptyList({ query, total }: { query: InboxQuery; total: number | null }): ReactNode {
  const { person } = useSession();
  if (chipsOf(query).length > 0) {
    return (
      <EmptyState title="Nothing fits these filters">
        <Link className="button" href={addressOf(cleared(query))}>
          Clear all filters
        </Link>
      </EmptyState>
    );
  }
  if (total === 0) {
    return (
      <EmptyState title={query.scope === 'decided' ? 'You have decided nothing yet' : 'Nothing waits for you'}>
        <p>
          No agent has asked for anything yet. Requests appear here by themselves as soon as one does:{' '}
          <a href="/docs">see how to open one</a>.
        </p>
      </EmptyState>
    );
  }
  switch (query.scope) {
    case 'waiting':
      return (
        <EmptyState title="Nothing waits for you">
          <p>
            {person.role === 'viewer'
              ? 'You can look at every request, and decide none: that is what a viewer is.'
              : 'New requests appear here by themselves.'}
          </p>
          <Link className="button" href={addressOf({ ...PLAIN, scope: 'all' })}>
            See all requests
          </Link>
        </EmptyState>
      );
    case 'decided':
      return (
        <EmptyState title="You have decided nothing yet">
          <p>What you approve, reject or change is listed here, with what became of it.</p>
        </EmptyState>
      );
    case 'all':
      return <EmptyState title="There are no requests" />;
  }
}
