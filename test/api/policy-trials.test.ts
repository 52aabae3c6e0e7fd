import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { PolicyTrialResult } from '../../src/contracts/policy-trial.js';
import { realIntake } from './support/real-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

type Planned = Extract<PolicyTrialResult, { result: 'planned' }>;

let api: TestApi;
let keys: Record<'admin' | 'bot' | 'ada', string>;

const REFUNDS = `
name: refunds
match: { types: ["payments.refund"] }
reviewers: [group:finance, person:lena]
need: majority
ladder:
  - { after: 30m, remind: true }
  - { after: 1h, add: [group:leads] }
fallback: [person:boss]
deadline: 4h
onTimeout: reject
vetoWindow: 15m
freeze: [{ zone: Europe/Berlin, from: "2026-12-24T18:00", to: "2026-12-27T08:00" }]
`;

beforeAll(async () => {
  api = await startApi(realIntake);
  keys = {
    admin: await api.key({ kind: 'admin' }),
    ada: await api.person('ada'),
    bot: await api.key({ kind: 'agent', agent: 'bot', ownerId: 'ada' }),
  };
  for (const id of ['grace', 'lena', 'boss', 'vera']) await api.person(id);
  const group = (id: string, members: string[]) => api.call('/v1/groups', { method: 'POST', key: keys.admin, body: { id, members } });
  await group('finance', ['ada', 'grace']);
  await group('leads', ['boss']);
  await group('reviewers', ['vera']);
  const headers = { 'content-type': 'application/yaml' };
  const put = await api.call('/v1/policies/refunds', { method: 'PUT', key: keys.admin, raw: REFUNDS, headers });
  expect([put.status, put.text]).toEqual([200, expect.any(String)]);
});
afterAll(() => api.stop());

const refund = { type: 'payments.refund', args: { amount: 5 } };
const attempt = (body: object, key = keys.admin) => api.call('/v1/policies/try', { method: 'POST', key, body });
async function planned(body: object): Promise<Planned> {
  const answer = await attempt(body);
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"planned"')]);
  return answer.json as unknown as Planned;
}
const peopleFor = (trial: Planned, ref: string) =>
  trial.asked[0]?.entries.find((entry) => entry.ref === ref)?.people.map(({ id, standsInFor }) => [id, standsInFor?.id ?? null]);

