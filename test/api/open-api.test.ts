import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROUTES } from '../../src/api/routes/index.js';
import { decideBodySchema } from '../../src/contracts/decision.js';
import type { Said } from '../../src/intake/decide.js';
import { misused } from '../../src/intake/misused.js';
import { registerDefinition } from '../../src/ledger/definitions.js';
import { feedEventSchemas } from '../../src/contracts/inbox.js';
import { listen } from './support/sse.js';
import { FormBrowser } from './support/browser-like.js';
import { Documented, type OpenApiDocument } from './support/documented.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_DIGEST, SAMPLE_ID, samplePlan, sampleView } from './support/sample-view.js';
import { startApi, type CallOptions, type TestApi } from './support/start-api.js';

let api: TestApi;
let documented: Documented;

const ok = <T>(value: T) => Promise.resolve({ kind: 'ok' as const, value });
const receipt = { decisionId: 'd1', counted: true, reason: null, status: 'approved' as const };

beforeAll(async () => {
  api = await startApi(
    fakeIntake({
      submit: () => ok({ view: sampleView(), created: true }),
      list: () => ok({ items: [], nextCursor: null }),
      counts: () => ok({ waiting: 0, open: 0, decided: 0, unknown: 0, total: 0, capped: [] }),
      view: () => ok(sampleView()),
      wait: () => ok(sampleView()),
      audit: () =>
        ok([{ requestId: SAMPLE_ID, seq: 1, at: '2026-01-01T00:00:00.000Z', kind: 'request.opened', body: {}, previous: '0', hash: '1' }]),
      decide: () => ok(receipt),
      override: () => ok({ ...receipt, counted: null }),
      withdraw: () => ok({ status: 'cancelled' as const }),
      permit: () => ok({ permitId: 'permit_1', args: {}, expiresAt: '2026-01-01T00:00:00.000Z' }),
      outcome: () => ok({ status: 'executed' as const, late: false }),
      settle: () => ok({ status: 'failed' as const }),
      answerQuestion: () => ok({ decisionId: 'd1' }),
      tryPolicies: () =>
        ok({
          result: 'planned' as const,
          at: '2026-01-01T00:00:00.000Z',
          status: 'pending' as const,
          plan: samplePlan,
          asked: [{ stage: 'finance', entries: [{ ref: 'group:finance', people: [{ id: 'ada', name: 'Ada', standsInFor: null }] }] }],
          missing: [{ stage: 'finance', entries: ['person:grace'], need: 1 }],
          stillMissing: null,
          next: [{ kind: 'escalation' as const, at: '2026-01-01T00:30:00.000Z', to: ['group:finance-leads'] }],
          runFrom: null,
        }),
    }),
  );
  await registerDefinition(
    api.db,
    {
      type: 'a.b',
      version: '1',
      argsSchema: { type: 'object' },
      title: null,
      description: null,
      riskFloor: 'low',
      effect: 'once',
      executes: true,
      observes: false,
    },
    new Date(),
  );
  documented = new Documented((await api.call('/openapi.json')).json as unknown as OpenApiDocument);
});
afterAll(() => api.stop());

