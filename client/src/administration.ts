import type { PolicyTrial, PolicyTrialResult } from '../../src/contracts/policy-trial.js';
import type { Policy } from '../../src/contracts/policy.js';
import type { Identity } from '../../src/contracts/principal.js';
import type {
  Absence,
  ActionType,
  Agent,
  Group,
  GroupChange,
  Key,
  NewAbsence,
  NewAgent,
  NewAgentAnswer,
  NewGroup,
  NewKey,
  NewKeyAnswer,
  NewPerson,
  Person,
  PersonChange,
  PolicyPut,
  SignInLink,
  StoredPolicy,
} from './administration-types.js';
import { everyPage, type Page } from './pages.js';
import type { CallOptions, Transport } from './transport.js';

const at = (part: string) => encodeURIComponent(part);

abstract class Listed<T> {
  protected constructor(
    protected readonly call: Transport,
    protected readonly path: string,
  ) {}

  page({ cursor, limit, signal }: CallOptions & { cursor?: string | undefined; limit?: number | undefined } = {}): Promise<Page<T>> {
    return this.call({ method: 'GET', path: this.path, query: { cursor, limit }, idempotent: true, signal });
  }

  /** All of them, fetched page by page while they are read. */
  list({ signal }: CallOptions = {}): AsyncGenerator<T, void, undefined> {
    return everyPage((cursor) => this.page({ cursor, signal }));
  }
}

/** Who decides. */
export class People extends Listed<Person> {
  constructor(call: Transport) {
    super(call, '/v1/people');
  }
  create(person: NewPerson, { signal }: CallOptions = {}): Promise<Person> {
    return this.call({ method: 'POST', path: this.path, body: person, idempotent: false, signal });
  }
  get(id: string, { signal }: CallOptions = {}): Promise<Person> {
    return this.call({ method: 'GET', path: `${this.path}/${at(id)}`, idempotent: true, signal });
  }
  change(id: string, change: PersonChange, { signal }: CallOptions = {}): Promise<Person> {
    return this.call({ method: 'PATCH', path: `${this.path}/${at(id)}`, body: change, idempotent: true, signal });
  }
  /** Says that an account on a channel is this person's. */
  link(id: string, identity: Identity, { signal }: CallOptions = {}): Promise<Person> {
    return this.call({ method: 'POST', path: `${this.path}/${at(id)}/identities`, body: identity, idempotent: true, signal });
  }
  async unlink(id: string, identity: Identity, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'DELETE', path: `${this.path}/${at(id)}/identities`, query: { ...identity }, idempotent: false, signal });
  }
  /** A link that signs the person in once; `next` is a path of the service, such as `/r/req_…`. */
  signInLink(id: string, { next, signal }: CallOptions & { next?: string | undefined } = {}): Promise<SignInLink> {
    const body = next === undefined ? {} : { next };
    return this.call({ method: 'POST', path: `${this.path}/${at(id)}/sign-in-link`, body, idempotent: false, signal });
  }
  /** When the person is absent, by beginning. */
  absences(id: string, options: AbsenceOptions = {}): AsyncGenerator<Absence, void, undefined> {
    return absencesAt(this.call, `${this.path}/${at(id)}/absences`, options);
  }
  /** Says that the person is absent, and who stands in. */
  addAbsence(id: string, absence: NewAbsence, { signal }: CallOptions = {}): Promise<Absence> {
    return this.call({ method: 'POST', path: `${this.path}/${at(id)}/absences`, body: absence, idempotent: false, signal });
  }
  /** Takes it back; one that has begun ends now. */
  async removeAbsence(id: string, absenceId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'DELETE', path: `${this.path}/${at(id)}/absences/${at(absenceId)}`, idempotent: false, signal });
  }
}

export interface AbsenceOptions extends CallOptions {
  /** Those that are over too. */
  past?: boolean | undefined;
}

function absencesAt(call: Transport, path: string, { past, signal }: AbsenceOptions): AsyncGenerator<Absence, void, undefined> {
  const query = past === true ? { past: 'true' } : {};
  return everyPage((cursor) => call<Page<Absence>>({ method: 'GET', path, query: { ...query, cursor }, idempotent: true, signal }));
}

