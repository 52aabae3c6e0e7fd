import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Pause } from '../../../src/contracts/pause.js';
import { api } from '../api/http.js';
import { useSession } from '../api/session.js';
import { pauseScopeText } from '../../../src/contracts/pause-text.js';

export const PAUSES_KEY = 'pauses';
/** A pause moves no request that is not approved, so that nothing tells of it by itself; milliseconds. */
const LOOK_EVERY_MS = 15_000;

/** Stands on every page while something is paused: what people approve does not run, and they should know. */
export function PausedBanner(): ReactNode {
  const { person } = useSession();
  const { data } = useQuery({
    queryKey: [PAUSES_KEY, 'active'],
    queryFn: ({ signal }) => api.get<{ items: Pause[] }>('/v1/pauses?active=true', { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const [first, ...others] = data?.items ?? [];
  if (!first) return null;
  const may = person.role === 'manager' || person.permissions.includes('pause');
  const scope = pauseScopeText(first.scope);
  return (
    <div className="bar no" role="status">
      <strong>Paused: {scope}.</strong> {first.reason}
      {others.length === 0 ? '' : others.length === 1 ? ' (and one more pause)' : ` (and ${others.length} more pauses)`}
      {may ? (
        <>
          {' '}
          <Link href="/manage/pauses">Look at it</Link>
        </>
      ) : null}
    </div>
  );
}