describe('the OpenAPI document', () => {
  test('is 3.1 and has every route, under a name of its own', () => {
    expect(documented.document.openapi).toBe('3.1.0');
    const described = Object.entries(documented.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual([...ROUTES.map((route) => `${route.method} ${route.path}`), 'get /openapi.json'].sort());
    const names = Object.values(documented.document.paths).flatMap((methods) => Object.values(methods).map((of) => of.operationId));
    expect(new Set(names).size).toBe(names.length);
  });

  test('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(documented.document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
      expect(documented.document.components.schemas[name ?? reference]).toBeDefined();
    }
  });

  test('its examples fit the bodies that they are of', () => {
    const withExamples = ROUTES.flatMap(({ operationId, body }) =>
      body?.kind === 'json' && body.examples ? [{ operationId, schema: body.schema, examples: body.examples }] : [],
    );
    expect(withExamples.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(['submitRequest', 'decide', 'tryPolicies']));
    for (const { operationId, schema, examples } of withExamples)
      for (const [name, { value }] of Object.entries(examples))
        expect([operationId, name, schema.safeParse(value).error?.issues]).toEqual([operationId, name, undefined]);
  });

  test('says of each verb what it takes, and that is what the door takes', () => {
    const { description = '' } = ROUTES.find(({ operationId }) => operationId === 'decide') ?? {};
    const given: Omit<Said, 'verb'> = {
      revision: 1,
      digest: SAMPLE_DIGEST,
      decisionId: undefined,
      comment: 'because',
      args: undefined,
      answer: undefined,
      to: undefined,
      from: undefined,
      for: undefined,
    };
    const values = { args: {}, answer: 'happened', to: 'grace', from: 'group:g', for: '30m', comment: 'because' };
    for (const verb of decideBodySchema.shape.verb.options) {
      const [, takes] = new RegExp(`^- \`${verb}\`(?: \\(([^)]*)\\))?: `, 'm').exec(description) ?? [];
      expect([verb, description.includes(`- \`${verb}\``)]).toEqual([verb, true]);
      const parts = [...(takes ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name as keyof typeof values);
      const said: Said = { verb, ...given, ...Object.fromEntries(parts.map((part) => [part, values[part]])) };
      expect([verb, misused(said)]).toEqual([verb, null]);
      const others = (['args', 'answer', 'to', 'from', 'for'] as const).filter((part) => !parts.includes(part));
      for (const part of others) expect([verb, part, misused({ ...said, [part]: values[part] })?.status]).toEqual([verb, part, 422]);
    }
  });

  test('its schemas are valid JSON Schema 2020-12', () => {
    for (const name of Object.keys(documented.document.components.schemas)) expect(() => documented.compile(name)).not.toThrow();
  });
});

