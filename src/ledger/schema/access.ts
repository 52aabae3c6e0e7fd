import type { ColumnType, Generated } from 'kysely';
import type { CreatedAt, NullableTime } from './columns.js';

interface AgentsTable {
  name: string;
  kind: 'registered' | 'http';
  url: string | null;
  /** Signing secret of an HTTP agent (Standard Webhooks, `whsec_…`); needed in clear to sign. */
  secret: string | null;
  /** The person who answers for the agent: never approves its actions. */
  owner_id: string | null;
  can_propose: Generated<boolean>;
  can_revise: Generated<boolean>;
  created_at: CreatedAt;
}
interface ApiKeysTable {
  id: string;
  kind: 'admin' | 'agent' | 'person';
  name: string;
  /** SHA-256 of the key, hex; keys hold 256 random bits, so no slow hash is needed. */
  hash: string;
  agent: string | null;
  person_id: string | null;
  created_at: CreatedAt;
  last_used_at: NullableTime;
  revoked_at: NullableTime;
}
interface SignInLinksTable {
  hash: string;
  person_id: string;
  next_path: string;
  expires_at: Date;
  used_at: NullableTime;
}
interface SessionsTable {
  hash: string;
  person_id: string;
  csrf: string;
  created_at: CreatedAt;
  expires_at: Date;
  /** When the person proved who they are; null: the provider did not say. */
  authenticated_at: NullableTime;
  /** Of the provider that the sign-in came from; null: a one-time link. */
  id_token: ColumnType<string | null, string | null | undefined, never>;
}
/** A way to the provider and back that has begun, for one browser; or an account that waits for the word of the person it is to be linked to. */
interface OidcFlowsTable {
  /** Of the state, or of the token in the form that confirms. */
  hash: string;
  /** Hash of the cookie that the browser had when it left. */
  browser: string;
  purpose: 'sign_in' | 'renew' | 'link' | 'confirm';
  person_id: string | null;
  subject: string | null;
  next_path: string;
  created_at: Date;
  expires_at: Date;
}

/** Who gets in: agents, keys and sessions. */
export interface AccessTables {
  agents: AgentsTable;
  api_keys: ApiKeysTable;
  sign_in_links: SignInLinksTable;
  sessions: SessionsTable;
  oidc_flows: OidcFlowsTable;
}
