import { linkIdentity, unlinkIdentity } from '../../ledger/identities.js';
import { changeDirectory } from '../../ledger/directory-version.js';
import { setGroupsOf } from '../../ledger/groups.js';
import { newId } from '../../ledger/new-id.js';
import { findPerson, insertPerson, listPeople, updatePerson, type Person } from '../../ledger/people.js';
import { NEW_STANDING, standingAfter } from '../../ledger/roles.js';
import { deleteSessionsOf } from '../../ledger/sessions.js';
import type { DbOrTx, Tx } from '../../ledger/ledger.js';
import type { Identity } from '../../contracts/principal.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { ProblemError } from '../problem.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { requireFresh } from '../step-up.js';
import { identityQuery, newPerson, peopleQuery, person, personChange, personPage } from '../schemas/administration.js';
import { personParams } from '../schemas/common.js';
import { identitySchema } from '../../contracts/principal.js';
import { recordAdministration } from '../record-administration.js';

async function personOr404(db: DbOrTx, id: string): Promise<Person> {
  const found = await findPerson(db, id);
  if (!found) throw new ProblemError('not_found', 'There is no such person.');
  return found;
}

async function link(tx: Tx, personId: string, identity: Identity, linkedBy: string): Promise<void> {
  if (await linkIdentity(tx, personId, identity, linkedBy)) return;
  throw new ProblemError('identity_taken', `This ${identity.channel} account belongs to another person; unlink it there first.`, {
    field: '/subject',
  });
}

const linkedBy = (by: { kind: string; keyId?: string; personId?: string }) => by.keyId ?? by.personId ?? by.kind;

/** Role and permissions after a change; where these contradict each other nobody guesses which was meant. */
function standing(...given: Parameters<typeof standingAfter>) {
  const after = standingAfter(...given);
  if ('problem' in after) throw new ProblemError('invalid_body', after.problem, { field: after.field });
  return after;
}

/** As it stands after a change; hours in no time zone would be somebody's guess. */
async function changedPerson(tx: Tx, id: string): Promise<Person> {
  const found = await personOr404(tx, id);
  if (found.hours !== null && found.timeZone === null)
    throw new ProblemError('invalid_body', 'Hours need a time zone, such as "Europe/Berlin".', { field: '/timeZone' });
  return found;
}

export const createPerson = route({
  method: 'post',
  path: '/v1/people',
  operationId: 'createPerson',
  tag: 'People',
  summary: 'Add a person',
  description:
    'Groups that do not exist are made. `hours` need a `timeZone`. `role`: a `viewer` reads everything and decides nothing, a `reviewer` (the default) decides where asked, a `manager` holds the permission `admin`.',
  access: 'admin',
  body: { kind: 'json', schema: newPerson },
  responses: { 201: { description: 'Added.', schema: person } },
  problems: [409],
  async handle({ by, session, body, deps }) {
    if (body.identities !== undefined && body.identities.length > 0) await requireFresh(session, deps);
    const { id = newId('per'), email = null, role, permissions: given = [], groups = [], identities = [], ...rest } = body;
    const { viewer, permissions } = standing(NEW_STANDING, { role, permissions: given });
    const result = await changeDirectory(deps.db, async (tx) => {
      if (!(await insertPerson(tx, { id, email, viewer, permissions, ...rest }))) {
        throw new ProblemError('already_exists', 'There is a person with this id.', { field: '/id' });
      }
      await setGroupsOf(tx, id, groups);
      for (const identity of identities) await link(tx, id, identity, linkedBy(by));
      return changedPerson(tx, id);
    });
    recordAdministration(deps, by, 'person_created', { personId: id, role: result.role, permissions: [...permissions], groups });
    return created(result, `/v1/people/${encodeURIComponent(id)}`);
  },
});

export const getPeople = route({
  method: 'get',
  path: '/v1/people',
  operationId: 'listPeople',
  tag: 'People',
  summary: 'All people, by id',
  access: 'admin',
  query: peopleQuery,
  responses: { 200: { description: 'One page.', schema: personPage } },
  async handle({ query: { cursor, limit, q, active }, deps }) {
    const rows = await listPeople(deps.db, { after: decodeCursor(cursor), limit: limit + 1, q, active });
    return ok(pageFrom(rows, limit, (row) => row.id));
  },
});

export const getPerson = route({
  method: 'get',
  path: '/v1/people/{id}',
  operationId: 'getPerson',
  tag: 'People',
  summary: 'One person',
  access: 'admin',
  params: personParams,
  responses: { 200: { description: 'The person.', schema: person } },
  problems: [404],
  async handle({ params, deps }) {
    return ok(await personOr404(deps.db, params.id));
  },
});

export const changePerson = route({
  method: 'patch',
  path: '/v1/people/{id}',
  operationId: 'changePerson',
  tag: 'People',
  summary: 'Change a person',
  description:
    '`groups`, `permissions` and `attributes` replace what was there; `role` gives or takes the permission `admin`, and a viewer holds none. Whoever becomes a viewer loses votes that have not been used, as by leaving. Whoever is set `active: false` is signed out, their keys stop working, and votes of theirs that have not been used no longer count.',
  access: 'admin',
  params: personParams,
  body: { kind: 'json', schema: personChange },
  responses: { 200: { description: 'As changed.', schema: person } },
  problems: [404],
  async handle({ by, params, body, deps }) {
    const { groups, role, permissions, ...change } = body;
    const result = await changeDirectory(deps.db, async (tx) => {
      const before = await personOr404(tx, params.id);
      const after = standing({ viewer: before.role === 'viewer', permissions: before.permissions }, { role, permissions });
      await updatePerson(tx, params.id, { ...change, ...after });
      if (groups) await setGroupsOf(tx, params.id, groups);
      if (change.active === false) await deleteSessionsOf(tx, params.id);
      return changedPerson(tx, params.id);
    });
    recordAdministration(deps, by, 'person_changed', { personId: params.id, changed: Object.keys(body) });
    return ok(result);
  },
});

export const addIdentity = route({
  method: 'post',
  path: '/v1/people/{id}/identities',
  operationId: 'linkIdentity',
  tag: 'People',
  summary: 'Link an account on a channel',
  access: 'admin',
  params: personParams,
  body: { kind: 'json', schema: identitySchema },
  responses: { 200: { description: 'Linked.', schema: person } },
  problems: [404, 409],
  async handle({ by, session, params, body, deps }) {
    await requireFresh(session, deps);
    const result = await deps.db.transaction().execute(async (tx) => {
      await personOr404(tx, params.id);
      await link(tx, params.id, body, linkedBy(by));
      return personOr404(tx, params.id);
    });
    recordAdministration(deps, by, 'identity_linked', { personId: params.id, channel: body.channel, tenant: body.tenant });
    return ok(result);
  },
});

export const removeIdentity = route({
  method: 'delete',
  path: '/v1/people/{id}/identities',
  operationId: 'unlinkIdentity',
  tag: 'People',
  summary: 'Unlink an account',
  access: 'admin',
  params: personParams,
  query: identityQuery,
  responses: { 204: { description: 'Unlinked.' } },
  problems: [404],
  async handle({ by, params, query, deps }) {
    if (!(await unlinkIdentity(deps.db, params.id, query)))
      throw new ProblemError('not_found', 'This account is not linked to this person.');
    // Whoever signed in with it is signed in no more.
    if (query.channel === 'oidc') await deleteSessionsOf(deps.db, params.id);
    recordAdministration(deps, by, 'identity_unlinked', { personId: params.id, channel: query.channel, tenant: query.tenant });
    return { status: 204 };
  },
});
