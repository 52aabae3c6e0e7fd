import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Receipt } from '../../src/contracts/decision.js';
import type { RequestView } from '../../src/contracts/view.js';
import { definitionOf, registerDefinition } from '../../src/ledger/definitions.js';
import { auditHash } from '../../src/ledger/audit.js';
import { argsProblems } from '../../src/moves/plan-revision.js';
import { FormBrowser, formOf } from './support/browser-like.js';
import { realIntake } from './support/real-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
const keys = { admin: '', bot: '', other: '', ada: '', grace: '', owner: '', boss: '' };

beforeAll(async () => {
  api = await startApi(realIntake, {
    argsProblems: async (type, version, args) => argsProblems(await definitionOf(api.db, type, version), type, args),
  });
  keys.admin = await api.key({ kind: 'admin' });
  for (const id of ['ada', 'grace', 'owner'] as const) keys[id] = await api.person(id);
  keys.boss = await api.person('boss', ['override']);
  keys.bot = await api.key({ kind: 'agent', agent: 'bot', ownerId: 'owner' });
  keys.other = await api.key({ kind: 'agent', agent: 'other', ownerId: null });
  await api.call('/v1/groups', { method: 'POST', key: keys.admin, body: { id: 'reviewers', members: ['ada', 'grace', 'owner'] } });
  await api.call('/v1/groups', { method: 'POST', key: keys.admin, body: { id: 'empty' } });
  await api.person('twins');
  await api.call('/v1/groups', { method: 'POST', key: keys.admin, body: { id: 'twins', members: ['ada'] } });
  await api.call('/v1/policies/two', {
    method: 'PUT',
    key: keys.admin,
    raw: 'name: two\nmatch: { types: ["money.*"] }\nreviewers: [person:ada, person:grace]\nneed: all\nonTimeout: reject\nrequire: { rationale: true }\n',
    headers: { 'content-type': 'application/yaml' },
  });
  const letter = (type: string) => ({
    type,
    version: '1',
    argsSchema: {
      type: 'object',
      required: ['to', 'body'],
      properties: { to: { type: 'string', minLength: 3 }, body: { type: 'string' }, copies: { type: 'integer', minimum: 0 } },
      additionalProperties: false,
    },
    title: 'Send a mail',
    description: null,
    riskFloor: 'low' as const,
    effect: 'once' as const,
    executes: false,
    observes: false,
  });
  // By money.*, a letter needs both of its reviewers.
  for (const type of ['mail.send', 'money.letter']) await registerDefinition(api.db, letter(type), new Date());
});
afterAll(() => api.stop());

const mail = (change: object = {}) => ({ action: { type: 'mail.send', args: { to: 'a@example.com', body: 'Hello\nworld' }, ...change } });
const submit = (body: unknown, key = keys.bot, headers = {}) => api.call('/v1/requests', { method: 'POST', key, body, headers });
const view = async (id: string) => (await api.call(`/v1/requests/${id}`, { key: keys.ada })).json as unknown as RequestView;
async function opened(body: unknown = mail(), key = keys.bot): Promise<RequestView> {
  const answer = await submit(body, key);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return view(String(answer.json['id']));
}
async function decide(of: RequestView, key: string, body: object): Promise<Receipt> {
  const answer = await api.call(`/v1/requests/${of.id}/decisions`, {
    method: 'POST',
    key,
    body: { revision: of.revision, digest: of.digest, ...body },
  });
  expect(answer.status).toBe(200);
  return answer.json as unknown as Receipt;
}

