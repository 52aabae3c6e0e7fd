import { formatDuration } from '../contracts/duration.js';
import type { Verb } from '../contracts/decision.js';
import { isHighRisk, riskSchema } from '../contracts/risk.js';
import { accountOfPerson } from '../ledger/identities.js';
import { riskOf } from '../ledger/requests.js';
import type { Session } from '../ledger/sessions.js';
import type { ApiDeps } from './deps.js';
import { ProblemError } from './problem.js';

export const RENEW_PATH = '/sign-in/renew';

export function renewHref(next: string): string {
  return `${RENEW_PATH}?next=${encodeURIComponent(next)}`;
}

/** What lets something happen. Whoever stops something is never kept from it. */
const LETS_HAPPEN: ReadonlySet<string> = new Set<Verb>(['approve', 'edit', 'answer', 'settle', 'override']);

type Deps = Pick<ApiDeps, 'db' | 'clock' | 'config' | 'oidc'>;

/** Until when this session may decide at high and critical risk. Where nobody knows when the person proved who they are, that was never. */
export function freshUntil({ authenticatedAt, signedInAt, expiresAt }: Session, stepUpAfterMs: number | null): Date {
  if (stepUpAfterMs === null) return expiresAt;
  return authenticatedAt === null ? signedInAt : new Date(Math.min(authenticatedAt.getTime() + stepUpAfterMs, expiresAt.getTime()));
}

/** Whether whoever sits there has proved recently enough who they are. */
export function isFresh(session: Session, { clock, config }: Pick<Deps, 'clock' | 'config'>): boolean {
  return config.stepUpAfterMs === null || clock() < freshUntil(session, config.stepUpAfterMs).getTime();
}

/** How this person signs in again: at the provider where one of their accounts is, else by a one-time link. */
export async function renewedBy(session: Session, { db, oidc }: Pick<Deps, 'db' | 'oidc'>): Promise<'oidc' | 'link'> {
  return oidc !== null && (await accountOfPerson(db, session.person.id, 'oidc', oidc.issuer)) !== null ? 'oidc' : 'link';
}

/**
 * Throws `step_up_required` where a session lets something of high or critical risk happen and its sign-in was too long ago. `null`: a key, whose
 * holder signs in nowhere. What has no risk yet is treated as if it had a high one.
 */
export async function requireFreshFor(verb: string, requestId: string, session: Session | null, deps: Deps): Promise<void> {
  if (session === null || !LETS_HAPPEN.has(verb) || isFresh(session, deps)) return;
  const found = await riskOf(deps.db, requestId);
  if (found === undefined) return;
  const risk = riskSchema.safeParse(found);
  if (risk.success && !isHighRisk(risk.data)) return;
  throw await stepUp(session, deps, risk.success ? `This is of ${risk.data} risk` : 'Its risk is not known yet');
}

/** Throws `step_up_required` where a session is about to make another way to sign in, which would outlast it. */
export async function requireFresh(session: Session | null, deps: Deps): Promise<void> {
  if (session === null || isFresh(session, deps)) return;
  throw await stepUp(session, deps, 'This makes a way to sign in');
}

async function stepUp(session: Session, deps: Deps, why: string): Promise<ProblemError> {
  const after = formatDuration(deps.config.stepUpAfterMs ?? 0);
  return new ProblemError('step_up_required', `${why}, and you proved who you are more than ${after} ago. Sign in again, then go on.`, {
    details: { renew: RENEW_PATH, by: await renewedBy(session, deps), after },
  });
}
