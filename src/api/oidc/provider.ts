import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  type ClientAuth,
  type ServerMetadata,
} from 'openid-client';
import type { Logger } from 'pino';
import type { OidcConfig } from '../../config.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import { SESSION_MS } from '../../ledger/sessions.js';
import { keptFresh } from './kept-fresh.js';

/** Machines' clocks differ; half a minute is what providers tolerate too. */
const CLOCK_TOLERANCE_S = 30;
/** A person waits for it: a provider that takes longer is away. */
const TIMEOUT_S = 5;
/** Providers change endpoints within days, and keys are fetched anew by themselves. */
const FRESH_MS = 3_600_000;

export const CALLBACK_PATH = '/sign-in/oidc/callback';

/** What the provider says about somebody who came back from it. */
export interface Account {
  subject: string;
  claims: JsonObject;
  /** When they proved who they are there; null: it does not say. */
  authenticatedAt: Date | null;
  idToken: string;
}

/** Secrets of one way to the provider and back. */
export interface Secrets {
  state: string;
  nonce: string;
  verifier: string;
}

export interface OidcProvider {
  issuer: string;
  name: string;
  createPeople: OidcConfig['createPeople'];
  groups: OidcConfig['groups'];
  /** Where to send the browser. `again`: they have to prove who they are now, whatever session they have there. Throws where the provider is away. */
  leave(secrets: Secrets, again: boolean): Promise<URL>;
  /** What the browser brought back (the query of the callback). Throws what openid-client throws where it is not what was asked for. */
  comeBack(query: string, secrets: Secrets): Promise<Account>;
  /** Where to sign out there as well; null where the provider has nothing for it, or is away. */
  signOutUrl(idToken: string): Promise<string | null>;
}

/** One identity provider, found out about when it is first needed. */
export function createOidcProvider(config: OidcConfig, publicUrl: string, log: Logger, clock: () => number): OidcProvider {
  const { issuer, name, createPeople, groups, scopes } = config;
  const redirectUri = `${publicUrl}${CALLBACK_PATH}`;
  const provider = keptFresh(() => discover(config), { freshMs: FRESH_MS, clock, log });

  return {
    issuer,
    name,
    createPeople,
    groups,
    async leave({ state, nonce, verifier }, again) {
      return buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: scopes,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // With `max_age` a provider says when they proved who they are; without it most do not.
        ...(again ? { prompt: 'login', max_age: '0' } : { max_age: String(SESSION_MS / 1000) }),
      });
    },
    async comeBack(query, { state, nonce, verifier }) {
      const client = await provider();
      const tokens = await authorizationCodeGrant(client, new URL(`${redirectUri}${query}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims || tokens.id_token === undefined) throw new Error('the provider sent no ID token');
      // Which of the two holds a claim is the provider's choice; what the signed one says, holds.
      const lacks = claims['name'] === undefined || (groups !== null && claimTexts(claims as JsonObject, groups.claim).length === 0);
      const asks = lacks && client.serverMetadata().userinfo_endpoint !== undefined;
      const more = asks ? await fetchUserInfo(client, tokens.access_token, claims.sub) : {};
      return {
        subject: claims.sub,
        claims: { ...(more as JsonObject), ...(claims as JsonObject) },
        authenticatedAt: claims.auth_time === undefined ? null : new Date(Math.min(claims.auth_time * 1000, clock())),
        idToken: tokens.id_token,
      };
    },
    async signOutUrl(idToken) {
      try {
        const client = await provider();
        if (client.serverMetadata().end_session_endpoint === undefined) return null;
        return buildEndSessionUrl(client, { id_token_hint: idToken, post_logout_redirect_uri: `${publicUrl}/sign-in` }).href;
      } catch (error) {
        // They are signed out here already; that is what was asked for.
        log.warn({ err: error, issuer }, 'the identity provider could not be asked where to sign out');
        return null;
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<Configuration> {
  const metadata = { [clockTolerance]: CLOCK_TOLERANCE_S, ...(clientSecret === null ? {} : { client_secret: clientSecret }) };
  // Only loopback may be http: the configuration refuses any other.
  const execute = new URL(issuer).protocol === 'http:' ? [allowInsecureRequests] : [];
  const found = await discovery(new URL(issuer), clientId, metadata, None(), { execute, timeout: TIMEOUT_S });
  const server = found.serverMetadata();
  // Accounts are known by the issuer's exact words: one that differs in a slash would be another provider's.
  if (server.issuer !== issuer) throw new Error(`OIDC_ISSUER must be exactly ${JSON.stringify(server.issuer)}, as the provider writes it`);
  const client = new Configuration(server, clientId, metadata, authenticationOf(server, clientSecret));
  client.timeout = TIMEOUT_S;
  for (const apply of execute) apply(client);
  // Also on the direct way from the provider the ID token's signature is checked: what signs in is what was signed.
  enableNonRepudiationChecks(client);
  return client;
}

/** Providers that say nothing take the secret as HTTP Basic (OpenID Connect Discovery 1.0, section 3). */
function authenticationOf(server: ServerMetadata, clientSecret: string | null): ClientAuth {
  if (clientSecret === null) return None();
  const methods: readonly string[] = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret);
}

/** A claim by its name; where there is none of this name, by a path such as `realm_access.roles`. Texts, each once. */
export function claimTexts(claims: JsonObject, name: string): readonly string[] {
  const value = claims[name] ?? name.split('.').reduce<Json | undefined>(inside, claims);
  const values = Array.isArray(value) ? value : [value];
  return [...new Set(values.filter((each): each is string => typeof each === 'string'))];
}

function inside(value: Json | undefined, key: string): Json | undefined {
  const holds = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key);
  return holds ? value[key] : undefined;
}
