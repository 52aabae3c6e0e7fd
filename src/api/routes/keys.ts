import type { z } from 'zod';
import { findAgent } from '../../ledger/agents.js';
import { createKey, listKeys, revokeKey, type KeyPurpose } from '../../ledger/keys.js';
import type { Db } from '../../ledger/ledger.js';
import { findPerson } from '../../ledger/people.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created, ok } from '../reply.js';
import { requireFresh } from '../step-up.js';
import { route } from '../route.js';
import { keyPage, keyParams, listPageQuery, newKey, newKeyAnswer } from '../schemas/administration.js';

type NewKey = z.infer<typeof newKey>;

async function knownPerson(db: Db, id: string): Promise<string> {
  if (!(await findPerson(db, id))) throw new ProblemError('unknown_person', 'There is no such person.', { field: '/personId' });
  return id;
}

async function purposeOf(db: Db, body: NewKey): Promise<KeyPurpose> {
  switch (body.kind) {
    case 'admin':
      return { kind: 'admin' };
    case 'person':
      return { kind: 'person', personId: await knownPerson(db, body.personId) };
    case 'agent': {
      const ownerId = body.personId === undefined ? null : await knownPerson(db, body.personId);
      const registered = await findAgent(db, body.agent);
      if (ownerId !== null && registered?.ownerId && registered.ownerId !== ownerId) {
        throw new ProblemError('invalid_body', 'This agent has another owner; leave personId out or change the owner of the agent.', {
          field: '/personId',
        });
      }
      return { kind: 'agent', agent: body.agent, ownerId };
    }
  }
}

function nameOf(body: NewKey): string {
  if (body.name !== undefined) return body.name;
  return body.kind === 'agent' ? body.agent : body.kind === 'person' ? body.personId : 'admin';
}

export const makeKey = route({
  method: 'post',
  path: '/v1/keys',
  operationId: 'createKey',
  tag: 'Keys',
  summary: 'Make a key',
  description:
    'A person’s key acts as that person; an agent’s key can only request and sees only its own requests; an admin key administers and decides nothing.',
  access: 'admin',
  body: { kind: 'json', schema: newKey },
  responses: { 201: { description: 'The key, told once.', schema: newKeyAnswer } },
  async handle({ by, session, body, deps }) {
    await requireFresh(session, deps);
    const purpose = await purposeOf(deps.db, body);
    const made = await createKey(deps.db, purpose, nameOf(body));
    recordAdministration(deps, by, 'key_created', { newKeyId: made.id, purpose: { ...purpose } });
    return created(made);
  },
});

export const getKeys = route({
  method: 'get',
  path: '/v1/keys',
  operationId: 'listKeys',
  tag: 'Keys',
  summary: 'All keys, newest first, without their secrets',
  access: 'admin',
  query: listPageQuery,
  responses: { 200: { description: 'One page.', schema: keyPage } },
  async handle({ query, deps }) {
    const rows = await listKeys(deps.db, { before: decodeCursor(query.cursor), limit: query.limit + 1 });
    return ok(pageFrom(rows, query.limit, (row) => row.id));
  },
});

export const deleteKey = route({
  method: 'delete',
  path: '/v1/keys/{id}',
  operationId: 'revokeKey',
  tag: 'Keys',
  summary: 'Revoke a key, at once',
  access: 'admin',
  params: keyParams,
  responses: { 204: { description: 'It is refused from now on.' } },
  problems: [404],
  async handle({ by, params, deps }) {
    if (!(await revokeKey(deps.db, params.id, deps.clock()))) throw new ProblemError('not_found', 'There is no such key.');
    recordAdministration(deps, by, 'key_revoked', { revokedKeyId: params.id });
    return { status: 204 };
  },
});
