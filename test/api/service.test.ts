import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { createSignInLink } from '../../src/ledger/sign-in-links.js';
import { startTestService, type TestService } from '../support/service.js';
import { formOf, FormBrowser } from './support/browser-like.js';
import { Documented, type OpenApiDocument } from './support/documented.js';

// The same doors with everything behind them: Temporal, the worker, an agent that revises.
let service: TestService;
let documented: Documented;
const keys = { bot: '', ada: '', boss: '' };
const sent: unknown[] = [];

const transfer = defineAction({
  type: 'money.transfer',
  args: z.strictObject({ amount: z.number().positive(), to: z.string() }),
  effect: 'keyed',
  execute: (args) => {
    sent.push(args);
    return Promise.resolve({ reference: `ref-${sent.length}` });
  },
});
const payer = defineAgent({
  name: 'payer',
  propose: ({ input }) =>
    Promise.resolve({ type: 'money.transfer', args: input as { amount: number; to: string }, rationale: 'an invoice', confidence: 0.4 }),
  revise: ({ action, feedback }) =>
    Promise.resolve({
      type: 'money.transfer',
      args: { ...action.args, amount: 50 },
      rationale: `as asked: ${feedback.at(-1)?.comment ?? ''}`,
      confidence: 0.9,
    }),
});