type Step = [method: string, path: string, template: string, status: number, options?: Omit<CallOptions, 'method'>];
const id = `/v1/requests/${SAMPLE_ID}`;
const P256 = Buffer.alloc(65, 4).toString('base64url');
const BROWSER = {
  ...{ endpoint: 'https://push.example.com/x', vapidKey: P256, label: 'Phone' },
  keys: { p256dh: P256, auth: Buffer.alloc(16).toString('base64url') },
};
const ABSENCE = { from: '2099-01-01T00:00:00Z', until: '2099-01-02T00:00:00Z', note: 'on leave' };
const STEPS: Step[] = [
  ['post', '/v1/requests', '/v1/requests', 201, { body: { action: { type: 'a.b', args: {} } } }],
  ['get', '/v1/requests', '/v1/requests', 200],
  ['get', '/v1/requests/counts', '/v1/requests/counts', 200],
  ['get', id, '/v1/requests/{id}', 200],
  ['get', `${id}/wait?timeout=1ms`, '/v1/requests/{id}/wait', 200],
  ['get', `${id}/audit`, '/v1/requests/{id}/audit', 200],
  ['get', `${id}/review`, '/v1/requests/{id}/review', 200],
  ['post', `${id}/args-check`, '/v1/requests/{id}/args-check', 200, { body: { args: {} } }],
  ['post', `${id}/decisions`, '/v1/requests/{id}/decisions', 403, { body: { verb: 'approve', revision: 1, digest: SAMPLE_DIGEST } }],
  ['post', `${id}/answers`, '/v1/requests/{id}/answers', 200, { body: { decisionId: 'd1', answer: 'Only staging.' } }],
  ['post', `${id}/override`, '/v1/requests/{id}/override', 202, { body: { resolution: 'approved', digest: SAMPLE_DIGEST, reason: 'x' } }],
  ['post', `${id}/cancel`, '/v1/requests/{id}/cancel', 200],
  ['post', `${id}/permit`, '/v1/requests/{id}/permit', 200, { body: { digest: SAMPLE_DIGEST } }],
  ['post', `${id}/outcome`, '/v1/requests/{id}/outcome', 200, { body: { permitId: 'p', outcome: 'executed' } }],
  ['post', `${id}/settle`, '/v1/requests/{id}/settle', 200, { body: { outcome: 'failed', reason: 'x' } }],
  ['get', '/v1/action-types', '/v1/action-types', 200],
  [
    'put',
    '/v1/policies/p',
    '/v1/policies/{name}',
    200,
    { raw: 'name: p\nreviewers: [group:g]\nonTimeout: reject\n', headers: { 'content-type': 'application/yaml' } },
  ],
  ['get', '/v1/policies', '/v1/policies', 200],
  ['get', '/v1/policies/p', '/v1/policies/{name}', 200],
  ['post', '/v1/policies/try', '/v1/policies/try', 200, { body: { action: { type: 'a.b', args: {} } } }],
  ['post', '/v1/policies/check', '/v1/policies/check', 200, { body: { text: 'reviewers: [group:g]\nonTimeout: never\n' } }],
  ['get', '/v1/policies/p/versions', '/v1/policies/{name}/versions', 200],
  ['post', '/v1/policies/order', '/v1/policies/order', 409, { body: { names: ['q'] } }],
  ['post', '/v1/policies/order', '/v1/policies/order', 204, { body: { names: ['p'] } }],
  ['delete', '/v1/policies/p', '/v1/policies/{name}', 204],
  ['post', '/v1/people', '/v1/people', 201, { body: { id: 'ada', name: 'Ada', email: 'a@example.com', groups: ['g'] } }],
  ['post', '/v1/people', '/v1/people', 409, { body: { id: 'ada', name: 'Ada' } }],
  ['get', '/v1/people', '/v1/people', 200],
  ['get', '/v1/people/ada', '/v1/people/{id}', 200],
  ['patch', '/v1/people/ada', '/v1/people/{id}', 200, { body: { permissions: ['override'] } }],
  ['post', '/v1/people/ada/identities', '/v1/people/{id}/identities', 200, { body: { channel: 'slack', tenant: 'T', subject: 'U' } }],
  ['delete', '/v1/people/ada/identities?channel=slack&tenant=T&subject=U', '/v1/people/{id}/identities', 204],
  ['post', '/v1/people/ada/sign-in-link', '/v1/people/{id}/sign-in-link', 201],
  ['post', '/v1/groups', '/v1/groups', 201, { body: { id: 'h', members: ['ada'] } }],
  ['get', '/v1/groups', '/v1/groups', 200],
  ['get', '/v1/groups/h', '/v1/groups/{id}', 200],
  ['patch', '/v1/groups/h', '/v1/groups/{id}', 200, { body: { slackChannel: 'C012345' } }],
  ['put', '/v1/groups/g/members/ada', '/v1/groups/{id}/members/{personId}', 204],
  ['delete', '/v1/groups/g/members/ada', '/v1/groups/{id}/members/{personId}', 204],
  ['put', '/v1/groups/g/groups/h', '/v1/groups/{id}/groups/{childId}', 204],
  ['put', '/v1/groups/h/groups/g', '/v1/groups/{id}/groups/{childId}', 422],
  ['delete', '/v1/groups/g/groups/h', '/v1/groups/{id}/groups/{childId}', 204],
  ['post', '/v1/people/ada/absences', '/v1/people/{id}/absences', 201, { body: ABSENCE }],
  ['get', '/v1/people/ada/absences', '/v1/people/{id}/absences', 200],
  ['get', '/v1/absences', '/v1/absences', 200],
  ['delete', '/v1/people/ada/absences/abs_01arz3ndektsv4rrffq69g5fav', '/v1/people/{id}/absences/{absenceId}', 404],
  ['get', '/v1/me/absences', '/v1/me/absences', 403],
  ['post', '/v1/me/absences', '/v1/me/absences', 403, { body: ABSENCE }],
  ['delete', '/v1/me/absences/abs_01arz3ndektsv4rrffq69g5fav', '/v1/me/absences/{absenceId}', 403],
  ['post', '/v1/agents', '/v1/agents', 201, { body: { name: 'x', url: 'https://x.example.com' } }],
  ['get', '/v1/agents', '/v1/agents', 200],
  ['patch', '/v1/agents/x', '/v1/agents/{name}', 200, { body: { ownerId: 'ada' } }],
  ['post', '/v1/keys', '/v1/keys', 201, { body: { kind: 'person', personId: 'ada' } }],
  ['get', '/v1/keys', '/v1/keys', 200],
  ['delete', '/v1/keys/key_01arz3ndektsv4rrffq69g5fav', '/v1/keys/{id}', 404],
  ['get', '/v1/me', '/v1/me', 200],
  ['post', '/v1/pauses', '/v1/pauses', 201, { body: { scope: { kind: 'all' }, reason: 'x' } }],
  ['post', '/v1/pauses', '/v1/pauses', 200, { body: { scope: { kind: 'all' }, reason: 'x' } }],
  ['get', '/v1/pauses?active=true', '/v1/pauses', 200],
  ['get', '/v1/pauses/pau_01arz3ndektsv4rrffq69g5fav', '/v1/pauses/{id}', 404],
  ['get', '/v1/directory?q=ada', '/v1/directory', 200],
  ['get', '/v1/channels', '/v1/channels', 200],
  ['post', '/v1/channels/slack/test', '/v1/channels/{name}/test', 404],
  ['get', '/v1/audit?limit=1', '/v1/audit', 200],
  ['get', '/v1/stats?from=7d', '/v1/stats', 200],
  ['delete', '/v1/pauses/pau_01arz3ndektsv4rrffq69g5fav', '/v1/pauses/{id}', 404],
  ['get', '/v1/push/subscriptions', '/v1/push/subscriptions', 403],
  ['post', '/v1/push/subscriptions', '/v1/push/subscriptions', 404, { body: BROWSER }],
  ['delete', '/v1/push/subscriptions/psh_01arz3ndektsv4rrffq69g5fav', '/v1/push/subscriptions/{id}', 403],
  ['post', '/v1/push/subscriptions/psh_01arz3ndektsv4rrffq69g5fav/test', '/v1/push/subscriptions/{id}/test', 404],
  ['get', '/healthz', '/healthz', 200],
  ['get', '/readyz', '/readyz', 200],
  ['get', '/metrics', '/metrics', 200],
];

