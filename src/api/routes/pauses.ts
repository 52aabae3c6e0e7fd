import { pauseScopeText, type NewPause } from '../../contracts/pause.js';
import type { Principal } from '../../contracts/principal.js';
import { pauseEffects, resumeEffects } from '../../intake/pauses.js';
import { countInScope, findPause, knowsAgent, listPauses, requestsInScope, type LiftActor } from '../../ledger/pauses.js';
import { hasPermission } from '../../ledger/people.js';
import { neverMatches } from '../../policies/globs.js';
import { isAdmin } from '../authenticate.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import type { ApiDeps } from '../deps.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { pauseDetail } from '../schemas/manage.js';
import { liftBody, newPause, pause, pauseAnswer, pauseListQuery, pausePage, pauseParams } from '../schemas/pauses.js';

/** An administrator, or a person with the permission `pause`; answers who it is, for the record. */
async function pausing(by: Principal, deps: Pick<ApiDeps, 'db'>): Promise<LiftActor> {
  const may = (await isAdmin(by, deps)) || (by.kind === 'person' && (await hasPermission(deps.db, by.personId, 'pause')));
  if (!may) throw new ProblemError('forbidden', 'Pausing and resuming effects needs the permission "pause", or an admin key.');
  return by.kind === 'person' ? { kind: 'person', id: by.personId } : { kind: 'key', id: by.keyId };
}

/** In an emergency a misspelt name must not look like a pause. */
async function requireScope({ scope }: NewPause, { db }: Pick<ApiDeps, 'db'>): Promise<void> {
  if (scope.kind === 'agent' && !(await knowsAgent(db, scope.value)))
    throw new ProblemError('unknown_agent', `Nothing was paused: no agent is named ${scope.value}.`, { field: '/scope/value' });
  if (scope.kind === 'type' && neverMatches(scope.value))
    throw new ProblemError('invalid_body', 'Nothing was paused: /scope/value fits no action type at all.', { field: '/scope/value' });
}

export const makePause = route({
  method: 'post',
  path: '/v1/pauses',
  operationId: 'pauseEffects',
  tag: 'Pauses',
  summary: 'Pause effects: the kill switch',
  description:
    'From the answer on no effect of this scope starts, in whichever process: workers claim nothing, permits are refused (`effects_paused`). Effects that run already go on. People are asked and decide as before, and what is approved waits; approvals run out as they would. The same call again answers 200 with the pause that holds.',
  access: 'key',
  body: { kind: 'json', schema: newPause },
  responses: {
    200: { description: 'It was paused already, by the same caller and for the same reason.', schema: pauseAnswer },
    201: { description: 'Paused.', schema: pauseAnswer },
  },
  async handle({ by, body, deps }) {
    const who = await pausing(by, deps);
    await requireScope(body, deps);
    const { pause: held, created: isNew, ...counts } = await pauseEffects(deps.db, body, who, deps.clock());
    if (isNew) recordAdministration(deps, by, 'effects_paused', { pause: held.id, what: pauseScopeText(held.scope), reason: held.reason });
    const answer = { ...held, ...counts };
    return isNew ? created(answer, `/v1/pauses/${held.id}`) : ok(answer);
  },
});

export const getPauses = route({
  method: 'get',
  path: '/v1/pauses',
  operationId: 'listPauses',
  tag: 'Pauses',
  summary: 'What is paused, and what was; newest first',
  description: 'An agent’s key is not told of pauses of other agents.',
  access: 'key',
  query: pauseListQuery,
  responses: { 200: { description: 'One page.', schema: pausePage } },
  async handle({ by, query, deps }) {
    const rows = await listPauses(deps.db, {
      active: query.active ?? null,
      before: decodeCursor(query.cursor),
      limit: query.limit + 1,
      forAgent: by.kind === 'agent' ? by.agent : null,
    });
    return ok(pageFrom(rows, query.limit, (row) => row.id));
  },
});

/** As many as somebody looks at before lifting. */
const HELD_SHOWN = 50;
/** Counted as far as this: beyond it the exact number helps nobody. */
const COUNTED = 10_000;

export const getPause = route({
  method: 'get',
  path: '/v1/pauses/{id}',
  operationId: 'getPause',
  tag: 'Pauses',
  summary: 'One pause, and what it holds',
  access: 'key',
  params: pauseParams,
  responses: { 200: { description: 'The pause. Of one that was lifted: what it would hold.', schema: pauseDetail } },
  problems: [404],
  async handle({ by, params, deps }) {
    if (by.kind === 'agent') throw new ProblemError('forbidden', 'What is held is shown to people and administrators.');
    const found = await findPause(deps.db, params.id);
    if (!found) throw new ProblemError('not_found', 'There is no such pause.');
    const [counts, held] = await Promise.all([countInScope(deps.db, found.id, COUNTED), requestsInScope(deps.db, found.id, HELD_SHOWN)]);
    return ok({ ...found, ...counts, held });
  },
});

export const liftPause = route({
  method: 'delete',
  path: '/v1/pauses/{id}',
  operationId: 'resumeEffects',
  tag: 'Pauses',
  summary: 'Lift a pause',
  description: 'What it held goes on, unless another pause holds it too. A pause that was lifted before keeps its first lifting.',
  access: 'key',
  params: pauseParams,
  body: { kind: 'json', schema: liftBody, optional: true },
  responses: { 200: { description: 'Lifted, by whom and when.', schema: pause } },
  problems: [404],
  async handle({ by, params, body, deps }) {
    const who = await pausing(by, deps);
    const lifted = await resumeEffects(deps.db, params.id, who, body.reason ?? null, deps.clock());
    if (!lifted) throw new ProblemError('not_found', 'There is no such pause.');
    recordAdministration(deps, by, 'effects_resumed', { pause: lifted.id, what: pauseScopeText(lifted.scope) });
    return ok(lifted);
  },
});
