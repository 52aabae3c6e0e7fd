import { addMember, findGroup, listGroups, putGroup, removeMember, setMembersOf, type Group } from '../../ledger/groups.js';
import type { DbOrTx, Tx } from '../../ledger/ledger.js';
import { findPerson, namesOf } from '../../ledger/people.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { group, groupChange, groupPage, groupParams, listPageQuery, memberParams, newGroup } from '../schemas/administration.js';

async function groupOr404(db: DbOrTx, id: string): Promise<Group> {
  const found = await findGroup(db, id);
  if (!found) throw new ProblemError('not_found', 'There is no such group.');
  return found;
}

async function setMembers(tx: Tx, id: string, members: readonly string[]): Promise<void> {
  const known = await namesOf(tx, members);
  const missing = members.findIndex((member) => !known.has(member));
  if (missing >= 0) throw new ProblemError('unknown_person', 'One of the members does not exist.', { field: `/members/${missing}` });
  await setMembersOf(tx, id, [...new Set(members)]);
}

export const createGroup = route({
  method: 'post',
  path: '/v1/groups',
  operationId: 'createGroup',
  tag: 'Groups',
  summary: 'Add a group',
  access: 'admin',
  body: { kind: 'json', schema: newGroup },
  responses: { 201: { description: 'Added.', schema: group } },
  problems: [409],
  async handle({ by, body, deps }) {
    const result = await deps.db.transaction().execute(async (tx) => {
      if (await findGroup(tx, body.id)) throw new ProblemError('already_exists', 'There is a group with this id.', { field: '/id' });
      await putGroup(tx, { id: body.id, slackChannel: body.slackChannel ?? null });
      await setMembers(tx, body.id, body.members ?? []);
      return groupOr404(tx, body.id);
    });
    recordAdministration(deps, by, 'group_created', { groupId: body.id, members: body.members ?? [] });
    return created(result, `/v1/groups/${body.id}`);
  },
});

export const getGroups = route({
  method: 'get',
  path: '/v1/groups',
  operationId: 'listGroups',
  tag: 'Groups',
  summary: 'All groups, by id',
  access: 'admin',
  query: listPageQuery,
  responses: { 200: { description: 'One page.', schema: groupPage } },
  async handle({ query, deps }) {
    const rows = await listGroups(deps.db, { after: decodeCursor(query.cursor), limit: query.limit + 1 });
    return ok(pageFrom(rows, query.limit, (row) => row.id));
  },
});

export const getGroup = route({
  method: 'get',
  path: '/v1/groups/{id}',
  operationId: 'getGroup',
  tag: 'Groups',
  summary: 'One group',
  access: 'admin',
  params: groupParams,
  responses: { 200: { description: 'The group.', schema: group } },
  problems: [404],
  async handle({ params, deps }) {
    return ok(await groupOr404(deps.db, params.id));
  },
});

export const changeGroup = route({
  method: 'patch',
  path: '/v1/groups/{id}',
  operationId: 'changeGroup',
  tag: 'Groups',
  summary: 'Change a group',
  description: '`members` replaces who was in it. Votes of people who are no longer in the group they voted for no longer count.',
  access: 'admin',
  params: groupParams,
  body: { kind: 'json', schema: groupChange },
  responses: { 200: { description: 'As changed.', schema: group } },
  problems: [404],
  async handle({ by, params, body, deps }) {
    const result = await deps.db.transaction().execute(async (tx) => {
      await groupOr404(tx, params.id);
      if (body.slackChannel !== undefined) await putGroup(tx, { id: params.id, slackChannel: body.slackChannel });
      if (body.members) await setMembers(tx, params.id, body.members);
      return groupOr404(tx, params.id);
    });
    recordAdministration(deps, by, 'group_changed', { groupId: params.id, changed: Object.keys(body) });
    return ok(result);
  },
});

export const putMember = route({
  method: 'put',
  path: '/v1/groups/{id}/members/{personId}',
  operationId: 'addMember',
  tag: 'Groups',
  summary: 'Put a person into a group',
  access: 'admin',
  params: memberParams,
  responses: { 204: { description: 'The person is in the group.' } },
  problems: [404],
  async handle({ by, params, deps }) {
    await groupOr404(deps.db, params.id);
    if (!(await findPerson(deps.db, params.personId))) throw new ProblemError('not_found', 'There is no such person.');
    await addMember(deps.db, params.id, params.personId);
    recordAdministration(deps, by, 'member_added', { groupId: params.id, personId: params.personId });
    return { status: 204 };
  },
});

export const deleteMember = route({
  method: 'delete',
  path: '/v1/groups/{id}/members/{personId}',
  operationId: 'removeMember',
  tag: 'Groups',
  summary: 'Take a person out of a group',
  access: 'admin',
  params: memberParams,
  responses: { 204: { description: 'The person is no longer in the group.' } },
  problems: [404],
  async handle({ by, params, deps }) {
    if (!(await removeMember(deps.db, params.id, params.personId)))
      throw new ProblemError('not_found', 'This person is not in this group.');
    recordAdministration(deps, by, 'member_removed', { groupId: params.id, personId: params.personId });
    return { status: 204 };
  },
});
