import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { roleSchema, type Role } from './contracts/principal.js';

/** Sign-in at an identity provider (OpenID Connect, authorization code with PKCE). */
export interface OidcConfig {
  /** Exactly as the provider writes it, also with or without a slash at its end: accounts are known by it. */
  readonly issuer: string;
  /** What the button says. */
  readonly name: string;
  readonly clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  readonly scopes: string;
  /** What whoever signs in for the first time becomes; null: a stranger stays one. */
  readonly createPeople: 'viewer' | 'reviewer' | null;
  /** Roles that follow the provider; null: they are given here. */
  readonly groups: { readonly claim: string; readonly roles: ReadonlyMap<string, Role> } | null;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function isSafeIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash } = new URL(value);
  return search === '' && hash === '' && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname)));
}

const text = z.string().min(1);

export const oidcShape = {
  OIDC_ISSUER: z.string().max(200).refine(isSafeIssuer, 'give the https URL of the issuer, exactly as the provider writes it').optional(),
  OIDC_NAME: text.max(60).optional(),
  OIDC_CLIENT_ID: text.optional(),
  OIDC_CLIENT_SECRET: text.optional(),
  OIDC_SCOPES: z
    .string()
    .refine((value) => value.split(' ').includes('openid'), 'give scopes with spaces between them, "openid" among them')
    .default('openid profile email'),
  OIDC_CREATE_PEOPLE: z.enum(['viewer', 'reviewer'], 'give viewer or reviewer').optional(),
  OIDC_GROUPS_CLAIM: text.optional(),
  OIDC_ROLES: text.optional(),
};

type Values = z.infer<z.ZodObject<typeof oidcShape>>;

/** Null where no issuer is set; throws `ConfigError` where something is set that makes no sense without something else. */
export function oidcOf(values: Values): OidcConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  if (issuer === undefined) {
    const others = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'OIDC_CREATE_PEOPLE', 'OIDC_GROUPS_CLAIM', 'OIDC_ROLES'] as const;
    const orphan = others.find((name) => values[name] !== undefined);
    if (orphan) throw new ConfigError(`OIDC_ISSUER: needed because ${orphan} is set; give the https URL of the identity provider`);
    return null;
  }
  if (clientId === undefined)
    throw new ConfigError('OIDC_CLIENT_ID: needed because OIDC_ISSUER is set; register Countersign at the provider');
  return {
    issuer,
    name: values.OIDC_NAME ?? new URL(issuer).hostname,
    clientId,
    clientSecret: values.OIDC_CLIENT_SECRET ?? null,
    scopes: values.OIDC_SCOPES,
    createPeople: values.OIDC_CREATE_PEOPLE ?? null,
    groups: groupsOf(values),
  };
}

function groupsOf({ OIDC_GROUPS_CLAIM: claim, OIDC_ROLES: roles }: Values): OidcConfig['groups'] {
  if (claim === undefined && roles === undefined) return null;
  if (claim === undefined)
    throw new ConfigError('OIDC_GROUPS_CLAIM: needed because OIDC_ROLES is set; name the claim that holds the groups');
  if (roles === undefined)
    throw new ConfigError('OIDC_ROLES: needed because OIDC_GROUPS_CLAIM is set; such as "approvers=reviewer,*=viewer"');
  return { claim, roles: rolesOf(roles) };
}

const rolesSchema = z.record(z.string().min(1), roleSchema).refine((roles) => Object.keys(roles).length > 0);

/** `approvers=reviewer,*=viewer`; or as JSON, for names with commas and equals signs in them. */
function rolesOf(given: string): ReadonlyMap<string, Role> {
  const parsed = rolesSchema.safeParse(given.trimStart().startsWith('{') ? jsonOf(given) : pairsOf(given));
  if (!parsed.success)
    throw new ConfigError(
      'OIDC_ROLES: give "group=role" with commas between them, or a JSON object; roles are viewer, reviewer and manager, and * is everybody else',
    );
  return new Map(Object.entries(parsed.data));
}

function jsonOf(given: string): unknown {
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return null;
  }
}

function pairsOf(given: string): unknown {
  return Object.fromEntries(
    given.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()];
    }),
  );
}
