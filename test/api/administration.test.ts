import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fakeIntake } from './support/fake-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
let admin: string;
let person: string;
let agent: string;

beforeAll(async () => {
  api = await startApi(fakeIntake({}));
  admin = await api.key({ kind: 'admin' });
  person = await api.person('walter');
  agent = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
});
afterAll(() => api.stop());

const post = (path: string, body: unknown, key = admin) => api.call(path, { method: 'POST', key, body });

describe('who may administer', () => {
  const CALLS: [method: string, path: string, body?: unknown][] = [
    ['POST', '/v1/people', { name: 'Mallory' }],
    ['GET', '/v1/people'],
    ['GET', '/v1/people/walter'],
    ['PATCH', '/v1/people/walter', { permissions: ['admin'] }],
    ['POST', '/v1/people/walter/identities', { channel: 'slack', tenant: 'T1', subject: 'U1' }],
    ['DELETE', '/v1/people/walter/identities?channel=slack&tenant=T1&subject=U1'],
    ['POST', '/v1/groups', { id: 'sneaky', members: ['walter'] }],
    ['GET', '/v1/groups'],
    ['PATCH', '/v1/groups/finance', { members: ['walter'] }],
    ['PUT', '/v1/groups/finance/members/walter'],
    ['DELETE', '/v1/groups/finance/members/walter'],
    ['PUT', '/v1/groups/finance/groups/everybody'],
    ['DELETE', '/v1/groups/finance/groups/everybody'],
    ['GET', '/v1/absences'],
    ['GET', '/v1/people/walter/absences'],
    ['POST', '/v1/people/walter/absences', { from: '2099-01-01T00:00:00Z', until: '2099-01-02T00:00:00Z' }],
    ['DELETE', '/v1/people/walter/absences/abs_01arz3ndektsv4rrffq69g5fav'],
    ['POST', '/v1/keys', { kind: 'admin' }],
    ['GET', '/v1/keys'],
    ['DELETE', '/v1/keys/key_01arz3ndektsv4rrffq69g5fav'],
    ['POST', '/v1/agents', { name: 'evil', url: 'https://evil.example' }],
    ['GET', '/v1/agents'],
    ['PATCH', '/v1/agents/bot', { ownerId: null }],
    ['PUT', '/v1/policies/any', { name: 'any', onTimeout: 'reject' }],
    ['DELETE', '/v1/policies/any'],
  ];
  test.each(CALLS.map(([method, path, body]) => [method, path, { body }] as const))(
    '%s %s is refused to people and agents',
    async (method, path, { body }) => {
      for (const key of [person, agent]) {
        const answer = await api.call(path, { method, key, ...(body === undefined ? {} : { body }) });
        expect([answer.status, answer.json['code']]).toEqual([403, 'forbidden']);
      }
    },
  );

  test('a person with the permission administers, until it is taken away', async () => {
    const key = await api.person('annie', ['admin']);
    expect((await api.call('/v1/people', { key })).status).toBe(200);
    await api.call('/v1/people/annie', { method: 'PATCH', key: admin, body: { permissions: [] } });
    expect((await api.call('/v1/people', { key })).status).toBe(403);
  });
});

