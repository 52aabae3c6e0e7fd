import { groupsOf } from '../../ledger/nested-groups.js';
import { findPerson } from '../../ledger/people.js';
import { ProblemError } from '../problem.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { me } from '../schemas/administration.js';

export const getMe = route({
  method: 'get',
  path: '/v1/me',
  operationId: 'getMe',
  tag: 'Keys',
  summary: 'Whom this key or session stands for',
  access: 'key',
  responses: { 200: { description: 'Admin, agent or person.', schema: me } },
  async handle({ by, deps }) {
    if (by.kind !== 'person') return ok(by);
    const person = await findPerson(deps.db, by.personId);
    if (!person) throw new ProblemError('invalid_credentials', 'The person of this key is gone.');
    const { id: personId, name, role, permissions } = person;
    return ok({ kind: 'person', personId, name, groups: await groupsOf(deps.db, personId), role, permissions });
  },
});
