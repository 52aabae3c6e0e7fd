import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { RequestSummary } from '../../../../src/contracts/view.js';
import { api } from '../../api/http.js';

interface Named {
  items: { type?: string; name?: string }[];
}

export interface Known {
  type: readonly string[];
  agent: readonly string[];
  policy: readonly string[];
}

const sorted = (values: Iterable<string | null | undefined>): string[] =>
  [...new Set([...values].filter((value): value is string => typeof value === 'string' && value !== ''))].sort();

/** What a filter can offer to choose from: what is registered, and what the lists that were looked at name. Asked for when a filter is opened. */
export function useKnown(wanted: boolean): Known {
  const client = useQueryClient();
  const options = { enabled: wanted, staleTime: 300_000 };
  const types = useQuery({
    queryKey: ['action-types'],
    queryFn: ({ signal }) => api.get<Named>('/v1/action-types', { signal }),
    ...options,
  });
  const policies = useQuery({
    queryKey: ['policies', 'names'],
    queryFn: ({ signal }) => api.get<Named>('/v1/policies', { signal }),
    ...options,
  });
  const lists = client.getQueriesData<{ pages: { items: RequestSummary[] }[] }>({ queryKey: ['inbox'] });
  const rows = lists.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? []);
  return {
    type: sorted([...(types.data?.items.map(({ type }) => type) ?? []), ...rows.map(({ type }) => type)]),
    agent: sorted(rows.map(({ agent }) => agent)),
    policy: sorted(policies.data?.items.map(({ name }) => name) ?? []),
  };
}