describe('a gated action over HTTP', () => {
  test('runs once, by its caller, after the people who are asked approved it', async () => {
    const request = await opened({ action: { type: 'money.refund', args: { amount: 12_000.5 }, rationale: 'broken' } });
    expect(request).toMatchObject({
      status: 'pending',
      revision: 1,
      awaiting: { asked: ['person:ada', 'person:grace'], filled: 0, need: 2 },
    });
    const permit = () => api.call(`/v1/requests/${request.id}/permit`, { method: 'POST', key: keys.bot, body: { digest: request.digest } });
    expect((await permit()).json['code']).toBe('not_approved');
    expect(await decide(request, keys.ada, { verb: 'approve' })).toMatchObject({ counted: true, status: 'pending' });
    expect((await permit()).status).toBe(409);
    expect(await decide(request, keys.grace, { verb: 'approve' })).toMatchObject({ counted: true, status: 'approved' });
    const taken = await Promise.all([permit(), permit(), permit()]);
    expect(taken.map((each) => each.status).sort()).toEqual([200, 409, 409]);
    const { permitId, args } = taken.find((each) => each.status === 200)?.json as { permitId: string; args: object };
    expect(args).toEqual({ amount: 12_000.5 });
    const report = await api.call(`/v1/requests/${request.id}/outcome`, {
      method: 'POST',
      key: keys.bot,
      body: { permitId, outcome: 'executed', detail: { ref: 'r1' } },
    });
    expect(report.json).toEqual({ status: 'executed', late: false });
    expect(await view(request.id)).toMatchObject({
      status: 'executed',
      execution: { outcome: 'executed', detail: { ref: 'r1' } },
      resolution: { by: 'people', people: ['ada', 'grace'] },
    });
  });

  test('decisions that do not count are recorded with their reason and change nothing', async () => {
    const request = await opened();
    const before = await view(request.id);
    const cases: [string, object, string][] = [
      [keys.owner, { verb: 'approve' }, 'self_approval'],
      [keys.boss, { verb: 'approve' }, 'not_eligible'],
      [keys.ada, { verb: 'approve', digest: `sha256:${'0'.repeat(64)}` }, 'stale_digest'],
      [keys.ada, { verb: 'approve', revision: 7 }, 'stale_revision'],
      [keys.ada, { verb: 'answer', answer: 'yes' }, 'not_a_question'],
      [keys.ada, { verb: 'edit', args: { to: 'x' } }, 'invalid_args'],
    ];
    for (const [key, body, reason] of cases)
      expect(await decide(request, key, body)).toMatchObject({ counted: false, reason, status: 'pending' });
    const after = await view(request.id);
    expect(after.decisions.map((each) => each.reason)).toEqual(cases.map(([, , reason]) => reason));
    expect({ ...after, decisions: [], move: 0, updatedAt: '' }).toEqual({ ...before, decisions: [], move: 0, updatedAt: '' });
  });

  test('a decision sent again counts once; another one under its id is refused', async () => {
    const request = await opened();
    const body = { verb: 'deny', decisionId: `mine-${request.id}`, comment: 'no' };
    const first = await decide(request, keys.ada, body);
    expect(await decide(request, keys.ada, body)).toEqual({ ...first, status: 'rejected' });
    const stolen = await api.call(`/v1/requests/${request.id}/decisions`, {
      method: 'POST',
      key: keys.grace,
      body: { revision: 1, digest: request.digest, verb: 'approve', decisionId: body.decisionId },
    });
    expect([stolen.status, stolen.json['code']]).toEqual([409, 'decision_id_conflict']);
    expect((await view(request.id)).decisions).toHaveLength(1);
  });

  test('a late decision is recorded as late', async () => {
    const request = await opened();
    await api.call(`/v1/requests/${request.id}/cancel`, { method: 'POST', key: keys.bot });
    expect(await decide(request, keys.ada, { verb: 'approve' })).toMatchObject({
      counted: false,
      reason: 'already_closed',
      status: 'cancelled',
    });
  });

  test('the record verifies offline', async () => {
    const request = await opened();
    await decide(request, keys.ada, { verb: 'deny' });
    const { text } = await api.call(`/v1/requests/${request.id}/audit?format=jsonl`, { key: keys.ada });
    const entries = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Parameters<typeof auditHash>[0] & { hash: string });
    expect(entries.length).toBeGreaterThan(2);
    let previous = '0'.repeat(64);
    for (const { hash, ...entry } of entries) {
      expect(entry.previous).toBe(previous);
      expect(auditHash(entry)).toBe(hash);
      previous = hash;
    }
  });
});