describe('people', () => {
  test('are added with the groups and accounts they name', async () => {
    const identities = [{ channel: 'slack', tenant: 'T1', subject: 'UADA' }];
    const made = await post('/v1/people', {
      id: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      groups: ['finance', 'new-group'],
      identities,
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe('/v1/people/ada');
    expect(made.json).toMatchObject({ id: 'ada', groups: ['finance', 'new-group'], identities, permissions: [], active: true });
    expect((await api.call('/v1/groups/new-group', { key: admin })).json).toMatchObject({ members: ['ada'] });
  });

  test('an id that is taken is refused, and nothing of the attempt stays', async () => {
    const again = await post('/v1/people', { id: 'ada', name: 'Impostor', groups: ['ghosts'] });
    expect([again.status, again.json['code']]).toEqual([409, 'already_exists']);
    expect((await api.call('/v1/groups/ghosts', { key: admin })).status).toBe(404);
  });

  test('an account belongs to one person only', async () => {
    const taken = await post('/v1/people', { id: 'eve', name: 'Eve', identities: [{ channel: 'slack', tenant: 'T1', subject: 'UADA' }] });
    expect([taken.status, taken.json['code']]).toEqual([409, 'identity_taken']);
    expect((await api.call('/v1/people/eve', { key: admin })).status).toBe(404);
    const linkToWalter = await post('/v1/people/walter/identities', { channel: 'slack', tenant: 'T1', subject: 'UADA' });
    expect(linkToWalter.status).toBe(409);
    const path = '/v1/people/ada/identities?channel=slack&tenant=T1&subject=UADA';
    expect((await api.call(path, { method: 'DELETE', key: admin })).status).toBe(204);
    expect((await api.call(path, { method: 'DELETE', key: admin })).status).toBe(404);
  });

  test('e-mail addresses are the same in any case; ids of vendors are not', async () => {
    await post('/v1/people', { id: 'mail1', name: 'M', identities: [{ channel: 'email', tenant: '', subject: 'X@Example.com' }] });
    expect(
      (await post('/v1/people', { id: 'mail2', name: 'M', identities: [{ channel: 'email', tenant: '', subject: 'x@example.COM' }] }))
        .status,
    ).toBe(409);
  });

  test('whoever is deactivated has no key any more', async () => {
    const key = await api.person('leaver');
    expect((await api.call('/v1/me', { key })).status).toBe(200);
    await api.call('/v1/people/leaver', { method: 'PATCH', key: admin, body: { active: false } });
    expect((await api.call('/v1/me', { key })).status).toBe(401);
  });

  test('are listed page by page, each once', async () => {
    for (let i = 0; i < 7; i += 1) await post('/v1/people', { id: `many-${i}`, name: 'M' });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.call(`/v1/people?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, { key: admin });
      const { items, nextCursor } = page.json as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...items.map((item) => item.id));
      cursor = nextCursor;
    } while (cursor !== null);
    const all = await api.db.selectFrom('people').select('id').orderBy('id').execute();
    expect(seen).toEqual(all.map((row) => row.id));
    expect((await api.call('/v1/people?cursor=%20nonsense', { key: admin })).json).toMatchObject({
      code: 'invalid_query',
      field: 'cursor',
    });
  });
});

describe('groups', () => {
  test('take people in and out', async () => {
    expect((await post('/v1/groups', { id: 'ops', slackChannel: 'C012345', members: ['walter'] })).status).toBe(201);
    expect((await post('/v1/groups', { id: 'ops' })).json['code']).toBe('already_exists');
    expect((await api.call('/v1/groups/ops/members/ada', { method: 'PUT', key: admin })).status).toBe(204);
    expect((await api.call('/v1/groups/ops/members/walter', { method: 'DELETE', key: admin })).status).toBe(204);
    expect((await api.call('/v1/groups/ops/members/walter', { method: 'DELETE', key: admin })).status).toBe(404);
    expect((await api.call('/v1/groups/ops', { key: admin })).json).toMatchObject({ members: ['ada'], slackChannel: 'C012345' });
    const changed = await api.call('/v1/groups/ops', {
      method: 'PATCH',
      key: admin,
      body: { slackChannel: null, members: ['walter', 'ada', 'ada'] },
    });
    expect(changed.json).toMatchObject({ slackChannel: null, members: ['ada', 'walter'] });
  });

  test('a member who does not exist is named, and the group is not made', async () => {
    const answer = await post('/v1/groups', { id: 'half', members: ['ada', 'nobody'] });
    expect([answer.status, answer.json['code'], answer.json['field']]).toEqual([422, 'unknown_person', '/members/1']);
    expect((await api.call('/v1/groups/half', { key: admin })).status).toBe(404);
  });
});

describe('keys', () => {
  test('are told once, kept as a hash, and act as what they were made for', async () => {
    const made = await post('/v1/keys', { kind: 'agent', agent: 'deploy-bot', personId: 'ada' });
    expect(made.status).toBe(201);
    const key = String(made.json['key']);
    expect(key).toMatch(/^csk_g[A-Za-z0-9_-]{43}$/);
    expect((await api.call('/v1/me', { key })).json).toEqual({ kind: 'agent', keyId: made.json['id'], agent: 'deploy-bot', owner: 'ada' });
    const listed = await api.call('/v1/keys', { key: admin });
    expect(listed.text).not.toContain(key);
    expect(JSON.stringify(await api.db.selectFrom('api_keys').selectAll().execute())).not.toContain(key);
    expect(JSON.stringify(api.log)).not.toContain(key);
  });

  test('a person’s key says who that is', async () => {
    const made = await post('/v1/keys', { kind: 'person', personId: 'ada', name: 'laptop' });
    expect((await api.call('/v1/me', { key: String(made.json['key']) })).json).toEqual({
      kind: 'person',
      personId: 'ada',
      role: 'reviewer',
      name: 'Ada',
      groups: ['finance', 'new-group', 'ops'],
      permissions: [],
    });
  });

  test('a revoked key is refused at once, and revoking is for good', async () => {
    const made = await post('/v1/keys', { kind: 'admin' });
    const key = String(made.json['key']);
    const path = `/v1/keys/${String(made.json['id'])}`;
    expect((await api.call(path, { method: 'DELETE', key: admin })).status).toBe(204);
    expect((await api.call('/v1/me', { key })).json['code']).toBe('invalid_credentials');
    const revokedAt = async () =>
      (await api.db.selectFrom('api_keys').select('revoked_at').where('id', '=', String(made.json['id'])).executeTakeFirstOrThrow())
        .revoked_at;
    const first = await revokedAt();
    await api.call(path, { method: 'DELETE', key: admin });
    expect(await revokedAt()).toEqual(first);
  });

  test('last use is noted, at most once a minute', async () => {
    const made = await post('/v1/keys', { kind: 'agent', agent: 'clock' });
    const lastUsed = async () =>
      (
        await api.db.selectFrom('api_keys').select('last_used_at').where('id', '=', String(made.json['id'])).executeTakeFirstOrThrow()
      ).last_used_at?.getTime();
    const use = () => api.call('/v1/me', { key: String(made.json['key']) });
    expect(await lastUsed()).toBeUndefined();
    await use();
    const first = await lastUsed();
    await use();
    expect(await lastUsed()).toBe(first);
    api.advance(61_000);
    await use();
    expect(await lastUsed()).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
  });

  test.each([
    [{ kind: 'person', personId: 'nobody' }, 'unknown_person', '/personId'],
    [{ kind: 'person' }, 'invalid_body', '/personId'],
    [{ kind: 'agent' }, 'invalid_body', '/agent'],
    [{ kind: 'root' }, 'invalid_body', '/kind'],
    [{ kind: 'admin', personId: 'ada' }, 'invalid_body', '/personId'],
    [{ kind: 'admin', key: 'csk_chosen' }, 'invalid_body', '/key'],
  ])('%j is refused', async (body, code, field) => {
    const answer = await post('/v1/keys', body);
    expect([answer.status, answer.json['code'], answer.json['field']]).toEqual([422, code, field]);
  });
});

describe('agents', () => {
  test('an HTTP agent gets a signing secret, told once', async () => {
    const made = await post('/v1/agents', { name: 'support', url: 'https://agents.example.com/support', ownerId: 'ada' });
    expect(made.status).toBe(201);
    expect(made.json['secret']).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const listed = await api.call('/v1/agents', { key: admin });
    expect(listed.json['items']).toEqual([expect.objectContaining({ name: 'support', kind: 'http', ownerId: 'ada', canRevise: true })]);
    expect(listed.text).not.toContain(String(made.json['secret']));
    expect((await post('/v1/agents', { name: 'support', url: 'https://other.example.com' })).json['code']).toBe('already_exists');
  });

  test('the owner of a registered agent is the owner of its keys', async () => {
    const made = await post('/v1/keys', { kind: 'agent', agent: 'support' });
    expect((await api.call('/v1/me', { key: String(made.json['key']) })).json).toMatchObject({ owner: 'ada' });
    const conflict = await post('/v1/keys', { kind: 'agent', agent: 'support', personId: 'walter' });
    expect([conflict.status, conflict.json['field']]).toEqual([422, '/personId']);
    await api.call('/v1/agents/support', { method: 'PATCH', key: admin, body: { ownerId: 'walter' } });
    expect((await api.call('/v1/me', { key: String(made.json['key']) })).json).toMatchObject({ owner: 'walter' });
  });
});

describe('policies', () => {
  const yaml = (text: string, name = 'large-refunds') =>
    api.call(`/v1/policies/${name}`, { method: 'PUT', key: admin, raw: text, headers: { 'content-type': 'application/yaml' } });
  const LARGE =
    'name: large-refunds\nmatch: { types: ["payments.refund"], when: "action.args.amount > 10000" }\nreviewers: [group:finance]\nonTimeout: reject\n';

  test('are taken as YAML, versioned by content, and read by any key', async () => {
    const first = await yaml(LARGE);
    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({ changed: true, policy: { name: 'large-refunds', version: 1, active: true } });
    expect((await yaml(`# the same, said otherwise\n${LARGE}`)).json).toMatchObject({ changed: false, policy: { version: 1 } });
    expect((await yaml(`${LARGE}deadline: 4h\n`)).json).toMatchObject({ changed: true, policy: { version: 2 } });
    expect((await api.call('/v1/policies/large-refunds', { key: agent })).json).toMatchObject({ version: 2, document: { deadline: '4h' } });
  });

  test('are taken as JSON too, strictly', async () => {
    const put = (raw: string) => api.call('/v1/policies/small', { method: 'PUT', key: admin, raw });
    expect((await put('{"name":"small","onTimeout":"reject","onTimeout":"approve"}')).json).toMatchObject({
      code: 'duplicate_key',
      field: '/onTimeout',
    });
    expect((await put('{"name":"small","reviewers":["group:finance"],"onTimeout":"reject"}')).status).toBe(200);
  });

  test('point at what is wrong', async () => {
    const broken = await yaml(
      'name: large-refunds\nmatch: { when: "action.args.amount >" }\nreviewers: [group:finance]\nonTimeout: reject\n',
    );
    expect([broken.status, broken.json['code']]).toEqual([422, 'invalid_policy']);
    expect(broken.json['errors']).toEqual([expect.objectContaining({ field: 'match.when', line: 2 })]);
    expect((await yaml('name: [')).json).toMatchObject({ code: 'invalid_policy' });
    expect((await yaml(LARGE, 'other-name')).json).toMatchObject({ code: 'invalid_policy', field: 'name' });
    expect((await api.call('/v1/policies/large-refunds', { key: person })).json).toMatchObject({ version: 2 });
  });

  test('are evaluated in the order they were put, and no more once they are deactivated', async () => {
    const names = async () =>
      ((await api.call('/v1/policies', { key: person })).json['items'] as { name: string }[]).map((item) => item.name);
    expect(await names()).toEqual(['large-refunds', 'small']);
    expect((await api.call('/v1/policies/large-refunds', { method: 'DELETE', key: admin })).status).toBe(204);
    expect(await names()).toEqual(['small']);
    expect((await yaml(LARGE)).json).toMatchObject({ changed: true, policy: { version: 3 } });
    expect(await names()).toEqual(['small', 'large-refunds']);
  });

  test('put by many at once become as many versions', async () => {
    const puts = await Promise.all(
      [1, 2, 3, 4, 5].map((hours) => yaml(LARGE.replaceAll('large-refunds', 'racing') + `deadline: ${hours}h\n`, 'racing')),
    );
    expect(puts.map((put) => (put.json['policy'] as { version: number }).version).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(
      await api.db.selectFrom('policies').select('version').where('name', '=', 'racing').where('active', '=', true).execute(),
    ).toHaveLength(1);
  });
});

describe('sign-in links', () => {
  test('are made by administrators for anybody and by people for themselves', async () => {
    const path = '/v1/people/walter/sign-in-link';
    const made = await post(path, { next: '/r/req_1' });
    expect(made.status).toBe(201);
    expect(String(made.json['url'])).toMatch(new RegExp(`^${api.url}/sign-in\\?token=[A-Za-z0-9_-]{43}$`));
    expect((await api.call(path, { method: 'POST', key: person })).status).toBe(201);
    expect((await api.call('/v1/people/ada/sign-in-link', { method: 'POST', key: person })).status).toBe(403);
    expect((await api.call(path, { method: 'POST', key: agent })).status).toBe(403);
    expect((await post('/v1/people/nobody/sign-in-link', {})).status).toBe(404);
  });
});
