import type { z } from 'zod';
import { changeDirectory } from '../../ledger/directory-version.js';
import {
  addMember,
  findGroup,
  groupOfSlackUserGroup,
  listGroups,
  putGroup,
  removeMember,
  setMembersOf,
  type Group,
} from '../../ledger/groups.js';
import type { DbOrTx, Tx } from '../../ledger/ledger.js';
import { addNested, isInside, removeAllNested, removeNested } from '../../ledger/nested-groups.js';
import { findPerson, namesOf } from '../../ledger/people.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { group, groupChange, groupPage, groupParams, groupQuery, memberParams, nestedParams, newGroup } from '../schemas/administration.js';

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

async function nest(tx: Tx, id: string, childId: string, field: string): Promise<void> {
  if (!(await findGroup(tx, childId))) throw new ProblemError('unknown_group', `There is no group ${childId}.`, { field });
  if (await isInside(tx, id, childId))
    throw new ProblemError('group_cycle', `${id} is in ${childId} already: each would hold the other.`, { field });
  await addNested(tx, id, childId);
}

async function setNested(tx: Tx, id: string, children: readonly string[]): Promise<void> {
  await removeAllNested(tx, id);
  for (const [index, child] of children.entries()) await nest(tx, id, child, `/groups/${index}`);
}

async function setContent(tx: Tx, id: string, { members, groups, ...inSlack }: z.infer<typeof groupChange>): Promise<Group> {
  const fills = inSlack.slackUserGroup ? await groupOfSlackUserGroup(tx, inSlack.slackUserGroup) : null;
  if (fills !== null && fills !== id)
    throw new ProblemError('already_exists', `This Slack user group fills the group ${fills}.`, { field: '/slackUserGroup' });
  await putGroup(tx, { id, ...inSlack });
  if (members) await setMembers(tx, id, members);
  if (groups) await setNested(tx, id, groups);
  return groupOr404(tx, id);
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
    const { id, ...content } = body;
    const result = await changeDirectory(deps.db, async (tx) => {
      if (await findGroup(tx, id)) throw new ProblemError('already_exists', 'There is a group with this id.', { field: '/id' });
      return setContent(tx, id, content);
    });
    recordAdministration(deps, by, 'group_created', { groupId: id, members: content.members ?? [], groups: content.groups ?? [] });
    return created(result, `/v1/groups/${id}`);
  },
});

export const getGroups = route({
  method: 'get',
  path: '/v1/groups',
  operationId: 'listGroups',
  tag: 'Groups',
  summary: 'All groups, by id',
  access: 'admin',
  query: groupQuery,
  responses: { 200: { description: 'One page.', schema: groupPage } },
  async handle({ query, deps }) {
    const rows = await listGroups(deps.db, { after: decodeCursor(query.cursor), limit: query.limit + 1, q: query.q });
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
  description:
    '`members` and `groups` replace who was in it. Votes of people who are no longer in the group they voted for no longer count.',
  access: 'admin',
  params: groupParams,
  body: { kind: 'json', schema: groupChange },
  responses: { 200: { description: 'As changed.', schema: group } },
  problems: [404],
  async handle({ by, params, body, deps }) {
    const result = await changeDirectory(deps.db, async (tx) => {
      await groupOr404(tx, params.id);
      return setContent(tx, params.id, body);
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
    await changeDirectory(deps.db, async (tx) => {
      await groupOr404(tx, params.id);
      if (!(await findPerson(tx, params.personId))) throw new ProblemError('not_found', 'There is no such person.');
      await addMember(tx, params.id, params.personId);
    });
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
    await changeDirectory(deps.db, async (tx) => {
      if (!(await removeMember(tx, params.id, params.personId))) throw new ProblemError('not_found', 'This person is not in this group.');
    });
    recordAdministration(deps, by, 'member_removed', { groupId: params.id, personId: params.personId });
    return { status: 204 };
  },
});

export const putNested = route({
  method: 'put',
  path: '/v1/groups/{id}/groups/{childId}',
  operationId: 'nestGroup',
  tag: 'Groups',
  summary: 'Put a group into a group',
  description: 'Whoever is in the inner group is in the outer one, through any number of groups. A circle is refused.',
  access: 'admin',
  params: nestedParams,
  responses: { 204: { description: 'The one is in the other.' } },
  problems: [404, 422],
  async handle({ by, params, deps }) {
    await changeDirectory(deps.db, async (tx) => {
      await groupOr404(tx, params.id);
      await groupOr404(tx, params.childId);
      await nest(tx, params.id, params.childId, '/childId');
    });
    recordAdministration(deps, by, 'group_nested', { groupId: params.id, childId: params.childId });
    return { status: 204 };
  },
});

export const deleteNested = route({
  method: 'delete',
  path: '/v1/groups/{id}/groups/{childId}',
  operationId: 'unnestGroup',
  tag: 'Groups',
  summary: 'Take a group out of a group',
  access: 'admin',
  params: nestedParams,
  responses: { 204: { description: 'The one is no longer in the other.' } },
  problems: [404],
  async handle({ by, params, deps }) {
    await changeDirectory(deps.db, async (tx) => {
      if (!(await removeNested(tx, params.id, params.childId)))
        throw new ProblemError('not_found', 'This group is not nested in that one.');
    });
    recordAdministration(deps, by, 'group_unnested', { groupId: params.id, childId: params.childId });
    return { status: 204 };
  },
});