describe('idempotency', () => {
  test('many at once with one key and one body are one request', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => submit(mail(), keys.bot, { 'idempotency-key': 'same' })));
    expect(new Set(answers.map((each) => each.json['id'])).size).toBe(1);
    expect(answers.map((each) => each.status).sort()).toEqual([...Array<number>(11).fill(200), 201]);
  });

  test('the order of keys makes no other body; another value does, and the conflict names the request', async () => {
    const first = await submit({ action: { type: 'x.y', args: { a: 1, b: 2 } } }, keys.bot, { 'idempotency-key': 'order' });
    const same = await api.call('/v1/requests', {
      method: 'POST',
      key: keys.bot,
      raw: '{"action":{"args":{"b":2.0,"a":1},"type":"x.y"}}',
      headers: { 'idempotency-key': 'order' },
    });
    expect([same.status, same.json['id']]).toEqual([200, first.json['id']]);
    const other = await submit({ action: { type: 'x.y', args: { a: 1, b: 3 } } }, keys.bot, { 'idempotency-key': 'order' });
    expect([other.status, other.json['code'], other.json['details']]).toEqual([
      409,
      'idempotency_conflict',
      { requestId: first.json['id'] },
    ]);
  });

  test('keys of one agent mean nothing to another', async () => {
    const mine = await submit(mail(), keys.bot, { 'idempotency-key': 'shared' });
    const theirs = await submit(mail(), keys.other, { 'idempotency-key': 'shared' });
    expect(theirs.status).toBe(201);
    expect(theirs.json['id']).not.toBe(mine.json['id']);
  });
});

describe('well-formed requests that cannot be', () => {
  const CASES: [name: string, body: object, code: string, field: string][] = [
    ['an unknown agent', { agent: 'ghost', input: {} }, 'unknown_agent', '/agent'],
    ['an unknown requester', { ...mail(), requester: 'ghost' }, 'unknown_person', '/requester'],
    ['an unknown policy', { ...mail(), policy: 'ghost' }, 'unknown_policy', '/policy'],
    ['an unknown reviewer', { ...mail(), reviewers: ['person:ghost'] }, 'unknown_reviewer', '/reviewers/0'],
    ['a reviewer that is none', { ...mail(), reviewers: ['a ghost'] }, 'invalid_body', '/reviewers/0'],
    ['a bare name that nobody has', { ...mail(), reviewers: ['ada', 'ghost'] }, 'unknown_reviewer', '/reviewers/1'],
    ['a bare name of a group and a person', { ...mail(), reviewers: ['twins'] }, 'unknown_reviewer', '/reviewers/0'],
    ['a need of nobody’s', { ...mail(), need: 'majority' }, 'invalid_body', '/need'],
    ['an escalation of nobody’s', { ...mail(), escalate: { after: '1m' } }, 'invalid_body', '/escalate'],
    [
      'an escalation to nobody',
      { ...mail(), reviewers: ['ada'], escalate: { after: '1m', to: ['group:reviewers', 'ghosts'] } },
      'unknown_reviewer',
      '/escalate/to/1',
    ],
    ['more reviewers than there are', { ...mail(), reviewers: ['person:ada'], need: { atLeast: 2 } }, 'unsatisfiable_reviewers', '/action'],
    ['an empty group', { ...mail(), reviewers: ['group:empty'] }, 'unsatisfiable_reviewers', '/action'],
    ['arguments that do not fit', mail({ args: { to: 'x', body: 1, more: true } }), 'invalid_args', '/action/args/more'],
    ['no rationale where it is needed', { action: { type: 'money.refund', args: {} } }, 'rationale_required', '/action/rationale'],
    ['a worker that is not there', { ...mail(), execute: 'worker' }, 'not_executable', '/execute'],
  ];
  test.each(CASES.map(([name, body, code, field]) => [name, { body, code, field }] as const))(
    '%s: refused, and no trace',
    async (_name, { body, code, field }) => {
      const count = async () =>
        (
          await sql<{
            n: string;
          }>`select (select count(*) from requests) + (select count(*) from audit) + (select count(*) from outbox) + (select count(*) from idempotency) as n`.execute(
            api.db,
          )
        ).rows[0]?.n;
      const before = await count();
      const answer = await submit(body, keys.bot, { 'idempotency-key': `refused-${code}` });
      expect([answer.status, answer.json['code'], answer.json['field']]).toEqual([422, code, field]);
      expect(await count()).toBe(before);
    },
  );
});