describe('real answers are as documented', () => {
  test('for every route', async () => {
    const admin = await api.key({ kind: 'admin' });
    for (const [method, path, template, status, options = {}] of STEPS) {
      const answer = await api.call(path, { method: method.toUpperCase(), key: admin, ...options });
      expect([method, path, answer.status]).toEqual([method, path, status]);
      documented.check(method, template, answer);
    }
    // A session has a cookie and no key.
    const browser = new FormBrowser(api);
    await browser.signIn('ada');
    const session = await api.call('/v1/session', { headers: { cookie: browser.cookie } });
    documented.check('get', '/v1/session', session);
    const headers = { cookie: browser.cookie, 'x-countersign-csrf': String(session.json['csrf']) };
    documented.check('delete', '/v1/session', await api.call('/v1/session', { method: 'DELETE', headers }));
    // A stream does not end by itself.
    const stream = await listen(`${api.url}/v1/events`, { authorization: `Bearer ${admin}` });
    documented.check('get', '/v1/events', { ...stream, text: '' });
    for (const { event, data } of stream.events) expect(feedEventSchemas[event as keyof typeof feedEventSchemas].parse(data)).toEqual(data);
    stream.close();
    expect(ROUTES.filter((route) => !documented.covered.has(`${route.method} ${route.path}`)).map((route) => route.path)).toEqual([]);
  });

  test('the page shows the same document', async () => {
    const page = await api.call('/docs');
    expect(page.status).toBe(200);
    for (const route of ROUTES) expect(page.text).toContain(`id="${route.operationId}"`);
  });
});
