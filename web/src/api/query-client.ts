import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, isOffline } from './http.js';

/** A refusal stays one; only where no answer came, or the service broke, is it worth asking again. */
function worthAnother(failures: number, error: unknown): boolean {
  if (failures >= 3) return false;
  return isOffline(error) || !(error instanceof ApiProblem) || error.status >= 500;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthAnother, staleTime: 5_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