describe('reviewers that the caller names', () => {
  test('may be bare names where one group or person has them, with a need and an escalation of their own', async () => {
    const request = await opened({
      action: { type: 'security.isolate', args: { host: 'web-3' } },
      reviewers: ['reviewers', 'boss'],
      need: 'majority',
      escalate: { after: '30m', to: ['grace'] },
    });
    const stage = request.plan?.stages.find(({ name }) => name === 'caller');
    expect(stage).toMatchObject({
      rule: { kind: 'entries', need: 'majority', entries: ['group:reviewers', 'person:boss'], count: 2 },
      ladder: [{ afterMs: 1_800_000, do: 'add', to: ['person:grace'] }],
    });
    // One stage more: the default reviewers were asked without the caller.
    expect(request.plan?.stages.map(({ name }) => name)).toEqual(['review', 'caller']);
  });
});

describe('a decision that says too little or too much', () => {
  const CASES: [name: string, body: object, code: string, field: string][] = [
    ['an edit without arguments', { verb: 'edit' }, 'args_required', '/args'],
    ['an approval with arguments', { verb: 'approve', args: {} }, 'args_not_allowed', '/args'],
    ['an answer without a text', { verb: 'answer' }, 'answer_required', '/answer'],
    ['an answer of spaces', { verb: 'answer', answer: '  ' }, 'answer_required', '/answer'],
    ['a denial with an answer', { verb: 'deny', answer: 'no' }, 'answer_not_allowed', '/answer'],
    ['a hand-over to nobody', { verb: 'delegate' }, 'invalid_decision', '/to'],
    ['a hand-over from somebody', { verb: 'delegate', to: 'grace', from: 'person:ada' }, 'invalid_decision', '/from'],
    ['a reassignment to nobody', { verb: 'reassign', from: 'group:reviewers' }, 'invalid_decision', '/to'],
    ['a reassignment of nobody', { verb: 'reassign', to: 'grace' }, 'invalid_decision', '/from'],
    ['a claim for somebody', { verb: 'claim', to: 'grace' }, 'invalid_decision', '/to'],
    ['a release for a while', { verb: 'release', for: '1m' }, 'invalid_decision', '/for'],
    ['a snooze without an end', { verb: 'snooze' }, 'invalid_decision', '/for'],
    ['an extension by nothing', { verb: 'extend' }, 'invalid_decision', '/for'],
    ['an abstention for a while', { verb: 'abstain', for: '1m' }, 'invalid_decision', '/for'],
    ['a settling that says nothing', { verb: 'settle', comment: 'seen' }, 'invalid_decision', '/answer'],
    ['a settling by other words', { verb: 'settle', answer: 'executed', comment: 'seen' }, 'invalid_decision', '/answer'],
  ];
  test.each(CASES.map(([name, body, code, field]) => [name, { body, code, field }] as const))(
    '%s: refused with what would do, and not recorded',
    async (_name, { body, code, field }) => {
      const request = await opened();
      const { status, json } = await api.call(`/v1/requests/${request.id}/decisions`, {
        method: 'POST',
        key: keys.ada,
        body: { revision: 1, digest: request.digest, ...body },
      });
      expect([status, json['code'], json['field']]).toEqual([422, code, field]);
      expect(String(json['detail'])).toContain(
        field.slice(1) === 'answer' ? 'nswer' : field === '/args' ? 'argument' : `\`${field.slice(1)}\``,
      );
      expect((await view(request.id)).decisions).toEqual([]);
    },
  );

  test('what names people or times that cannot be is recorded with its reason', async () => {
    const request = await opened();
    const cases: [string, object, string][] = [
      [keys.ada, { verb: 'delegate', to: 'ghost' }, 'delegation_refused'],
      [keys.ada, { verb: 'delegate', to: 'group:reviewers' }, 'delegation_refused'],
      [keys.ada, { verb: 'delegate', to: 'ada' }, 'delegation_refused'],
      [keys.ada, { verb: 'reassign', from: 'group:reviewers', to: 'grace' }, 'reassign_not_permitted'],
      [keys.ada, { verb: 'extend', for: '1h' }, 'extension_refused'],
      [keys.ada, { verb: 'snooze', for: '300d' }, 'snooze_refused'],
      [keys.ada, { verb: 'release' }, 'nothing_to_release'],
      [keys.ada, { verb: 'retract' }, 'nothing_to_retract'],
      [keys.ada, { verb: 'settle', answer: 'happened', comment: 'seen' }, 'not_unknown'],
    ];
    for (const [key, body, reason] of cases) expect(await decide(request, key, body)).toMatchObject({ counted: false, reason });
    expect((await view(request.id)).decisions.map(({ to, from, forMs }) => ({ to, from, forMs }))).toEqual([
      { to: 'person:ghost', from: null, forMs: null },
      { to: 'group:reviewers', from: null, forMs: null },
      { to: 'person:ada', from: null, forMs: null },
      { to: 'person:grace', from: 'group:reviewers', forMs: null },
      { to: null, from: null, forMs: 3_600_000 },
      { to: null, from: null, forMs: 300 * 86_400_000 },
      ...Array.from({ length: 3 }, () => ({ to: null, from: null, forMs: null })),
    ]);
  });
});