describe('trying a policy', () => {
  test('says who would be asked, why, and what would happen when', async () => {
    const trial = await planned({ action: refund, at: '2026-06-01T10:00:00+02:00' });
    expect(trial).toMatchObject({
      at: '2026-06-01T08:00:00.000Z',
      status: 'pending',
      plan: { policy: { name: 'refunds', version: 1 }, stages: [{ rule: { need: 'majority', count: 2 } }] },
      missing: null,
      stillMissing: null,
      next: [
        { kind: 'reminder', at: '2026-06-01T08:30:00.000Z', to: [] },
        { kind: 'escalation', at: '2026-06-01T09:00:00.000Z', to: ['group:leads'] },
        { kind: 'deadline', at: '2026-06-01T12:00:00.000Z', to: [] },
      ],
      runFrom: '2026-06-01T08:15:00.000Z',
    });
    expect(trial.plan.reasons.length).toBeGreaterThan(0);
    expect(peopleFor(trial, 'group:finance')).toEqual([
      ['ada', null],
      ['grace', null],
    ]);
    expect(trial.asked[0]?.entries[1]?.people).toEqual([{ id: 'lena', name: 'Name of lena', standsInFor: null }]);
  });

  test('is of the moment that is named: freezes, absences and who stands in', async () => {
    const absence = { from: '2026-12-24T00:00:00Z', until: '2026-12-28T00:00:00Z', delegateId: 'boss' };
    await api.call('/v1/people/lena/absences', { method: 'POST', key: keys.admin, body: absence });
    const trial = await planned({ action: refund, at: '2026-12-24T20:00:00+01:00' });
    expect(peopleFor(trial, 'person:lena')).toEqual([['boss', 'lena']]);
    expect(trial.runFrom).toBe('2026-12-27T07:00:00.000Z');
    const before = await planned({ action: refund, at: '2026-12-20T20:00:00+01:00' });
    expect(peopleFor(before, 'person:lena')).toEqual([['lena', null]]);
  });

  test('leaves out whoever asks, and names what is missing and who would be asked instead', async () => {
    const trial = await planned({ action: refund, agent: undefined, requester: 'lena' });
    expect(peopleFor(trial, 'person:lena')).toEqual([]);
    expect(trial.missing).toEqual([{ stage: 'review', entries: ['person:lena'], need: 1 }]);
    // The fallback is asked at once, so that it can be opened.
    expect(trial.stillMissing).toBeNull();
    expect(peopleFor(trial, 'person:boss')).toEqual([['boss', null]]);
  });

  test('says that nobody could approve it, where the request would be refused', async () => {
    const alone = { name: 'alone', match: { types: ['x.y'] }, reviewers: ['person:lena'], onTimeout: 'reject' };
    const body = { action: { type: 'x.y', args: {} }, requester: 'lena', policies: [alone] };
    expect(await planned(body)).toMatchObject({ stillMissing: [{ entries: ['person:lena'], need: 1 }] });
  });

  test('takes drafts in the places that they would get, without keeping them', async () => {
    const draft = { name: 'refunds', match: { types: ['payments.*'] }, reviewers: ['person:vera'], onTimeout: 'reject' };
    const shadowed = { name: 'later', match: { types: ['payments.refund'] }, route: 'auto', onTimeout: 'reject' };
    const trial = await planned({ action: refund, policies: [shadowed, draft] });
    expect(trial.plan.policy).toMatchObject({ name: 'refunds', version: 2 });
    expect(trial.asked[0]?.entries.map(({ ref }) => ref)).toEqual(['person:vera']);
    expect((await planned({ action: refund })).plan.policy.version).toBe(1);
    expect((await planned({ action: { type: 'other.thing', args: {} }, policies: [{ ...shadowed, match: {} }] })).status).toBe('approved');
  });

  test.each<[string, object, string]>([
    ['has a fault', { reviewers: ['group:finance'], need: 'most', onTimeout: 'reject', name: 'x' }, '/policies/0/need'],
    ['says nothing of silence', { name: 'x', reviewers: ['group:finance'] }, '/policies/0/onTimeout'],
    [
      'has a fault deep inside',
      { name: 'x', stages: [{ reviewers: ['group:finance'] }, { reviewers: ['finance'] }], onTimeout: 'reject' },
      '/policies/0/stages/1/reviewers/0',
    ],
  ])('refuses a draft that %s, and says where', async (_name, draft, field) => {
    const answer = await attempt({ action: refund, policies: [draft] });
    expect([answer.status, answer.json['code'], answer.json['field']]).toEqual([422, 'invalid_policy', field]);
  });

  test('takes what a caller claims beside the action, as a request would', async () => {
    const claims = { reviewers: ['vera', 'leads'], need: 'all', escalate: { after: '10m' }, deadline: '1h' };
    const trial = await planned({ action: refund, at: '2026-06-01T08:00:00Z', ...claims });
    expect(trial.plan.stages.map(({ name }) => name)).toEqual(['review', 'caller']);
    expect(trial.asked[1]?.entries.map(({ ref }) => ref)).toEqual(['person:vera', 'group:leads']);
    expect(trial.next.at(-1)).toMatchObject({ kind: 'deadline', at: '2026-06-01T09:00:00.000Z' });
    expect((await attempt({ action: refund, reviewers: ['nobody'] })).json).toMatchObject({
      code: 'unknown_reviewer',
      field: '/reviewers/0',
    });
    expect((await attempt({ action: refund, policy: 'nowhere' })).json).toMatchObject({ result: 'refused', code: 'unknown_policy' });
  });

  test('refuses two drafts of one name, and askers that are not there', async () => {
    const draft = { name: 'x', reviewers: ['group:finance'], onTimeout: 'reject' };
    const field = async (body: object) => (await attempt({ action: refund, ...body })).json['field'];
    expect(await field({ policies: [draft, draft] })).toBe('/policies/1/name');
    expect(await field({ agent: 'ghost' })).toBe('/agent');
    expect(await field({ requester: 'ghost' })).toBe('/requester');
  });

  test('tells a refusal as the request would get it', async () => {
    const strict = {
      name: 'strict',
      match: { types: ['x.z'] },
      reviewers: ['group:finance'],
      require: { rationale: true },
      onTimeout: 'reject',
    };
    const { json } = await attempt({ action: { type: 'x.z', args: {} }, policies: [strict] });
    expect(json).toMatchObject({ result: 'refused', code: 'rationale_required' });
  });

  test('stores nothing and asks nobody', async () => {
    const { rows } = await sql<{ n: string }>`
      select (select count(*) from requests) + (select count(*) from revisions) + (select count(*) from notices) + (select count(*) from outbox)
        + (select count(*) from audit) as n`.execute(api.db);
    expect(rows[0]?.n).toBe('0');
    expect(((await api.call('/v1/policies', { key: keys.admin })).json['items'] as unknown[]).length).toBe(1);
  });

  test('is for people and administrators', async () => {
    expect((await attempt({ action: refund }, keys.ada)).status).toBe(200);
    expect((await attempt({ action: refund }, keys.bot)).status).toBe(403);
  });
});
