import { listGroups } from '../../ledger/groups.js';
import { findNames, peopleByIds } from '../../ledger/people.js';
import { ProblemError } from '../problem.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { directory, directoryQuery } from '../schemas/manage.js';

/** As many as somebody looks through before they type another letter. */
const SHOWN = 20;

export const getDirectory = route({
  method: 'get',
  path: '/v1/directory',
  operationId: 'findNames',
  tag: 'People',
  summary: 'Names, for choosing somebody and for showing who it was',
  description: 'At most 20 people and 20 groups that fit `q`, by name; or those of `ids`. For people and administrators.',
  access: 'key',
  query: directoryQuery,
  responses: { 200: { description: 'Names, nothing else.', schema: directory } },
  async handle({ by, query: { q, ids }, deps }) {
    if (by.kind === 'agent') throw new ProblemError('forbidden', 'Names of people are for people and administrators.');
    if (ids !== undefined) return ok({ people: await peopleByIds(deps.db, ids), groups: [] });
    const [people, groups] = await Promise.all([
      findNames(deps.db, q ?? '', SHOWN),
      listGroups(deps.db, { after: null, limit: SHOWN, ...(q === undefined ? {} : { q }) }),
    ]);
    return ok({ people, groups: groups.map(({ id }) => id) });
  },
});
