import { QUESTION_TYPE } from '../contracts/action.js';
import type { ProblemCode } from '../contracts/problems.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { unstorableAt } from '../contracts/storable.js';
import type { SubmitRequest } from '../contracts/submit.js';
import { appendAudit } from '../ledger/audit.js';
import { findAgent, type Agent } from '../ledger/agents.js';
import { currentDefinition } from '../ledger/definitions.js';
import { json } from '../ledger/json-column.js';
import type { Tx } from '../ledger/ledger.js';
import { isActive } from '../ledger/people.js';
import { lockRequest } from '../ledger/requests.js';
import { claimsOf, refused, type OpenRefusal } from './claims-of.js';
import type { MoveDeps } from './deps.js';
import { derivedColumns } from './persist.js';
import { missingText } from './reach.js';
import { openSession } from './session.js';
import type { RequestState } from '../domain/state.js';

/** Who asks, as the door knows it. */
export interface Asker {
  kind: 'admin' | 'agent' | 'person' | 'workflow';
  id: string;
  /** Name of the agent that asks through its own key. */
  agent: string | null;
  /** Person that answers for that agent. */
  ownerId: string | null;
  /** Only the server itself asks these people instead of a policy's. */
  instead?: readonly ReviewerRef[];
  /** The request that this one follows from. */
  follows?: string;
  /** Besides whoever asks and answers for it, these do not decide it. */
  excluded?: readonly string[];
}

export type Opened = { kind: 'opened' } | OpenRefusal;

/**
 * Opens a request in the caller's transaction: everything that can be refused is refused here, before anything is written. An action that the
 * caller brings is planned at once; an agent's comes with the workflow's first step.
 */
export async function openRequest(
  deps: MoveDeps,
  tx: Tx,
  id: string,
  by: Asker,
  body: SubmitRequest,
  taskQueue: string,
  nowMs: number,
): Promise<Opened> {
  // A workflow comes past every door that reads strict JSON.
  const unstorable = unstorableAt(body);
  if (unstorable !== null) return refused('forbidden_character', 'A string holds a NUL or half of a surrogate pair.', unstorable);
  const proposesItself = 'agent' in body;
  const agent = proposesItself ? await findAgent(tx, body.agent) : by.agent === null ? null : await findAgent(tx, by.agent);
  if (proposesItself && !agent) return refused('unknown_agent', `There is no agent named ${body.agent}.`, '/agent');
  if (body.requester !== undefined && !(await isActive(tx, body.requester))) {
    return refused('unknown_person', `There is no active person ${body.requester}.`, '/requester');
  }
  const claims = await claimsOf(tx, body, by.instead ?? null);
  if ('kind' in claims) return claims;
  if (body.policy !== undefined && !(await activePolicy(tx, body.policy))) {
    return refused('unknown_policy', `There is no policy named ${body.policy}.`, '/policy');
  }
  const execute = await executorOf(tx, body);
  if (typeof execute !== 'string') return execute;

  const state: RequestState = {
    status: 'proposing',
    revision: 0,
    digest: null,
    execute,
    canRevise: revises(proposesItself, agent),
    lastSeq: 0,
  };
  const at = new Date(nowMs);
  await tx
    .insertInto('requests')
    .values({
      ...derivedColumns(state),
      id,
      move: 0,
      next_seq: 0,
      type: null,
      title: null,
      risk: null,
      confidence: null,
      agent: proposesItself ? body.agent : by.agent,
      requested_by_kind: by.kind,
      requested_by_id: by.id,
      requester_id: body.requester ?? null,
      owner_id: agent?.ownerId ?? by.ownerId,
      execute,
      input: json(proposesItself ? (body.input ?? null) : null),
      claims: json(claims),
      callback_url: body.callbackUrl ?? null,
      follows: by.follows ?? null,
      excluded: [...(by.excluded ?? [])],
      plan: null,
      task_queue: taskQueue,
      created_at: at,
      updated_at: at,
    })
    .execute();
  const opened = { by: by.id, kind: by.kind, agent: proposesItself ? body.agent : by.agent, requester: body.requester ?? null };
  await appendAudit(tx, id, at, [{ kind: 'request.opened', body: opened }]);
  if (proposesItself) return { kind: 'opened' };

  const row = await lockRequest(tx, id);
  if (!row) throw new Error(`request ${id} vanished in its own transaction`);
  const session = openSession(deps, tx, row, nowMs);
  const planned = await session.propose(body.action, { kind: 'caller', id: by.agent ?? by.id });
  if (planned.kind === 'refused') return planRefused(planned);
  await session.save();
  return stillMissing(session.state()) ?? { kind: 'opened' };
}

/** Whoever could be asked has been asked, and they do not suffice: nobody should wait for that. */
function stillMissing(state: RequestState): OpenRefusal | null {
  if (state.status !== 'pending' || state.round.missing === null) return null;
  return refused('unsatisfiable_reviewers', `Not enough people could approve it: ${missingText(state.round.missing)}.`, '/action');
}

function planRefused(planned: {
  code: ProblemCode;
  message: string;
  problems: readonly { field: string; message: string }[];
}): OpenRefusal {
  const first = planned.problems[0];
  const field =
    planned.code === 'invalid_args'
      ? `/action/args${first?.field ?? ''}`
      : planned.code === 'rationale_required'
        ? '/action/rationale'
        : '/action';
  const details = { problems: planned.problems.map((each) => ({ field: `/action/args${each.field}`, message: each.message })) };
  return { kind: 'refused', code: planned.code, message: planned.message, field, ...(planned.problems.length > 0 ? { details } : {}) };
}

/** Only an agent that proposes is asked to revise; a caller that brings the action hears of a reject and comes back by itself. */
function revises(proposesItself: boolean, agent: Agent | null): boolean {
  return proposesItself && agent !== null && agent.canRevise;
}

async function executorOf(tx: Tx, body: SubmitRequest): Promise<'worker' | 'caller' | 'none' | OpenRefusal> {
  if ('agent' in body) return 'worker';
  if (body.action.type === QUESTION_TYPE) return 'none';
  const runs = (await currentDefinition(tx, body.action.type))?.executes ?? false;
  if (body.execute === 'worker' && !runs) {
    return refused('not_executable', `No worker can run ${body.action.type}; leave \`execute\` out or say "caller".`, '/execute');
  }
  return body.execute ?? (runs ? 'worker' : 'caller');
}

async function activePolicy(tx: Tx, name: string): Promise<boolean> {
  return (
    (await tx.selectFrom('policies').select('name').where('name', '=', name).where('active', '=', true).executeTakeFirst()) !== undefined
  );
}
