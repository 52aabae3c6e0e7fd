import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { RequestView } from '../../src/contracts/view.js';
import { setAgentOwner, registerAgent } from '../../src/ledger/agents.js';
import { readAudit } from '../../src/ledger/audit.js';
import { findDecision } from '../../src/ledger/decisions.js';
import { addMember, removeMember } from '../../src/ledger/groups.js';
import { updatePerson } from '../../src/ledger/people.js';
import { until } from '../support/until.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await registerAgent(f.db, { name: 'bot', canRevise: false });
  for (const person of ['ada', 'bob', 'cy']) await f.person(person, ['reviewers']);
  await f.person('root', [], ['override']);
  await f.policy({
    name: 'two',
    match: { types: ['test.keyed'] },
    stages: [{ reviewers: ['person:ada', 'group:reviewers'], need: { atLeast: 2 } }],
    onTimeout: 'reject',
  });
});
afterAll(() => f.close());

beforeEach(async () => {
  await setAgentOwner(f.db, 'bot', null);
  for (const person of ['ada', 'bob', 'cy']) {
    await updatePerson(f.db, person, { active: true });
    await addMember(f.db, 'reviewers', person);
  }
  await updatePerson(f.db, 'root', { active: true, permissions: ['override'] });
});

const losses: [string, (person: string) => Promise<unknown>][] = [
  ['left the group', (person) => removeMember(f.db, 'reviewers', person)],
  ['was deactivated', (person) => updatePerson(f.db, person, { active: false })],
  ['became the owner of the agent', (person) => setAgentOwner(f.db, 'bot', person)],
];

async function approvedBy(...people: string[]): Promise<RequestView> {
  const request = await f.open({ type: people.length === 1 ? 'test.once' : 'test.keyed' });
  for (const person of people) expect((await f.say(person, request, 'approve')).counted).toBe(true);
  expect((await f.view(request.id)).status).toBe('approved');
  return request;
}

const executions = (id: string) => f.db.selectFrom('executions').selectAll().where('request_id', '=', id).execute();

describe.each(losses)('an approver who %s after voting', (_, lose) => {
  it('voids that vote before the effect: nothing runs, and the others are asked again', async () => {
    const request = await approvedBy('bob');
    await lose('bob');
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'pending' } });
    expect(await executions(request.id)).toEqual([]);
    const audit = await readAudit(f.db, request.id);
    expect(audit.at(-1)).toMatchObject({ kind: 'votes.void', body: { people: ['bob'] } });
    expect(await f.say('cy', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
    expect((await f.claim(request.id)).kind).toBe('run');
    expect((await f.view(request.id)).resolution?.people).toEqual(['cy']);
  });

  it('gets no permit for the caller either', async () => {
    const request = await f.open({ execute: 'caller' });
    await f.say('bob', request, 'approve');
    await lose('bob');
    expect(await f.intake.permit(f.bot, request.id, request.digest ?? '')).toMatchObject({
      code: 'not_approved',
      details: { status: 'pending' },
    });
    expect(await executions(request.id)).toEqual([]);
  });

  it('does not stop the effect where the votes of the others are enough', async () => {
    const request = await f.open({ type: 'test.keyed' });
    for (const person of ['bob', 'cy', 'ada']) await f.say(person, request, 'approve');
    await lose('bob');
    expect((await f.claim(request.id)).kind).toBe('run');
    expect((await f.view(request.id)).resolution?.people).toEqual(['cy', 'ada']);
  });

  it('keeps the votes of the others', async () => {
    const request = await approvedBy('ada', 'bob');
    await lose('bob');
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'pending' } });
    expect((await f.view(request.id)).awaiting).toMatchObject({ filled: 1, need: 2 });
    expect(await f.say('cy', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
  });
});

it('whoever owns the agent by now does not count, although the request names no owner', async () => {
  const request = await f.open({});
  await setAgentOwner(f.db, 'bot', 'bob');
  expect(await f.say('bob', request, 'approve')).toMatchObject({ counted: false, reason: 'self_approval' });
});

