import { z } from 'zod';
import { sessionViewSchema, signedOutSchema } from '../../contracts/session.js';
import { deleteSession, deleteSessionsOf, type Session } from '../../ledger/sessions.js';
import { clearCookieHeader, sessionToken } from '../pages/cookies.js';
import { ProblemError } from '../problem.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { named } from '../schemas/named.js';
import { sessionView } from '../session-view.js';

const view = named('Session', sessionViewSchema, 'Who is signed in with this browser. Only for sessions: a key has `GET /v1/me`.');
const signedOut = named('SignedOut', signedOutSchema, '`providerUrl` leads to the identity provider, to sign out there as well.');
const signOutQuery = z.strictObject({
  everywhere: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true` ends every session of this person, on all their devices. Keys go on working.'),
});

function signedIn(session: Session | null): Session {
  if (session) return session;
  throw new ProblemError('missing_credentials', 'This is about the session of a browser; it was called with a key.');
}

export const getSession = route({
  method: 'get',
  path: '/v1/session',
  operationId: 'getSession',
  tag: 'Session',
  summary: 'Who is signed in with this browser',
  access: 'key',
  responses: { 200: { description: 'The session.', schema: view } },
  handle: ({ session, deps }) => Promise.resolve(ok(sessionView(signedIn(session), deps))),
});

export const endSession = route({
  method: 'delete',
  path: '/v1/session',
  operationId: 'signOut',
  tag: 'Session',
  summary: 'Sign out, of this browser or everywhere',
  access: 'key',
  query: signOutQuery,
  responses: { 200: { description: 'Signed out; the cookie is taken back.', schema: signedOut } },
  async handle({ session, query, req, deps }) {
    const { person, idToken } = signedIn(session);
    const { publicUrl } = deps.config;
    const token = sessionToken(req, publicUrl);
    if (query.everywhere === 'true') await deleteSessionsOf(deps.db, person.id);
    else if (token !== null) await deleteSession(deps.db, token);
    deps.log.info({ signedOut: person.id, everywhere: query.everywhere === 'true' }, 'signed out');
    const providerUrl = idToken !== null && deps.oidc ? await deps.oidc.signOutUrl(idToken) : null;
    return { status: 200, json: { providerUrl }, headers: { 'set-cookie': clearCookieHeader(publicUrl) } };
  },
});
