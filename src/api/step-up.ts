import type { Session } from '../ledger/sessions.js';

/** How long a sign-in is recent enough for high and critical risk, where nobody said otherwise. */
export const STEP_UP_AFTER_MS = 30 * 60_000;

/** Until when this session may decide at high and critical risk. Where nobody knows when the person proved who they are, that was never. */
export function freshUntil({ authenticatedAt, signedInAt, expiresAt }: Session, stepUpAfterMs: number | null): Date {
  if (stepUpAfterMs === null) return expiresAt;
  return authenticatedAt === null ? signedInAt : new Date(Math.min(authenticatedAt.getTime() + stepUpAfterMs, expiresAt.getTime()));
}
