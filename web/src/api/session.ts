import { useQuery } from '@tanstack/react-query';
import type { SessionView } from '../../../src/contracts/session.js';
import { api, setCsrf } from './http.js';

export async function loadSession(): Promise<SessionView> {
  const session = await api.get<SessionView>('/v1/session');
  setCsrf(session.csrf);
  return session;
}

export const SESSION_KEY = ['session'] as const;

/** Who is signed in. Only below `SignedIn` (app.tsx), which has it before it draws anything. */
export function useSession(): SessionView {
  const { data } = useQuery({ queryKey: SESSION_KEY, queryFn: loadSession, staleTime: 60_000 });
  if (!data) throw new Error('useSession is for what stands below SignedIn');
  return data;
}

/** Where to sign in, and come back to this very place. */
export function signInHref(path = location.pathname + location.search): string {
  return `/sign-in?next=${encodeURIComponent(path)}`;
}
