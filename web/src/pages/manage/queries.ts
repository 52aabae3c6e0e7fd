import { useEffect, useState } from 'react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Directory } from '../../../../src/contracts/administration.js';
import { api } from '../../api/http.js';
import { announce } from '../../ui/toast.js';

export interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

/** `/v1/people` and what narrows it; what is empty is left out. */
export function pathOf(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== undefined && entry[1] !== '',
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Page after page of one of the API's lists. */
export function usePages<T>(key: readonly unknown[], path: string, query: Readonly<Record<string, string | null | undefined>> = {}) {
  return useInfiniteQuery({
    queryKey: [...key, query],
    queryFn: ({ signal, pageParam }) => api.get<PageOf<T>>(pathOf(path, { ...query, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** What the pages fetched so far have, in order. */
export function itemsOf<T>({ data }: { data: { pages: readonly PageOf<T>[] } | undefined }): T[] {
  return data?.pages.flatMap(({ items }) => items) ?? [];
}

export function useOne<T>(key: readonly unknown[], path: string, more: { refetchInterval?: number; enabled?: boolean } = {}) {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<T>(path, { signal }), ...more });
}

/** Does something and brings the lists that speak of it up to date; says what was done. */
export function useDoing<V, T>(
  what: (given: V) => Promise<T>,
  {
    keys,
    said,
    then,
  }: { keys: readonly string[]; said?: string | ((result: T, given: V) => string); then?: (result: T, given: V) => void },
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: what,
    onSuccess: async (result, given) => {
      if (said !== undefined) announce(typeof said === 'string' ? said : said(result, given));
      then?.(result, given);
      await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}

/** The value, once it has stood still for so long. */
export function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

/** What people are called; an id stands for itself until its name is there. */
export function useNames(ids: readonly (string | null)[]): (id: string) => string {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null && /^[A-Za-z0-9]/.test(id) && !id.startsWith('key_')))]
    .sort()
    .slice(0, 200);
  const { data } = useQuery({
    queryKey: ['directory', 'names', wanted],
    queryFn: ({ signal }) => api.get<Directory>(pathOf('/v1/directory', { ids: wanted.join(',') }), { signal }),
    enabled: wanted.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return (id) => data?.people.find((person) => person.id === id)?.name ?? (id.startsWith('key_') ? 'an administrator’s key' : id);
}
