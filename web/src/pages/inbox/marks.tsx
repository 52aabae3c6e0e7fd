import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { RequestSummary } from '../../../../src/contracts/view.js';
import { api } from '../../api/http.js';
import { useSession } from '../../api/session.js';
import { StatusPill } from '../../ui/badge.js';
import { useNow } from '../../ui/time.js';
import { dueOf, roughly } from './due.js';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Colour and word. */
export function RiskWord({ risk }: { risk: string | null }): ReactNode {
  return risk === null ? null : <span className={`risk-word ${risk}`}>{risk} risk</span>;
}

export function DueWord({ row }: { row: RequestSummary }): ReactNode {
  const now = useNow();
  if (row.status !== 'pending' || row.deadlineAt === null) return null;
  const { tone, text } = dueOf({ deadlineAt: row.deadlineAt, createdAt: row.createdAt }, now);
  return (
    <time className={`due ${tone}`} dateTime={row.deadlineAt} title={moment.format(new Date(row.deadlineAt))}>
      {text}
    </time>
  );
}

export function AgeWord({ at }: { at: string }): ReactNode {
  const now = useNow();
  const age = now - Date.parse(at);
  return (
    <time className="age" dateTime={at} title={moment.format(new Date(at))}>
      {age < 60_000 ? 'now' : roughly(age)}
      {age < 60_000 ? null : <span className="unseen"> ago</span>}
    </time>
  );
}

/** Names of people by id; the id itself until they are there. */
function useNames(ids: readonly string[]): (id: string) => string {
  const sorted = [...ids].sort();
  const { data } = useQuery({
    queryKey: ['names', ...sorted],
    queryFn: ({ signal }) =>
      api.get<{ people: { id: string; name: string }[] }>(`/v1/directory?ids=${sorted.map(encodeURIComponent).join(',')}`, { signal }),
    enabled: sorted.length > 0,
    staleTime: 600_000,
  });
  return (id) => data?.people.find((person) => person.id === id)?.name ?? id;
}

/** Who has taken it for the moment. */
export function ClaimWord({ row }: { row: RequestSummary }): ReactNode {
  const now = useNow();
  const { person } = useSession();
  const claims = row.claims.filter(({ until }) => Date.parse(until) > now);
  const nameOf = useNames(claims.map(({ by }) => by).filter((id) => id !== person.id));
  if (claims.length === 0) return null;
  const names = claims.map(({ by }) => (by === person.id ? 'You' : nameOf(by)));
  const mine = claims.some(({ by }) => by === person.id);
  return (
    <span className={mine ? 'claim mine' : 'claim'}>Taken by {names.map((name) => (name === 'You' ? 'you' : name)).join(' and ')}</span>
  );
}

/** How it stands: the outcome of what is over, what is special about what is open. */
export function StandingWords({ row }: { row: RequestSummary }): ReactNode {
  if (row.status !== 'pending') return <StatusPill status={row.status} />;
  return (
    <>
      {row.seats !== null && row.seats.need > 1 ? (
        <span className="seats-word">
          {row.seats.filled} of {row.seats.need} approved
        </span>
      ) : null}
      {row.unreachable ? <span className="due late">Too few people left</span> : null}
    </>
  );
}
