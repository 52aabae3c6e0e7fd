import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReviewView } from '../../../src/contracts/review.js';
import { api } from '../api/http.js';

/** The request as whoever is signed in sees it; kept current by moves (live.ts). */
export function useReview(id: string): UseQueryResult<ReviewView> {
  return useQuery({
    queryKey: ['review', id],
    queryFn: ({ signal }) => api.get<ReviewView>(`/v1/requests/${id}/review`, { signal }),
  });
}
