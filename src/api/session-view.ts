import type { SessionView } from '../contracts/session.js';
import type { Session } from '../ledger/sessions.js';
import type { ApiDeps } from './deps.js';
import { freshUntil } from './step-up.js';

/** What the pages of a session need to know; the shell writes it into the document, `GET /v1/session` answers it. */
export function sessionView(session: Session, deps: Pick<ApiDeps, 'config' | 'clock' | 'push'>): SessionView {
  const { publicUrl, temporalUiUrl, version, stepUpAfterMs } = deps.config;
  return {
    person: session.person,
    csrf: session.csrf,
    signedInAt: session.signedInAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    stepUpUntil: freshUntil(session, stepUpAfterMs).toISOString(),
    temporalUrl: temporalUiUrl,
    publicUrl,
    version,
    push: deps.push && { publicKey: deps.push.publicKey },
    now: new Date(deps.clock()).toISOString(),
  };
}
