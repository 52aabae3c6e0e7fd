import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { directoryVersion } from '../../src/ledger/directory-version.js';
import { fakeIntake } from '../support/fake-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
let admin: string;
let ada: string;
beforeAll(async () => {
  api = await startApi(
    fakeIntake(() => {
      throw new Error('no request is asked for here');
    }),
  );
});
afterAll(() => api.stop());
beforeEach(async () => {
  await sql`truncate people, groups, agents cascade`.execute(api.db);
  admin = await api.key({ kind: 'admin' });
  ada = await api.person('ada');
  for (const id of ['bob', 'cyd']) await api.person(id);
});

const post = (path: string, body: unknown, key = admin) => api.call(path, { method: 'POST', key, body });
const patch = (path: string, body: unknown) => api.call(path, { method: 'PATCH', key: admin, body });
const put = (path: string) => api.call(path, { method: 'PUT', key: admin });
const remove = (path: string, key = admin) => api.call(path, { method: 'DELETE', key });
const get = (path: string, key = admin) => api.call(path, { key });
/** `422 invalid_body /field`. */
const refusal = ({ status, json }: { status: number; json: Record<string, unknown> }) =>
  [status, json['code'], json['field']].filter((part) => part !== undefined).join(' ');

const HOURS = { days: ['mon', 'tue'], from: '09:00', to: '17:00' };

describe('a person', () => {
  test('has attributes, a time zone and hours', async () => {
    const attributes = { country: 'DE', level: 3, senior: true, languages: ['de', 'en'] };
    const made = await post('/v1/people', { id: 'eve', name: 'Eve', attributes, timeZone: 'Europe/Berlin', hours: HOURS });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ attributes, timeZone: 'Europe/Berlin', hours: HOURS });
    const changed = await patch('/v1/people/eve', { attributes: { country: 'AT' }, hours: null });
    expect(changed.json).toMatchObject({ attributes: { country: 'AT' }, timeZone: 'Europe/Berlin', hours: null });
    expect((await get('/v1/people/bob')).json).toMatchObject({ attributes: {}, timeZone: null, hours: null });
    expect((await patch('/v1/people/eve', { permissions: ['override', 'assign', 'pause', 'admin'] })).status).toBe(200);
  });

  test.each([
    [{ attributes: { nested: { a: 1 } } }, '/attributes/nested'],
    [{ attributes: { nothing: null } }, '/attributes/nothing'],
    [{ attributes: { numbers: [1] } }, '/attributes/numbers'],
    [{ attributes: { 'a.b': 'x' } }, '/attributes/a.b'],
    [{ attributes: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`a${n}`, n])) }, '/attributes'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ timeZone: '+01:00' }, '/timeZone'],
    [{ timeZone: 'UTC', hours: { ...HOURS, days: [] } }, '/hours/days'],
    [{ timeZone: 'UTC', hours: { ...HOURS, days: ['monday'] } }, '/hours/days/0'],
    [{ timeZone: 'UTC', hours: { ...HOURS, to: '09:00' } }, '/hours/to'],
    [{ timeZone: 'UTC', hours: { ...HOURS, from: '9:00' } }, '/hours/from'],
    [{ hours: HOURS }, '/timeZone'],
    [{ permissions: ['root'] }, '/permissions/0'],
  ])('%j is refused', async (change, field) => {
    expect(refusal(await patch('/v1/people/bob', change))).toBe(`422 invalid_body ${field}`);
    expect(refusal(await post('/v1/people', { name: 'X', ...change }))).toBe(`422 invalid_body ${field}`);
    expect((await get('/v1/people/bob')).json).toMatchObject({ attributes: {}, timeZone: null, hours: null });
  });
});