it('a denier below the threshold who leaves changes nothing', async () => {
  await f.policy({ name: 'lenient', match: { types: ['test.observable'] }, reviewers: ['group:reviewers'], deny: 2, onTimeout: 'reject' });
  const request = await f.open({ type: 'test.observable' });
  await f.say('ada', request, 'deny', { comment: 'no' });
  await f.say('bob', request, 'approve');
  await updatePerson(f.db, 'ada', { active: false });
  expect((await f.claim(request.id)).kind).toBe('run');
});

describe('an override', () => {
  const override = async (request: RequestView) => {
    const body = { resolution: 'approved', digest: request.digest ?? '', reason: 'incident', decisionId: `o-${request.id}` } as const;
    const answer = f.intake.override({ kind: 'person', personId: 'root' }, request.id, body, { channel: 'api' });
    await until(async () => (await findDecision(f.db, request.id, body.decisionId)) !== undefined);
    await f.count(request.id);
    expect(await answer).toMatchObject({ value: { counted: true } });
    expect((await f.view(request.id)).status).toBe('approved');
  };

  it('runs, in the name of who overrode', async () => {
    const request = await f.open({});
    await override(request);
    expect((await f.claim(request.id)).kind).toBe('run');
    expect((await f.view(request.id)).resolution).toMatchObject({ by: 'override', people: ['root'], reason: 'incident' });
  });

  it('sent again under its id with the opposite resolution is refused', async () => {
    const request = await f.open({});
    await override(request);
    const body = { resolution: 'rejected', digest: request.digest ?? '', reason: 'incident', decisionId: `o-${request.id}` } as const;
    expect(await f.intake.override({ kind: 'person', personId: 'root' }, request.id, body, { channel: 'api' })).toMatchObject({
      code: 'decision_id_conflict',
    });
  });

  it.each([
    ['the permission', { permissions: [] }],
    ['the account', { active: false }],
  ])('of somebody who lost %s never runs', async (_, change) => {
    const request = await f.open({});
    await override(request);
    await updatePerson(f.db, 'root', change);
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'cancelled' } });
    expect(await executions(request.id)).toEqual([]);
  });
});

describe('stored arguments that were changed after the approval', () => {
  it.each([
    ['an argument', sql`jsonb_set(action, '{args,n}', '2')`],
    ['one more argument', sql`jsonb_set(action, '{args,extra}', 'null')`],
    ['the type', sql`jsonb_set(action, '{type}', '"test.keyed"')`],
    ['the version', sql`jsonb_set(action, '{version}', '"2"')`],
  ])('never run: %s', async (_, changed) => {
    const request = await approvedBy('bob');
    await sql`update revisions set action = ${changed} where request_id = ${request.id}`.execute(f.db);
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'cancelled' } });
    expect(await executions(request.id)).toEqual([]);
    expect((await f.view(request.id)).resolution).toMatchObject({ reason: 'the stored arguments are not those that were approved' });
  });

  it('never run although the digest was changed with them', async () => {
    const request = await approvedBy('bob');
    const digest = `sha256:${'a'.repeat(64)}`;
    await sql`update revisions set digest = ${digest} where request_id = ${request.id}`.execute(f.db);
    expect((await f.claim(request.id)).kind).toBe('moved');
    expect(await executions(request.id)).toEqual([]);
  });

  it('never run from a state whose votes were made up', async () => {
    const request = await f.open({ type: 'test.keyed' });
    await f.say('ada', request, 'approve');
    const state = sql`jsonb_build_object('status', 'approved', 'usableUntilMs', ${f.now() + 60_000}::bigint, 'resolution', jsonb_build_object('outcome','approved','by','people','people',jsonb_build_array('ada'),'reason','r','revision',1,'digest',digest,'at','2026-01-01T00:00:00.000Z','answer',null))`;
    await sql`update requests set status = 'approved', state = state || ${state} where id = ${request.id}`.execute(f.db);
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'cancelled' } });
    expect(await executions(request.id)).toEqual([]);
  });
});
