import type { NewAbsence } from '../../contracts/people.js';
import type { Principal } from '../../contracts/principal.js';
import { closesCircle, deleteAbsence, insertAbsence, listAbsences, type Absence } from '../../ledger/absences.js';
import { changeDirectory } from '../../ledger/directory-version.js';
import type { Tx } from '../../ledger/ledger.js';
import { findPerson } from '../../ledger/people.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import type { ApiDeps } from '../deps.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { absence, absencePage, absenceParams, absenceQuery, newAbsence, personAbsenceParams } from '../schemas/administration.js';
import { personParams } from '../schemas/common.js';

interface Query {
  past: 'true' | 'false';
  cursor?: string | undefined;
  limit: number;
}

async function pageOfAbsences(deps: ApiDeps, personId: string | null, { past, cursor, limit }: Query) {
  const key = decodeCursor(cursor);
  const [from = '', id = ''] = key?.split('|') ?? [];
  if (key !== null && Number.isNaN(Date.parse(from)))
    throw new ProblemError('invalid_query', 'cursor came from another list.', { field: 'cursor' });
  const rows = await listAbsences(deps.db, {
    personId,
    endsAfterMs: past === 'true' ? null : deps.clock(),
    after: key === null ? null : { from: new Date(from), id },
    limit: limit + 1,
  });
  return ok(pageFrom(rows, limit, (row) => `${row.from.toISOString()}|${row.id}`));
}

async function enter(deps: ApiDeps, by: Principal, personId: string, body: NewAbsence) {
  const made = await changeDirectory(deps.db, (tx) => insert(tx, by, personId, body, deps.clock()));
  const { id, from, until, delegateId } = made;
  recordAdministration(deps, by, 'absence_created', {
    ...{ absenceId: id, personId, delegateId },
    ...{ from: from.toISOString(), until: until.toISOString() },
  });
  return created(made);
}

async function insert(tx: Tx, by: Principal, personId: string, body: NewAbsence, nowMs: number): Promise<Absence> {
  const { from, until, delegateId = null, note = null } = { ...body, from: new Date(body.from), until: new Date(body.until) };
  if (!(await findPerson(tx, personId))) throw new ProblemError('not_found', 'There is no such person.');
  if (until.getTime() <= nowMs) throw new ProblemError('invalid_body', 'This absence is over already.', { field: '/until' });
  if (delegateId !== null) await checkDelegate(tx, { personId, delegateId, from, until });
  return insertAbsence(tx, { personId, from, until, delegateId, note, madeBy: by.kind === 'person' ? by.personId : by.keyId }, nowMs);
}

async function checkDelegate(tx: Tx, wanted: { personId: string; delegateId: string; from: Date; until: Date }): Promise<void> {
  const field = '/delegateId';
  if (wanted.delegateId === wanted.personId)
    throw new ProblemError('invalid_body', 'A delegate is somebody else; leave it out where nobody stands in.', { field });
  const delegate = await findPerson(tx, wanted.delegateId);
  if (!delegate?.active) throw new ProblemError('unknown_person', 'There is no such active person to stand in.', { field });
  if (delegate.role === 'viewer')
    throw new ProblemError('unknown_person', `${delegate.name} is a viewer, and so decides for nobody.`, { field });
  if (await closesCircle(tx, wanted))
    throw new ProblemError('delegation_loop', `${delegate.name} is absent too, and their delegates lead back here.`, { field });
}

async function remove(deps: ApiDeps, by: Principal, personId: string, absenceId: string): Promise<{ status: 204 }> {
  await changeDirectory(deps.db, async (tx) => {
    if (!(await deleteAbsence(tx, personId, absenceId))) throw new ProblemError('not_found', 'There is no such absence.');
  });
  recordAdministration(deps, by, 'absence_deleted', { absenceId, personId });
  return { status: 204 };
}

function myself(by: Principal): string {
  if (by.kind !== 'person') throw new ProblemError('forbidden', 'Only a person is absent: use a person’s key, or name the person.');
  return by.personId;
}

const about = { tag: 'Absences', query: absenceQuery, responses: { 200: { description: 'One page.', schema: absencePage } } } as const;
const entered = { 201: { description: 'Entered.', schema: absence } } as const;
const ended = { 204: { description: 'Taken back. One that has begun ends now.' } } as const;
const DESCRIPTION =
  '`from` belongs to it, `until` is the first moment back. Meanwhile the delegate fills this person’s place in every request, beside their own, and is still one vote with them. A delegate who is absent too hands it on, at most five times.';

export const getAbsences = route({
  ...about,
  method: 'get',
  path: '/v1/absences',
  operationId: 'listAbsences',
  summary: 'Who is or will be absent, by beginning',
  description: '`past=true` lists those that are over too.',
  access: 'admin',
  handle: ({ query, deps }) => pageOfAbsences(deps, null, query),
});

export const getPersonAbsences = route({
  ...about,
  method: 'get',
  path: '/v1/people/{id}/absences',
  operationId: 'listAbsencesOf',
  summary: 'Absences of a person, by beginning',
  access: 'admin',
  params: personParams,
  problems: [404],
  async handle({ params, query, deps }) {
    if (!(await findPerson(deps.db, params.id))) throw new ProblemError('not_found', 'There is no such person.');
    return pageOfAbsences(deps, params.id, query);
  },
});

export const createAbsence = route({
  method: 'post',
  path: '/v1/people/{id}/absences',
  operationId: 'createAbsence',
  tag: 'Absences',
  summary: 'Say that a person is absent, and who stands in',
  description: DESCRIPTION,
  access: 'admin',
  params: personParams,
  body: { kind: 'json', schema: newAbsence },
  responses: entered,
  problems: [404],
  handle: ({ by, params, body, deps }) => enter(deps, by, params.id, body),
});

export const removeAbsence = route({
  method: 'delete',
  path: '/v1/people/{id}/absences/{absenceId}',
  operationId: 'deleteAbsence',
  tag: 'Absences',
  summary: 'Take an absence back',
  access: 'admin',
  params: personAbsenceParams,
  responses: ended,
  problems: [404],
  handle: ({ by, params, deps }) => remove(deps, by, params.id, params.absenceId),
});

export const getMyAbsences = route({
  ...about,
  method: 'get',
  path: '/v1/me/absences',
  operationId: 'listMyAbsences',
  summary: 'When you are absent',
  access: 'key',
  handle: async ({ by, query, deps }) => pageOfAbsences(deps, myself(by), query),
});

export const createMyAbsence = route({
  method: 'post',
  path: '/v1/me/absences',
  operationId: 'createMyAbsence',
  tag: 'Absences',
  summary: 'Say that you are absent, and who stands in',
  description: DESCRIPTION,
  access: 'key',
  body: { kind: 'json', schema: newAbsence },
  responses: entered,
  handle: async ({ by, body, deps }) => enter(deps, by, myself(by), body),
});

export const deleteMyAbsence = route({
  method: 'delete',
  path: '/v1/me/absences/{absenceId}',
  operationId: 'deleteMyAbsence',
  tag: 'Absences',
  summary: 'Take an absence of yours back',
  access: 'key',
  params: absenceParams,
  responses: ended,
  problems: [404],
  handle: async ({ by, params, deps }) => remove(deps, by, myself(by), params.absenceId),
});