describe('a group', () => {
  beforeEach(async () => {
    for (const [id, members] of Object.entries({ finance: [], emea: ['bob'], berlin: ['ada'] })) await post('/v1/groups', { id, members });
  });

  test('holds groups, and everybody in them', async () => {
    expect((await put('/v1/groups/finance/groups/emea')).status).toBe(204);
    expect((await patch('/v1/groups/emea', { groups: ['berlin'] })).json).toMatchObject({ groups: ['berlin'], everybody: ['ada', 'bob'] });
    expect((await get('/v1/groups/finance')).json).toMatchObject({ members: [], groups: ['emea'], everybody: ['ada', 'bob'] });
    expect((await get('/v1/me', ada)).json['groups']).toEqual(['berlin', 'emea', 'finance']);
    expect((await get('/v1/people/ada')).json['groups']).toEqual(['berlin']);
    expect((await remove('/v1/groups/finance/groups/emea')).status).toBe(204);
    expect((await remove('/v1/groups/finance/groups/emea')).status).toBe(404);
    expect((await get('/v1/groups/finance')).json).toMatchObject({ groups: [], everybody: [] });
  });

  test('is refused where it would hold itself, at whatever distance', async () => {
    await put('/v1/groups/finance/groups/emea');
    await put('/v1/groups/emea/groups/berlin');
    expect(refusal(await put('/v1/groups/berlin/groups/finance'))).toBe('422 group_cycle /childId');
    expect(refusal(await put('/v1/groups/berlin/groups/berlin'))).toBe('422 group_cycle /childId');
    expect(refusal(await patch('/v1/groups/berlin', { groups: ['emea'] }))).toBe('422 group_cycle /groups/0');
    expect(refusal(await post('/v1/groups', { id: 'self', groups: ['self'] }))).toBe('422 group_cycle /groups/0');
    expect(refusal(await patch('/v1/groups/berlin', { groups: ['nowhere'] }))).toBe('422 unknown_group /groups/0');
    expect(refusal(await put('/v1/groups/berlin/groups/nowhere'))).toBe('404 not_found');
    expect((await get('/v1/groups/berlin')).json['groups']).toEqual([]);
  });

  test('closes no circle either when two put each into the other at once', async () => {
    const [one, other] = await Promise.all([put('/v1/groups/emea/groups/berlin'), put('/v1/groups/berlin/groups/emea')]);
    expect([one.status, other.status].sort()).toEqual([204, 422]);
  });

  test('that its data made circular all the same is shown and mended', async () => {
    await api.db
      .insertInto('group_groups')
      .values([
        { parent_id: 'emea', child_id: 'berlin' },
        { parent_id: 'berlin', child_id: 'emea' },
      ])
      .execute();
    expect((await get('/v1/groups/emea')).json).toMatchObject({ groups: ['berlin'], everybody: ['ada', 'bob'] });
    expect((await remove('/v1/groups/berlin/groups/emea')).status).toBe(204);
  });

  test('is filled by one Slack user group, which fills no other', async () => {
    expect((await patch('/v1/groups/emea', { slackUserGroup: 'S0123' })).json).toMatchObject({ slackUserGroup: 'S0123', members: ['bob'] });
    expect(refusal(await patch('/v1/groups/berlin', { slackUserGroup: 'S0123' }))).toBe('409 already_exists /slackUserGroup');
    expect((await patch('/v1/groups/emea', { slackChannel: 'C0123' })).json).toMatchObject({
      slackUserGroup: 'S0123',
      slackChannel: 'C0123',
    });
    expect(refusal(await patch('/v1/groups/berlin', { slackUserGroup: 'finance' }))).toBe('422 invalid_body /slackUserGroup');
  });
});

const HOUR = 3_600_000;
/** Hours from now, to the second. */
const at = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();
const window = (from = 1, until = 24) => ({ from: at(from), until: at(until) });

