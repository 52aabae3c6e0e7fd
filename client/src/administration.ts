import type { Identity, Permission, Principal } from '../../src/contracts/principal.js';
import type { CallOptions, Transport } from './transport.js';

/** Whom the key stands for. */
export type Me = Principal;

export interface Person {
  id: string;
  name: string;
  email: string | null;
  permissions: Permission[];
  active: boolean;
  groups: string[];
  identities: Identity[];
}

export interface NewPerson {
  id?: string | undefined;
  name: string;
  email?: string | undefined;
  /** Made where they do not exist. */
  groups?: readonly string[] | undefined;
  permissions?: readonly Permission[] | undefined;
  identities?: readonly Identity[] | undefined;
}

export interface Group {
  id: string;
  members: string[];
  slackChannel: string | null;
}

export interface Key {
  id: string;
  kind: 'admin' | 'agent' | 'person';
  name: string;
  agent: string | null;
  personId: string | null;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export type NewKey =
  | { kind: 'admin'; name?: string | undefined }
  | { kind: 'agent'; agent: string; name?: string | undefined }
  | { kind: 'person'; personId: string; name?: string | undefined };

export interface Agent {
  name: string;
  kind: 'registered' | 'http';
  url: string | null;
  ownerId: string | null;
}

export interface NewAgent {
  name: string;
  /** Of a signed HTTP agent; without it the agent is one that calls. */
  url?: string | undefined;
  /** The person who answers for it, and who never approves what it asks for. */
  ownerId?: string | undefined;
}

export interface StoredPolicy {
  name: string;
  version: number;
  digest: string;
  /** As it was written, YAML or JSON. */
  source: string;
  active: boolean;
}

export interface ActionType {
  type: string;
  version: string;
  /** JSON Schema of the arguments. */
  argsSchema: unknown;
  title: string | null;
  description: string | null;
  riskFloor: string;
  effect: 'keyed' | 'observable' | 'once';
  executes: boolean;
}