/** Who is or will be absent. `mine` is for the person whose key this is; everybody's are for administrators. */
export class Absences {
  readonly #call: Transport;
  constructor(call: Transport) {
    this.#call = call;
  }
  list(options: AbsenceOptions = {}): AsyncGenerator<Absence, void, undefined> {
    return absencesAt(this.#call, '/v1/absences', options);
  }
  mine(options: AbsenceOptions = {}): AsyncGenerator<Absence, void, undefined> {
    return absencesAt(this.#call, '/v1/me/absences', options);
  }
  add(absence: NewAbsence, { signal }: CallOptions = {}): Promise<Absence> {
    return this.#call({ method: 'POST', path: '/v1/me/absences', body: absence, idempotent: false, signal });
  }
  /** Takes one of your own back; one that has begun ends now. */
  async remove(absenceId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#call({ method: 'DELETE', path: `/v1/me/absences/${at(absenceId)}`, idempotent: false, signal });
  }
}

export class Groups extends Listed<Group> {
  constructor(call: Transport) {
    super(call, '/v1/groups');
  }
  create(group: NewGroup, { signal }: CallOptions = {}): Promise<Group> {
    return this.call({ method: 'POST', path: this.path, body: group, idempotent: false, signal });
  }
  get(id: string, { signal }: CallOptions = {}): Promise<Group> {
    return this.call({ method: 'GET', path: `${this.path}/${at(id)}`, idempotent: true, signal });
  }
  change(id: string, change: GroupChange, { signal }: CallOptions = {}): Promise<Group> {
    return this.call({ method: 'PATCH', path: `${this.path}/${at(id)}`, body: change, idempotent: true, signal });
  }
  async add(id: string, personId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'PUT', path: `${this.path}/${at(id)}/members/${at(personId)}`, idempotent: true, signal });
  }
  async remove(id: string, personId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'DELETE', path: `${this.path}/${at(id)}/members/${at(personId)}`, idempotent: false, signal });
  }
  /** Whoever is in `childId` is in the group from now on. */
  async nest(id: string, childId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'PUT', path: `${this.path}/${at(id)}/groups/${at(childId)}`, idempotent: true, signal });
  }
  async unnest(id: string, childId: string, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'DELETE', path: `${this.path}/${at(id)}/groups/${at(childId)}`, idempotent: false, signal });
  }
}

export class Keys extends Listed<Key> {
  constructor(call: Transport) {
    super(call, '/v1/keys');
  }
  create(key: NewKey, { signal }: CallOptions = {}): Promise<NewKeyAnswer> {
    return this.call({ method: 'POST', path: this.path, body: key, idempotent: false, signal });
  }
  async revoke(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.call({ method: 'DELETE', path: `${this.path}/${at(id)}`, idempotent: true, signal });
  }
}

export class Agents extends Listed<Agent> {
  constructor(call: Transport) {
    super(call, '/v1/agents');
  }
  create(agent: NewAgent, { signal }: CallOptions = {}): Promise<NewAgentAnswer> {
    return this.call({ method: 'POST', path: this.path, body: agent, idempotent: false, signal });
  }
  /** Says who answers for it; that person never approves what it asks for. */
  setOwner(name: string, ownerId: string | null, { signal }: CallOptions = {}): Promise<Agent> {
    return this.call({ method: 'PATCH', path: `${this.path}/${at(name)}`, body: { ownerId }, idempotent: true, signal });
  }
}

/** Drafts are whole documents, as `get` gives them. */
export type Trial = Omit<PolicyTrial, 'policies'> & { policies?: readonly Policy[] | undefined };

export class Policies {
  readonly #call: Transport;
  constructor(call: Transport) {
    this.#call = call;
  }
  /** The active ones, in the order of evaluation: the first that matches holds. */
  async list({ signal }: CallOptions = {}): Promise<StoredPolicy[]> {
    const { items } = await this.#call<{ items: StoredPolicy[] }>({ method: 'GET', path: '/v1/policies', idempotent: true, signal });
    return items;
  }
  get(name: string, { signal }: CallOptions = {}): Promise<StoredPolicy> {
    return this.#call({ method: 'GET', path: `/v1/policies/${at(name)}`, idempotent: true, signal });
  }
  /** Makes it the active version; a text is YAML. Open requests keep the plan they were opened with. */
  put(name: string, policy: string | Policy, { signal }: CallOptions = {}): Promise<PolicyPut> {
    const content = typeof policy === 'string' ? { text: { content: policy, type: 'application/yaml' } } : { body: policy };
    return this.#call({ method: 'PUT', path: `/v1/policies/${at(name)}`, ...content, idempotent: true, signal });
  }
  async remove(name: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#call({ method: 'DELETE', path: `/v1/policies/${at(name)}`, idempotent: false, signal });
  }
  /** How an action would be reviewed, now or at another moment, by the policies in force or by drafts. Stores nothing and asks nobody. */
  try(trial: Trial, { signal }: CallOptions = {}): Promise<PolicyTrialResult> {
    return this.#call({ method: 'POST', path: '/v1/policies/try', body: trial, idempotent: true, signal });
  }
}

export class ActionTypes {
  readonly #call: Transport;
  constructor(call: Transport) {
    this.#call = call;
  }
  /** What workers have registered, all versions. */
  async list({ type, signal }: CallOptions & { type?: string | undefined } = {}): Promise<ActionType[]> {
    const { items } = await this.#call<{ items: ActionType[] }>({
      method: 'GET',
      path: '/v1/action-types',
      query: { type },
      idempotent: true,
      signal,
    });
    return items;
  }
}
