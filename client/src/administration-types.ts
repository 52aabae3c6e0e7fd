import type { EffectKind } from '../../src/contracts/action.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Attributes, Hours } from '../../src/contracts/people.js';
import type { Policy } from '../../src/contracts/policy.js';
import type { Identity, Permission, Role } from '../../src/contracts/principal.js';
import type { Risk } from '../../src/contracts/risk.js';

/** Whom a key stands for. */
export type Me =
  | { kind: 'admin'; keyId: string }
  /** The owner never approves what the agent asks for. */
  | { kind: 'agent'; keyId: string; agent: string; owner: string | null }
  | { kind: 'person'; personId: string; name: string; groups: string[]; role: Role; permissions: Permission[] };

export interface Person {
  id: string;
  name: string;
  email: string | null;
  /** A viewer decides nothing; a manager holds the permission `admin`. */
  role: Role;
  permissions: Permission[];
  active: boolean;
  /** What policies may ask of whoever votes. */
  attributes: Attributes;
  /** IANA name, such as `Europe/Berlin`; null: nobody said. */
  timeZone: string | null;
  /** Outside them reminders wait; null: always. */
  hours: Hours | null;
  /** Those entered; groups that hold these are not listed. */
  groups: string[];
  identities: Identity[];
  createdAt: string;
}

export interface NewPerson {
  /** Made from the name where it is left out. */
  id?: string | undefined;
  name: string;
  email?: string | undefined;
  /** `reviewer` where it is left out. */
  role?: Role | undefined;
  permissions?: Permission[] | undefined;
  attributes?: Attributes | undefined;
  timeZone?: string | null | undefined;
  /** Needs `timeZone`. */
  hours?: Hours | null | undefined;
  /** Made where they do not exist. */
  groups?: string[] | undefined;
  identities?: Identity[] | undefined;
}

export interface PersonChange {
  name?: string | undefined;
  email?: string | null | undefined;
  /** Gives or takes the permission `admin`; a viewer holds no permission. */
  role?: Role | undefined;
  permissions?: Permission[] | undefined;
  /** Exactly these, no others. */
  attributes?: Attributes | undefined;
  timeZone?: string | null | undefined;
  hours?: Hours | null | undefined;
  /** Exactly these, no others. */
  groups?: string[] | undefined;
  active?: boolean | undefined;
}

export interface SignInLink {
  /** Signs the person in once: give it to nobody else. */
  url: string;
  expiresAt: string;
}

export interface Absence {
  id: string;
  personId: string;
  /** Belongs to it. */
  from: string;
  /** The first moment back. */
  until: string;
  /** Fills this person's place meanwhile; null: nobody does. */
  delegateId: string | null;
  note: string | null;
  createdAt: string;
}

export interface NewAbsence {
  /** RFC 3339. */
  from: string;
  until: string;
  delegateId?: string | null | undefined;
  note?: string | null | undefined;
}

export interface Group {
  id: string;
  /** Slack channel where the group is asked; null: its members are asked in direct messages. */
  slackChannel: string | null;
  /** Slack user group (S…) whose members the import puts here; null: members are entered by hand. */
  slackUserGroup: string | null;
  members: string[];
  /** Groups whose members are in this one too. */
  groups: string[];
  /** Members, and those of nested groups. */
  everybody: string[];
  createdAt: string;
}

export interface NewGroup extends GroupChange {
  id: string;
}

export interface GroupChange {
  slackChannel?: string | null | undefined;
  slackUserGroup?: string | null | undefined;
  /** Exactly these, no others. */
  members?: string[] | undefined;
  /** Exactly these, no others. */
  groups?: string[] | undefined;
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
  | { kind: 'person'; personId: string; name?: string | undefined }
  /** `personId` is the agent's owner. */
  | { kind: 'agent'; agent: string; personId?: string | undefined; name?: string | undefined };

export interface NewKeyAnswer {
  id: string;
  /** Told once. */
  key: string;
}

export interface Agent {
  name: string;
  kind: 'registered' | 'http';
  url: string | null;
  ownerId: string | null;
  canPropose: boolean;
  canRevise: boolean;
  createdAt: string;
}

/** An agent that is called over HTTP; those of a worker register themselves. */
export interface NewAgent {
  name: string;
  url: string;
  ownerId?: string | undefined;
  canPropose?: boolean | undefined;
  canRevise?: boolean | undefined;
}

export interface NewAgentAnswer {
  name: string;
  /** Verifies the service's calls to the agent (Standard Webhooks); told once. */
  secret: string;
}

export interface StoredPolicy {
  name: string;
  version: number;
  digest: string;
  document: Policy;
  source: string;
  position: number;
  active: boolean;
  createdAt: string;
}

export interface PolicyWarning {
  field: string;
  message: string;
  line?: number | undefined;
  column?: number | undefined;
}

export interface PolicyPut {
  policy: StoredPolicy;
  /** False where the same content was active already. */
  changed: boolean;
  warnings: PolicyWarning[];
}

export interface ActionType {
  type: string;
  version: string;
  /** JSON Schema (2020-12) that arguments are checked against. */
  argsSchema: JsonObject;
  title: string | null;
  description: string | null;
  riskFloor: Risk;
  effect: EffectKind;
  executes: boolean;
  registeredAt: string;
}
