import { createHttpAgent, findAgent, listAgents, setAgentOwner } from '../../ledger/agents.js';
import { changeDirectory } from '../../ledger/directory-version.js';
import type { Db } from '../../ledger/ledger.js';
import { findPerson } from '../../ledger/people.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { agent, agentChange, agentPage, listPageQuery, newAgent, newAgentAnswer } from '../schemas/administration.js';
import { nameParams } from '../schemas/common.js';

async function knownOwner(db: Db, id: string | null | undefined): Promise<string | null> {
  if (id === undefined || id === null) return null;
  if (!(await findPerson(db, id))) throw new ProblemError('unknown_person', 'There is no such person.', { field: '/ownerId' });
  return id;
}

export const makeAgent = route({
  method: 'post',
  path: '/v1/agents',
  operationId: 'createAgent',
  tag: 'Agents',
  summary: 'Add an agent that is called over HTTP',
  description:
    'It is POSTed `countersign.propose` and `countersign.revise`, signed as Standard Webhooks. Agents that run in a worker register themselves.',
  access: 'admin',
  body: { kind: 'json', schema: newAgent },
  responses: { 201: { description: 'Added, with its signing secret, told once.', schema: newAgentAnswer } },
  problems: [409],
  async handle({ by, body, deps }) {
    const ownerId = await knownOwner(deps.db, body.ownerId);
    const { name, url, canPropose = true, canRevise = true } = body;
    const made = await changeDirectory(deps.db, (tx) => createHttpAgent(tx, { name, url, ownerId, canPropose, canRevise }));
    if (!made) throw new ProblemError('already_exists', 'There is an agent of this name.', { field: '/name' });
    recordAdministration(deps, by, 'agent_created', { agent: name, ownerId });
    return created({ name, secret: made.secret }, `/v1/agents/${name}`);
  },
});

export const getAgents = route({
  method: 'get',
  path: '/v1/agents',
  operationId: 'listAgents',
  tag: 'Agents',
  summary: 'All agents, by name',
  access: 'admin',
  query: listPageQuery,
  responses: { 200: { description: 'One page.', schema: agentPage } },
  async handle({ query, deps }) {
    const rows = await listAgents(deps.db, { after: decodeCursor(query.cursor), limit: query.limit + 1 });
    return ok(pageFrom(rows, query.limit, (row) => row.name));
  },
});

export const changeAgent = route({
  method: 'patch',
  path: '/v1/agents/{name}',
  operationId: 'changeAgent',
  tag: 'Agents',
  summary: 'Say who answers for an agent',
  description: 'The owner never approves what the agent asks for.',
  access: 'admin',
  params: nameParams,
  body: { kind: 'json', schema: agentChange },
  responses: { 200: { description: 'As changed.', schema: agent } },
  problems: [404],
  async handle({ by, params, body, deps }) {
    const ownerId = await knownOwner(deps.db, body.ownerId);
    await changeDirectory(deps.db, (tx) => setAgentOwner(tx, params.name, ownerId));
    const found = await findAgent(deps.db, params.name);
    if (!found) throw new ProblemError('not_found', 'There is no such agent.');
    recordAdministration(deps, by, 'agent_changed', { agent: params.name, ownerId });
    return ok(found);
  },
});
