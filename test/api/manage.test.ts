import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditHit, AuditPage } from '../../src/contracts/audit-search.js';
import type { ChannelTestResult, ChannelView } from '../../src/contracts/channel-health.js';
import type { PolicyCheckResult, PolicyVersion } from '../../src/contracts/policy-editing.js';
import type { ChannelProbe, TestTo } from '../../src/channels/probe.js';
import { appendAudit } from '../../src/ledger/audit.js';
import { searchAudit, type AuditQuery } from '../../src/ledger/audit-search.js';
import { recordDelivered, recordFailed, leaseDeliveries, wantCard } from '../../src/ledger/deliveries.js';
import { realIntake } from './support/real-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
let keys: Record<'admin' | 'bot' | 'ada' | 'vera', string>;
let requests: string[];
const tests: TestTo[] = [];

const slack: ChannelProbe = {
  name: 'slack',
  title: 'Slack',
  about: 'Clicks arrive by HTTP.',
  test: { toSelf: true, places: [], hint: 'An id.' },
  check: () => Promise.resolve({ state: 'working', text: 'Slack knows the app.', fix: null }),
  send: (to) => {
    tests.push(to);
    const target = to.kind === 'place' ? to.target : (to.identities[0]?.subject ?? null);
    const failed: ChannelTestResult = { result: 'failed', target, error: 'Slack refused it.', fix: 'invite the app' };
    return Promise.resolve(target === null || target === 'CLOSED' ? failed : { result: 'arrived', target, text: 'Taken.' });
  },
};

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const open = (title: string) =>
  api.call('/v1/requests', { method: 'POST', key: keys.bot, body: { action: { type: 'payments.refund', args: { amount: 5 }, title } } });

beforeAll(async () => {
  api = await startApi(realIntake, { channels: [slack] });
  keys = {
    admin: await api.key({ kind: 'admin' }),
    ada: await api.person('ada', ['admin']),
    vera: await api.person('vera'),
    bot: await api.key({ kind: 'agent', agent: 'bot', ownerId: null }),
  };
  await api.call('/v1/groups', { method: 'POST', key: keys.admin, body: { id: 'reviewers', members: ['vera'] } });
  await put('refunds', 'match: { types: ["payments.*"] }\nreviewers: [group:reviewers] # few\nonTimeout: reject\n');
  requests = [];
  for (const title of ['=cmd|calc', '100% of "it"']) requests.push(String((await open(title)).json['id']));
});
afterAll(() => api.stop());

const put = (name: string, raw: string, query = '', key = keys.admin) =>
  api.call(`/v1/policies/${name}${query}`, { method: 'PUT', key, raw, headers: { 'content-type': 'application/yaml' } });
const page = async (query: string): Promise<AuditPage> => {
  const answer = await api.call(`/v1/audit?${query}`, { key: keys.ada });
  expect([query, answer.status]).toEqual([query, 200]);
  return answer.json as unknown as AuditPage;
};