describe('another agent’s request', () => {
  test('does not exist, whatever is asked of it', async () => {
    const { id, digest } = await opened();
    const calls: [string, string, unknown?][] = [
      ['GET', ''],
      ['GET', '/wait?timeout=1ms'],
      ['GET', '/audit'],
      ['POST', '/cancel', {}],
      ['POST', '/permit', { digest }],
      ['POST', '/outcome', { permitId: 'p', outcome: 'executed' }],
      ['POST', '/answers', { decisionId: 'd', answer: 'yes' }],
    ];
    for (const [method, tail, body] of calls) {
      const answer = await api.call(`/v1/requests/${id}${tail}`, { method, key: keys.other, ...(body === undefined ? {} : { body }) });
      expect([tail, answer.status, answer.json['code']]).toEqual([tail, 404, 'request_not_found']);
    }
    const listed = await api.call('/v1/requests', { key: keys.other });
    expect(listed.text).not.toContain(id);
    expect((await view(id)).status).toBe('pending');
  });
});

describe('the queue', () => {
  test('shows what waits for a person, page by page', async () => {
    const ids = [];
    for (let i = 0; i < 5; i += 1) ids.push((await opened(mail({ title: `queue ${i}` }))).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.call(`/v1/requests?reviewer=ada&status=pending&q=queue&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`, {
        key: keys.ada,
      });
      expect(page.status).toBe(200);
      seen.push(...(page.json['items'] as { id: string }[]).map((item) => item.id));
      cursor = page.json['nextCursor'] as string | null;
    } while (cursor !== null);
    expect(seen).toEqual(ids.reverse());
    expect((await api.call('/v1/requests?reviewer=owner&q=queue', { key: keys.ada })).json['items']).toEqual([]);
  });
});