describe('an absence', () => {
  test('is entered, listed and taken back by the person', async () => {
    const made = await post('/v1/me/absences', { ...window(), delegateId: 'bob', note: 'on leave' }, ada);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      id: expect.stringMatching(/^abs_/),
      personId: 'ada',
      ...window(),
      delegateId: 'bob',
      note: 'on leave',
    });
    expect((await get('/v1/me/absences', ada)).json['items']).toEqual([made.json]);
    expect((await remove(`/v1/me/absences/${String(made.json['id'])}`, ada)).status).toBe(204);
    expect((await get('/v1/me/absences', ada)).json['items']).toEqual([]);
  });

  test('of anybody is entered, listed and taken back by administrators', async () => {
    const made = await post('/v1/people/ada/absences', { ...window(), delegateId: 'bob' });
    const other = await post('/v1/people/bob/absences', { from: '2099-01-01T00:00:00+01:00', until: '2099-01-02T00:00:00+01:00' });
    expect(other.json).toMatchObject({ from: '2098-12-31T23:00:00.000Z', delegateId: null, note: null });
    expect((await get('/v1/absences')).json['items']).toEqual([made.json, other.json]);
    expect((await get('/v1/people/ada/absences')).json['items']).toEqual([made.json]);
    const first = await get('/v1/absences?limit=1');
    expect(first.json['items']).toEqual([made.json]);
    expect((await get(`/v1/absences?limit=1&cursor=${String(first.json['nextCursor'])}`)).json).toEqual({
      items: [other.json],
      nextCursor: null,
    });
    expect(refusal(await get('/v1/absences?cursor=YWRh'))).toBe('400 invalid_query cursor');
    expect((await remove(`/v1/people/ada/absences/${String(made.json['id'])}`)).status).toBe(204);
  });

  test('that is over is listed only where the past is asked for', async () => {
    await post('/v1/me/absences', window(-1, 1), ada);
    api.advance(2 * HOUR);
    expect((await get('/v1/me/absences', ada)).json['items']).toEqual([]);
    expect((await get('/v1/me/absences?past=true', ada)).json['items']).toHaveLength(1);
    api.advance(-2 * HOUR);
  });

  test('is nobody else’s business', async () => {
    const made = await post('/v1/people/bob/absences', window());
    expect(refusal(await remove(`/v1/me/absences/${String(made.json['id'])}`, ada))).toBe('404 not_found');
    expect(refusal(await remove(`/v1/people/ada/absences/${String(made.json['id'])}`))).toBe('404 not_found');
    for (const path of ['/v1/people/bob/absences', '/v1/absences']) expect(refusal(await get(path, ada))).toBe('403 forbidden');
    expect(refusal(await post('/v1/people/ada/absences', window(), ada))).toBe('403 forbidden');
    const agent = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
    for (const key of [agent, admin]) {
      expect(refusal(await get('/v1/me/absences', key))).toBe('403 forbidden');
      expect(refusal(await post('/v1/me/absences', window(), key))).toBe('403 forbidden');
    }
  });

  test.each([
    ['no time at all', () => window(1, 1), '422 invalid_body /until'],
    ['an end before its beginning', () => window(2, 1), '422 invalid_body /until'],
    ['more than 366 days', () => window(1, 1 + 366 * 24 + 1), '422 invalid_body /until'],
    ['an end that is over', () => window(-2, -1), '422 invalid_body /until'],
    ['no moment', () => ({ from: '2099-02-30T00:00:00Z', until: '2099-03-01T00:00:00Z' }), '422 invalid_body /from'],
    ['a moment of nobody’s zone', () => ({ from: '2099-02-01T00:00:00', until: '2099-03-01T00:00:00Z' }), '422 invalid_body /from'],
    ['oneself as delegate', () => ({ ...window(), delegateId: 'ada' }), '422 invalid_body /delegateId'],
    ['a delegate who does not exist', () => ({ ...window(), delegateId: 'nobody' }), '422 unknown_person /delegateId'],
    ['an inactive delegate', () => ({ ...window(), delegateId: 'gone' }), '422 unknown_person /delegateId'],
  ])('with %s is refused', async (_what, body, expected) => {
    await api.person('gone');
    await patch('/v1/people/gone', { active: false });
    expect(refusal(await post('/v1/me/absences', body(), ada))).toBe(expected);
    expect(refusal(await post('/v1/people/ada/absences', body()))).toBe(expected);
    expect((await get('/v1/absences?past=true')).json['items']).toEqual([]);
  });

  test('of 366 days is taken', async () => {
    expect((await post('/v1/me/absences', window(1, 1 + 366 * 24), ada)).status).toBe(201);
  });

  test('is refused where its delegates would lead back at some instant, and only there', async () => {
    await post('/v1/people/bob/absences', { ...window(0, 10), delegateId: 'cyd' });
    await post('/v1/people/cyd/absences', { ...window(8, 20), delegateId: 'ada' });
    expect(refusal(await post('/v1/me/absences', { ...window(9, 12), delegateId: 'bob' }, ada))).toBe('422 delegation_loop /delegateId');
    expect((await post('/v1/me/absences', { ...window(0, 8), delegateId: 'bob' }, ada)).status).toBe(201);
    expect((await post('/v1/me/absences', { ...window(10, 12), delegateId: 'bob' }, ada)).status).toBe(201);
  });

  test('closes no circle either when two name each other at once', async () => {
    const bob = await api.key({ kind: 'person', personId: 'bob' });
    const [one, other] = await Promise.all([
      post('/v1/me/absences', { ...window(), delegateId: 'bob' }, ada),
      post('/v1/me/absences', { ...window(), delegateId: 'ada' }, bob),
    ]);
    expect([one.status, other.status].sort()).toEqual([201, 422]);
  });
});

describe('the directory’s version', () => {
  test('rises with every change of who may approve what, and not with what was refused', async () => {
    await post('/v1/groups', { id: 'finance', members: [] });
    await post('/v1/groups', { id: 'emea' });
    await post('/v1/agents', { name: 'bot', url: 'https://bot.example.com/' });
    let before = await directoryVersion(api.db);
    const rises = async (change: Promise<{ status: number }>, by: number) => {
      const { status } = await change;
      const after = await directoryVersion(api.db);
      expect([status < 400, after - before]).toEqual([by > 0, by]);
      before = after;
    };
    await rises(post('/v1/people', { id: 'new', name: 'New' }), 1);
    await rises(patch('/v1/people/new', { groups: ['finance'] }), 1);
    await rises(patch('/v1/people/new', { permissions: ['override'] }), 1);
    await rises(patch('/v1/people/new', { active: false }), 1);
    await rises(put('/v1/groups/finance/members/bob'), 1);
    await rises(remove('/v1/groups/finance/members/bob'), 1);
    await rises(remove('/v1/groups/finance/members/bob'), 0);
    await rises(patch('/v1/groups/finance', { members: ['ada'] }), 1);
    await rises(put('/v1/groups/finance/groups/emea'), 1);
    await rises(put('/v1/groups/emea/groups/finance'), 0);
    await rises(remove('/v1/groups/finance/groups/emea'), 1);
    await rises(api.call('/v1/agents/bot', { method: 'PATCH', key: admin, body: { ownerId: 'ada' } }), 1);
    const made = await post('/v1/me/absences', window(), ada);
    before += 1;
    await rises(post('/v1/me/absences', window(2, 1), ada), 0);
    await rises(remove(`/v1/me/absences/${String(made.json['id'])}`, ada), 1);
  });
});