describe('the record of all requests', () => {
  test('is found by kind, actor, request, type, text and time', async () => {
    const kinds = async (query: string) => (await page(query)).items.map(({ kind }) => kind);
    const [first = ''] = requests;
    expect(await kinds(`request=${first}&sort=oldest`)).toEqual(['request.opened', 'revision.proposed']);
    expect(await kinds(`request=${first}&kind=revision.proposed`)).toEqual(['revision.proposed']);
    expect(await kinds('kind=request.opened,effect.claimed&type=payments.*')).toEqual(['request.opened', 'request.opened']);
    expect(await kinds('type=pay')).toEqual([]);
    expect((await page('actor=bot&sort=oldest')).items.map(({ actor }) => actor)).toEqual(['bot', 'bot', 'bot', 'bot']);
    expect(await kinds('actor=nobody')).toEqual([]);
    // Neither is a pattern here.
    expect((await page(`text=${encodeURIComponent('100% OF')}`)).items.map(({ requestId }) => requestId)).toEqual([
      requests[1],
      requests[1],
    ]);
    expect(await kinds('text=1_0')).toEqual([]);
    expect(await kinds('from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00%2B01:00')).toEqual([]);
  });

  test('comes page by page, each entry once, in the order of time', async () => {
    const whole = (await page('limit=200')).items;
    const seen: AuditHit[] = [];
    for (let query = 'limit=1'; ;) {
      const { items, nextCursor } = await page(query);
      seen.push(...items);
      if (nextCursor === null) break;
      query = `limit=1&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(whole);
    expect(whole.map((entry) => entry.at)).toEqual(
      whole
        .map((entry) => entry.at)
        .sort()
        .reverse(),
    );
    expect((await api.call('/v1/audit?cursor=bm9uZQ', { key: keys.ada })).json).toMatchObject({ code: 'invalid_query', field: 'cursor' });
  });

  test('a search for something rare goes on from where it came to', async () => {
    await api.db.transaction().execute(async (tx) => {
      for (let minute = 0; minute < 10; minute += 1)
        await appendAudit(tx, 'req_old', at(minute), [{ kind: 'reviewers.reminded', body: minute === 2 ? { why: 'needle' } : {} }]);
    });
    const query: AuditQuery = {
      ...{ kinds: [], actor: null, requestId: null, type: null, from: at(0), to: at(59), order: 'newest', after: null, limit: 5 },
      text: 'needle',
    };
    let pages = 0;
    let found: AuditHit[] = [];
    for (let after = query.after; ; pages += 1) {
      const { items, next } = await searchAudit(api.db, { ...query, after }, 3);
      found = [...found, ...items];
      if (next === null) break;
      after = next;
    }
    expect([pages, found.map(({ seq }) => seq)]).toEqual([3, [3]]);
  });

  test('is given out as JSON Lines and as CSV, in which no cell is a formula', async () => {
    const lines = await api.call('/v1/audit?format=jsonl&sort=oldest&type=payments.refund', { key: keys.admin });
    expect(lines.headers.get('content-disposition')).toMatch(/^attachment; filename="countersign-audit-\d{4}-\d\d-\d\d\.jsonl"$/);
    const entries = lines.text.trimEnd().split('\n').map((line) => JSON.parse(line) as AuditHit); // prettier-ignore
    const { items } = await page('sort=oldest&type=payments.refund');
    expect(items[0]?.said).toEqual([{ as: 'text', text: 'The request was opened' }]);
    // The file is the record itself; the words for it may change.
    expect(entries).toEqual(items.map(({ said: _said, ...entry }) => entry));
    const csv = await api.call('/v1/audit?format=csv&type=payments.refund', { key: keys.admin });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...rows] = csv.text.trimEnd().split('\r\n');
    expect(header).toBe('at,requestId,seq,kind,actor,type,title,body,previous,hash');
    expect(rows).toHaveLength(4);
    expect(csv.text).toContain(",'=cmd|calc,");
    expect(csv.text).toContain(',"100% of ""it""",');
    expect(csv.text).not.toMatch(/(^|,)"?[=+@\t-]/m);
  });

  test('is given out whole where it is larger than what is read at a time', async () => {
    const entries = Array.from({ length: 1_200 }, (_, n) => ({ kind: 'reviewers.reminded', body: { n } }));
    await api.db.transaction().execute((tx) => appendAudit(tx, 'req_long', at(30), entries));
    const { text } = await api.call(`/v1/audit?format=jsonl&sort=oldest&from=${at(30).toISOString()}&to=${at(31).toISOString()}`, {
      key: keys.ada,
    });
    const seqs = text.trimEnd().split('\n').map((line) => (JSON.parse(line) as AuditHit).seq); // prettier-ignore
    expect(seqs).toEqual(entries.map((_, n) => n + 1));
  });

  test('is for administrators', async () => {
    for (const key of [keys.vera, keys.bot]) expect((await api.call('/v1/audit', { key })).status).toBe(403);
  });
});

describe('channels', () => {
  const channel = async () => ((await api.call('/v1/channels', { key: keys.ada })).json['items'] as ChannelView[])[0];
  const trial = (body?: object, key = keys.ada) => api.call('/v1/channels/slack/test', { method: 'POST', key, body });

  test('say how they are doing, and keep the last error when later attempts arrive', async () => {
    expect(await channel()).toMatchObject({ name: 'slack', health: { state: 'working' }, lastDelivery: null, lastError: null, waiting: 0 });
    const [requestId = ''] = requests;
    await wantCard(api.db, { requestId, channel: 'slack', target: 'C1' }, 'card', 1);
    expect(await channel()).toMatchObject({ waiting: 1, failed: 0 });
    const lease = async () => (await leaseDeliveries(api.db, 'slack', 1, 60_000))[0]!;
    await recordFailed(api.db, await lease(), 'Slack: not_in_channel');
    // Slack answers, but takes no message: that is not working.
    expect(await channel()).toMatchObject({
      health: { state: 'failing' },
      lastError: { error: 'Slack: not_in_channel', target: 'C1', requestId },
      waiting: 0,
      failed: 1,
    });
    await wantCard(api.db, { requestId, channel: 'slack', target: 'C1' }, 'card', 2);
    await recordDelivered(api.db, await lease(), 2, { ts: '1' });
    expect(await channel()).toMatchObject({
      health: { state: 'working' },
      lastDelivery: { target: 'C1', requestId },
      lastError: { error: 'Slack: not_in_channel' },
      failed: 0,
    });
  });

  test('send a test to whoever asks, or to a named place, and say what became of it', async () => {
    expect((await trial()).json).toEqual({ result: 'failed', target: null, error: 'Slack refused it.', fix: 'invite the app' });
    const link = { channel: 'slack', tenant: 'T1', subject: 'U0ADA' };
    await api.call('/v1/people/ada/identities', { method: 'POST', key: keys.admin, body: link });
    expect((await trial()).json).toEqual({ result: 'arrived', target: 'U0ADA', text: 'Taken.' });
    expect((await trial({ to: 'CLOSED' })).json).toMatchObject({ result: 'failed', target: 'CLOSED' });
    expect(tests.at(-1)).toEqual({ kind: 'place', target: 'CLOSED' });
    expect((await trial(undefined, keys.admin)).json).toMatchObject({ code: 'invalid_body', field: '/to' });
    expect((await trial({}, keys.vera)).status).toBe(403);
    expect((await api.call('/v1/channels/teams/test', { method: 'POST', key: keys.ada })).status).toBe(404);
  });
});

describe('writing a policy', () => {
  const check = async (text: string, name?: string): Promise<PolicyCheckResult> => {
    const answer = await api.call('/v1/policies/check', { method: 'POST', key: keys.ada, body: { text, ...(name ? { name } : {}) } });
    expect(answer.status).toBe(200);
    return answer.json as unknown as PolicyCheckResult;
  };

  test('shows each problem with its place, and saves nothing', async () => {
    const { ok, document, problems } = await check('name: x\nreviewers: [group:finance]\nneed: mayority\nonTimeout: reject\n');
    expect([ok, document]).toEqual([false, null]);
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'unknown_value',
        field: 'need',
        line: 3,
        column: 7,
        message: expect.stringContaining('did you mean majority?'),
      },
    ]);
    expect((await api.call('/v1/policies/x', { key: keys.ada })).status).toBe(404);
  });

  test('warns of groups that are unknown and of policies that are never reached', async () => {
    const { ok, name, problems, document, sameAs } = await check(
      'match: { types: ["payments.refund"] }\nreviewers: [group:reviewer]\nonTimeout: reject\n',
      'small-refunds',
    );
    expect([ok, name, sameAs, document?.['name']]).toEqual([true, 'small-refunds', null, 'small-refunds']);
    expect(problems.map(({ code, line, message }) => [code, line, message])).toEqual([
      ['unknown_group', 2, expect.stringContaining('did you mean group:reviewers?')],
      ['unreachable', 1, expect.stringContaining('never reached: refunds comes first')],
    ]);
  });

  test('keeps the name, and knows the version that says the same', async () => {
    const text = 'name: refunds\nmatch: { types: ["payments.*"] }\nreviewers: [group:reviewers]\nonTimeout: reject\n';
    expect(await check(text, 'refunds')).toMatchObject({ ok: true, problems: [], sameAs: 1 });
    const renamed = await check(text.replace('refunds', 'others'), 'refunds');
    expect([renamed.ok, renamed.problems[0]?.line, renamed.problems[0]?.field]).toEqual([false, 1, 'name']);
    expect((await check(text)).problems.map(({ code, message }) => [code, message])).toEqual([
      ['duplicate_name', expect.stringContaining('is taken by refunds')],
    ]);
  });

  test('never breaks on bad text', async () => {
    for (const text of ['', ' ', '\u0000', '[', '- a', '{', 'a: &x 1', '---\na: 1\n---\nb: 1', 'x'.repeat(10_000), '['.repeat(5_000)]) {
      const answer = await api.call('/v1/policies/check', { method: 'POST', key: keys.ada, body: { text } });
      expect([text.slice(0, 9), [200, 400].includes(answer.status), answer.json['ok'] === true]).toEqual([text.slice(0, 9), true, false]);
    }
  });

  test('a version that was written from another one than stands now is refused, and nothing is lost', async () => {
    const text = (group: string) => `# why\nreviewers: [group:${group}]\nonTimeout: reject\n`;
    expect((await put('mine', text('a'), '?basedOn=3')).json).toMatchObject({ status: 409, code: 'policy_changed' });
    expect((await put('mine', text('a'), '?basedOn=0', keys.ada)).json).toMatchObject({ changed: true, policy: { version: 1 } });
    expect((await put('mine', text('b'), '?basedOn=1')).json).toMatchObject({ policy: { version: 2 } });
    expect((await put('mine', text('c'), '?basedOn=1')).json).toMatchObject({
      code: 'policy_changed',
      detail: expect.stringContaining('Version 2'),
    });
    const versions = (await api.call('/v1/policies/mine/versions', { key: keys.vera })).json['items'] as PolicyVersion[];
    expect(versions.map(({ version, active, text: kept, madeBy }) => [version, active, kept, madeBy])).toEqual([
      [2, true, text('b'), expect.stringMatching(/^key_/)],
      [1, false, text('a'), 'ada'],
    ]);
  });

  test('what was written from files before texts were kept is shown as YAML', async () => {
    await api.db.updateTable('policies').set({ text: null }).where('name', '=', 'refunds').execute();
    const versions = (await api.call('/v1/policies/refunds/versions', { key: keys.ada })).json['items'] as PolicyVersion[];
    expect(versions[0]?.text).toContain('onTimeout: reject');
    expect(await check(versions[0]?.text ?? '', 'refunds')).toMatchObject({ ok: true, sameAs: 1 });
    expect((await api.call('/v1/policies/none/versions', { key: keys.ada })).status).toBe(404);
  });

  test('the order of evaluation is all of them or nothing', async () => {
    const order = (names: string[]) => api.call('/v1/policies/order', { method: 'POST', key: keys.ada, body: { names } });
    const names = async () =>
      ((await api.call('/v1/policies', { key: keys.vera })).json['items'] as { name: string }[]).map(({ name }) => name);
    expect(await names()).toEqual(['refunds', 'mine']);
    expect((await order(['mine', 'refunds'])).status).toBe(204);
    expect(await names()).toEqual(['mine', 'refunds']);
    for (const wrong of [['mine'], ['mine', 'mine'], ['mine', 'refunds', 'other']])
      expect((await order(wrong)).json['code']).toBe('policy_changed');
    expect(await names()).toEqual(['mine', 'refunds']);
  });
});

describe('people, groups and pauses', () => {
  test('are found by a part of their names', async () => {
    const ids = async (path: string) => ((await api.call(path, { key: keys.ada })).json['items'] as { id: string }[]).map(({ id }) => id);
    expect(await ids('/v1/people?q=OF%20VE')).toEqual(['vera']);
    expect(await ids('/v1/people?q=%25')).toEqual([]);
    await api.person('gone');
    await api.call('/v1/people/gone', { method: 'PATCH', key: keys.admin, body: { active: false } });
    expect(await ids('/v1/people?active=false')).toEqual(['gone']);
    expect(await ids('/v1/groups?q=view')).toEqual(['reviewers']);
  });

  test('names are for people, not for agents', async () => {
    const found = await api.call('/v1/directory?q=ve', { key: keys.vera });
    expect(found.json).toEqual({ people: [{ id: 'vera', name: 'Name of vera', active: true }], groups: [] });
    expect((await api.call('/v1/directory?ids=gone,ada,nobody', { key: keys.vera })).json).toEqual({
      people: [
        { id: 'ada', name: 'Name of ada', active: true },
        { id: 'gone', name: 'Name of gone', active: false },
      ],
      groups: [],
    });
    expect((await api.call('/v1/directory', { key: keys.bot })).status).toBe(403);
  });

  test('a pause shows what it holds', async () => {
    await api.call('/v1/policies/mine', { method: 'DELETE', key: keys.admin });
    await put('auto', 'match: { types: ["notes.add"] }\nroute: auto\nonTimeout: reject\n');
    const { json } = await api.call('/v1/requests', { method: 'POST', key: keys.bot, body: { action: { type: 'notes.add', args: {} } } });
    const pause = await api.call('/v1/pauses', {
      method: 'POST',
      key: keys.ada,
      body: { scope: { kind: 'type', value: 'notes.*' }, reason: 'x' },
    });
    const held = await api.call(`/v1/pauses/${String(pause.json['id'])}`, { key: keys.vera });
    expect(held.json).toMatchObject({ waiting: 1, running: 0, held: [{ id: json['id'], type: 'notes.add', status: 'approved' }] });
    expect((await api.call('/v1/pauses/pau_01arz3ndektsv4rrffq69g5fav', { key: keys.vera })).status).toBe(404);
  });
});