describe('the queue of those who work on it together', () => {
  test('says what is taken, by whom, and what nobody is left to satisfy', async () => {
    const [taken, free, stuck] = [
      await opened(mail({ title: 'together 1' })),
      await opened(mail({ title: 'together 2' })),
      await opened({ ...mail({ title: 'together 3' }), reviewers: ['person:grace'] }),
    ];
    await decide(taken, keys.ada, { verb: 'claim', for: '5m' });
    await decide(stuck, keys.grace, { verb: 'abstain' });
    const ids = async (query: string, key = keys.ada) => {
      const { json } = await api.call(`/v1/requests?q=together&${query}`, { key });
      return (json['items'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await ids('claimed=me')).toEqual([taken.id]);
    expect(await ids('claimed=me', keys.grace)).toEqual([]);
    expect(await ids('claimed=any', keys.admin)).toEqual([taken.id]);
    expect(await ids('claimed=none')).toEqual([stuck.id, free.id]);
    expect(await ids('unreachable=true')).toEqual([stuck.id]);
    const { json } = await api.call(`/v1/requests?q=together`, { key: keys.ada });
    expect(json['items']).toMatchObject([
      { id: stuck.id, unreachable: true, claims: [] },
      { id: free.id, unreachable: false, claims: [] },
      { id: taken.id, unreachable: false, claims: [{ by: 'ada', until: expect.any(String) as unknown }] },
    ]);
    // A lease that is over holds nothing, before anybody has noticed.
    api.advance(301_000);
    expect(await ids('claimed=any')).toEqual([]);
    expect(await ids('claimed=none')).toContain(taken.id);
  });
});

describe('the page over the real ledger', () => {
  test('an edit becomes a revision that somebody else approves; the record tells it', async () => {
    const request = await opened(mail({ type: 'money.letter', rationale: 'the customer asked' }));
    const [ada, grace] = [new FormBrowser(api), new FormBrowser(api)];
    await ada.signIn('ada');
    await grace.signIn('grace');
    const page = (await ada.get(`/r/${request.id}`)).text;
    expect(page).toContain('Send a mail');
    const form = formOf(page, 'edit');
    const labels = [...page.matchAll(/<label for="(arg\d+)">\s*([^<(\s]*)/g)].map(([, name = '', label = '']) => [label, name] as const);
    const name = (label: string) => labels.find(([each]) => each === label)?.[1] ?? '';
    const stale = formOf((await grace.get(`/r/${request.id}`)).text, 'approve');
    const bad = await ada.post(`/r/${request.id}/decide`, {
      ...form,
      [name('to')]: 'b@example.com',
      [name('body')]: 'Hello\nworld',
      [name('copies')]: '-1',
    });
    expect([bad.status, bad.text.includes('must be &gt;= 0')]).toEqual([422, true]);
    const sent = await ada.post(`/r/${request.id}/decide`, {
      ...form,
      [name('to')]: 'b@example.com',
      [name('body')]: 'Hello\nworld',
      comment: 'wrong address',
    });
    expect(sent.status).toBe(303);
    const after = await view(request.id);
    expect(after).toMatchObject({ revision: 2, action: { args: { to: 'b@example.com', body: 'Hello\nworld' } } });

    const refused = await grace.post(`/r/${request.id}/decide`, stale);
    const told = (await grace.get(refused.headers.get('location') ?? '')).text;
    expect(told).toContain('it did not count. The request has a newer revision');
    expect(told).toContain('<del>a@example.com</del>');
    expect(told).toContain('<ins>b@example.com</ins>');
    // The edit is its editor's vote; the other one is still needed.
    expect(after).toMatchObject({ status: 'pending', awaiting: { filled: 1, need: 2 } });
    await grace.post(`/r/${request.id}/decide`, formOf(told, 'approve'));
    expect((await view(request.id)).status).toBe('approved');
    const record = (await ada.get(`/r/${request.id}`)).text;
    for (const words of [
      'The request was opened',
      'wrong address',
      'changed the arguments',
      'Revision 2 was proposed by Name of ada',
      'Approved',
    ])
      expect(record).toContain(words);
    expect(record).not.toMatch(/class="mono">(request|revision|decision|effect)\./);
  });

  test('a question is answered on it', async () => {
    const request = await opened({
      action: { type: 'human.question', args: { question: 'Which region?', options: [{ name: 'eu' }] }, title: 'Region' },
    });
    const ada = new FormBrowser(api);
    await ada.signIn('ada');
    const sent = await ada.post(`/r/${request.id}/decide`, formOf((await ada.get(`/r/${request.id}`)).text, 'answer'));
    expect(sent.status).toBe(303);
    expect(await view(request.id)).toMatchObject({ status: 'answered', resolution: { answer: 'eu' } });
    expect((await ada.get(`/r/${request.id}`)).text).toContain('Answered by Name of ada');
  });

  test('whoever may override does it with a reason', async () => {
    const request = await opened();
    const boss = new FormBrowser(api);
    await boss.signIn('boss');
    const form = formOf((await boss.get(`/r/${request.id}`)).text, 'override');
    expect((await boss.post(`/r/${request.id}/decide`, { ...form, resolution: 'approved', reason: ' ' })).status).toBe(422);
    expect((await boss.post(`/r/${request.id}/decide`, { ...form, resolution: 'approved', reason: 'the building burns' })).status).toBe(
      303,
    );
    expect(await view(request.id)).toMatchObject({ status: 'approved', resolution: { by: 'override', people: ['boss'] } });
  });
});