beforeAll(async () => {
  service = await startTestService({
    registry: { actions: [transfer], agents: [payer] },
    policies: { 'money.yaml': 'name: money\nmatch: { types: ["money.*"] }\nreviewers: [person:ada]\nonTimeout: reject\n' },
  });
  keys.ada = await service.person('ada', ['reviewers']);
  keys.boss = await service.person('boss', [], ['override']);
  keys.bot = await service.agentKey('bot');
  documented = new Documented((await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApiDocument);
}, 60_000);
afterAll(() => service.stop(), 30_000);

/** Calls a documented route and checks that the answer is as documented. */
async function call<T>(method: string, template: string, path: string, key: string, body?: unknown): Promise<{ status: number; json: T }> {
  const response = await fetch(`${service.url}${path}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  documented.check(method, template, { status: response.status, headers: response.headers, text });
  return { status: response.status, json: JSON.parse(text) as T };
}
const REQUEST = '/v1/requests/{id}';
const view = async (id: string) => (await call<RequestView>('get', REQUEST, `/v1/requests/${id}`, keys.ada)).json;
const wait = async (id: string, query: string) =>
  (await call<RequestView>('get', `${REQUEST}/wait`, `/v1/requests/${id}/wait?${query}`, keys.bot)).json;
const until = async (id: string, status: string): Promise<RequestView> => {
  // A move of the running service takes well under a second; ten are for a machine that does other things.
  for (let left = 10; left > 0; left -= 1) {
    const now = await view(id);
    if (now.status === status) return now;
    await wait(id, `until=change&since=${now.move}&timeout=1s`);
  }
  throw new Error(`${id} did not become ${status}`);
};
const decide = (of: RequestView, body: object) =>
  call<{ counted: boolean | null; reason: string | null; status: string }>(
    'post',
    `${REQUEST}/decisions`,
    `/v1/requests/${of.id}/decisions`,
    keys.ada,
    {
      revision: of.revision,
      digest: of.digest,
      ...body,
    },
  );

describe('the running service', () => {
  test('proposes, is sent back, revises, is approved and runs once, all as documented', async () => {
    const opened = await call<{ id: string }>('post', '/v1/requests', '/v1/requests', keys.bot, {
      agent: 'payer',
      input: { amount: 100, to: 'x' },
    });
    expect(opened.status).toBe(201);
    const first = await until(opened.json.id, 'pending');
    expect((await decide(first, { verb: 'reject', comment: 'half of it' })).json).toMatchObject({ counted: true });
    const second = await wait(first.id, `until=change&since=${first.move}&timeout=10s`).then(() => until(first.id, 'pending'));
    expect(second).toMatchObject({ revision: 2, action: { args: { amount: 50, to: 'x' }, rationale: 'as asked: half of it' } });
    expect((await decide(first, { verb: 'approve' })).json).toMatchObject({ counted: false, reason: 'stale_revision' });
    expect((await decide(second, { verb: 'approve' })).json).toMatchObject({ counted: true });
    const done = await wait(second.id, 'until=terminal&timeout=10s');
    expect(done).toMatchObject({ status: 'executed', execution: { outcome: 'executed', detail: { reference: 'ref-1' } } });
    expect(sent).toEqual([{ amount: 50, to: 'x' }]);
    expect((await decide(second, { verb: 'approve' })).json).toMatchObject({ counted: false, reason: 'already_closed' });
    expect((await decide(second, { verb: 'deny' })).json).toMatchObject({ counted: false, reason: 'too_late', status: 'executed' });
    const audit = await call<{ entries: { kind: string }[] }>('get', `${REQUEST}/audit`, `/v1/requests/${done.id}/audit`, keys.ada);
    expect(audit.json.entries.map((entry) => entry.kind)).toContain('effect.finished');
    await call('get', '/v1/requests', '/v1/requests?status=closed', keys.ada);
    await call('get', '/v1/action-types', '/v1/action-types', keys.bot);
    await call('get', '/v1/policies', '/v1/policies', keys.bot);
    await call('get', '/v1/policies/{name}', '/v1/policies/money', keys.bot);
    await call('get', '/readyz', '/readyz', keys.bot);
  }, 60_000);

  test('a person signs in by link and approves on the page', async () => {
    const opened = await call<{ id: string }>('post', '/v1/requests', '/v1/requests', keys.bot, {
      agent: 'payer',
      input: { amount: 7, to: 'page' },
    });
    await until(opened.json.id, 'pending');
    const browser = new FormBrowser(service);
    const { token } = await createSignInLink(service.db, { personId: 'ada', nextPath: `/r/${opened.json.id}` }, Date.now());
    expect((await browser.get(`/sign-in?token=${token}`)).text).toContain('Sign in as Ada?');
    const landed = await browser.post('/sign-in', { token });
    const page = await browser.get(landed.headers.get('location') ?? '');
    expect(page.text).toContain('money.transfer');
    expect((await browser.get('/')).text).toContain(`/r/${opened.json.id}`);
    const receipt = await browser.post(`/r/${opened.json.id}/decide`, formOf(page.text, 'approve'));
    expect((await browser.get(receipt.headers.get('location') ?? '')).text).toContain('Counted: you approved.');
    const done = await wait(opened.json.id, 'until=terminal&timeout=10s');
    expect(done).toMatchObject({ status: 'executed', decisions: [{ verb: 'approve', channel: 'page', by: { id: 'ada' } }] });
    const over = (await browser.get(`/r/${opened.json.id}`)).text;
    expect(over).toContain('Approved and done');
    // An objection can still be put on record; nothing else.
    expect([...over.matchAll(/name="verb" value="(\w+)"/g)].map(([, verb]) => verb)).toEqual(['deny']);
    expect(over).not.toMatch(/class="mono">(request|revision|decision|effect)\./);
  }, 60_000);

  test('overriding, withdrawing and settling are as documented too', async () => {
    const open = async () => {
      const opened = await call<{ id: string }>('post', '/v1/requests', '/v1/requests', keys.bot, {
        action: { type: 'x.y', args: { n: 1 } },
      });
      return until(opened.json.id, 'pending');
    };
    const withdrawn = await open();
    expect((await call('post', `${REQUEST}/cancel`, `/v1/requests/${withdrawn.id}/cancel`, keys.bot, { reason: 'no' })).json).toEqual({
      status: 'cancelled',
    });
    expect((await call<{ code: string }>('post', `${REQUEST}/cancel`, `/v1/requests/${withdrawn.id}/cancel`, keys.bot)).json.code).toBe(
      'too_late',
    );
    const overridden = await open();
    const override = await call('post', `${REQUEST}/override`, `/v1/requests/${overridden.id}/override`, keys.boss, {
      resolution: 'approved',
      digest: overridden.digest,
      reason: 'fire',
    });
    expect(override.json).toMatchObject({ counted: true, status: 'approved' });
    const permit = await call<{ permitId: string }>('post', `${REQUEST}/permit`, `/v1/requests/${overridden.id}/permit`, keys.bot, {
      digest: overridden.digest,
    });
    const report = { permitId: permit.json.permitId, outcome: 'unknown' };
    expect((await call('post', `${REQUEST}/outcome`, `/v1/requests/${overridden.id}/outcome`, keys.bot, report)).json).toEqual({
      status: 'unknown',
      late: false,
    });
    const settled = await call('post', `${REQUEST}/settle`, `/v1/requests/${overridden.id}/settle`, keys.boss, {
      outcome: 'failed',
      reason: 'looked',
    });
    expect(settled.json).toEqual({ status: 'failed' });
    expect(
      (
        await call<{ code: string }>('post', `${REQUEST}/settle`, `/v1/requests/${overridden.id}/settle`, keys.boss, {
          outcome: 'failed',
          reason: 'again',
        })
      ).json.code,
    ).toBe('not_unknown');
  }, 60_000);

  test('survives a restart: sessions, keys and open requests are still there', async () => {
    const opened = await call<{ id: string }>('post', '/v1/requests', '/v1/requests', keys.bot, { action: { type: 'x.y', args: {} } });
    const browser = new FormBrowser(service);
    await browser.signIn('ada');
    await service.restart();
    expect((await browser.get(`/r/${opened.json.id}`)).status).toBe(200);
    expect((await view(opened.json.id)).status).toBe('pending');
  }, 60_000);
});
