import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { VIEWER_TEXT } from '../../src/contracts/viewer.js';
import { wakeAfterDirectoryChange } from '../../src/intake/reconcile.js';
import { createKey } from '../../src/ledger/keys.js';
import { run } from '../cli/run.js';
import { startRules, type Rules } from '../rules/support.js';
import { FormBrowser, formOf } from './support/browser-like.js';

let rules: Rules;
let grace: string;
const admin = (method: string, path: string, body?: object) => rules.service.call(method, path, rules.service.adminKey, body);

beforeAll(async () => {
  rules = await startRules({
    types: ['pair.all', 'crew.any', 'vera.only', 'crew.slow'],
    policies: {
      'pair.yaml': 'match: { types: ["pair.all"] }\nreviewers: [person:ada, person:grace]\nneed: all\nonTimeout: reject\n',
      'crew.yaml': 'match: { types: ["crew.any"] }\nreviewers: [group:crew]\nonTimeout: reject\n',
      'vera.yaml': 'match: { types: ["vera.only"] }\nreviewers: [group:onlookers]\nonTimeout: reject\n',
      'slow.yaml': 'match: { types: ["crew.slow"] }\nreviewers: [group:crew]\nvetoWindow: 1h\nonTimeout: reject\n',
    },
  });
  grace = await rules.service.person('grace', ['crew']);
  await rules.service.person('ada', ['crew']);
  await rules.service.person('max', [], ['admin']);
}, 60_000);
afterAll(() => rules.stop(), 30_000);

/** What the reconciler does with its next round. */
async function wakeAll(): Promise<void> {
  const { service } = rules;
  const temporal = {
    signal: async (id: string, signal: unknown) =>
      void (await service.temporal.workflow.getHandle(`approval/${id}`).signal('humanDecision', signal)),
  };
  await wakeAfterDirectoryChange({ moves: { db: service.db }, temporal, clock: () => Date.now() } as never);
}

/** A viewer in these groups, with a key. */
async function viewer(id: string, groups: string[]): Promise<string> {
  const made = await admin('POST', '/v1/people', { id, name: id, role: 'viewer', groups });
  expect([made.status, made.body.role]).toEqual([201, 'viewer']);
  return (await createKey(rules.service.db, { kind: 'person', personId: id }, 'test')).key;
}

describe('a role', () => {
  test('is what the permissions say, and the other way round', async () => {
    const made = await admin('POST', '/v1/people', { id: 'ria', name: 'Ria' });
    expect(made.body).toMatchObject({ role: 'reviewer', permissions: [] });
    const change = async (body: object) => (await admin('PATCH', '/v1/people/ria', body)).body;
    expect(await change({ role: 'manager' })).toMatchObject({ role: 'manager', permissions: ['admin'] });
    expect(await change({ permissions: ['override'] })).toMatchObject({ role: 'reviewer', permissions: ['override'] });
    expect(await change({ permissions: ['override', 'admin'] })).toMatchObject({ role: 'manager' });
    expect(await change({ role: 'viewer' })).toMatchObject({ role: 'viewer', permissions: [] });
    expect(await change({ permissions: ['override'] })).toMatchObject({ code: 'invalid_body', field: '/permissions' });
    expect(await change({ role: 'reviewer', permissions: ['override'] })).toMatchObject({ role: 'reviewer', permissions: ['override'] });
    expect((await admin('GET', '/v1/people/ria')).body).toMatchObject({ role: 'reviewer' });
  });

  test('cannot be bent past the API: the ledger keeps no viewer with permissions', async () => {
    await viewer('bent', []);
    const bend = rules.service.db
      .updateTable('people')
      .set({ permissions: ['override'] })
      .where('id', '=', 'bent')
      .execute();
    await expect(bend).rejects.toThrow(/people_viewers_hold_nothing/);
  });

  test('is given and changed at the command line', async () => {
    const env = { COUNTERSIGN_URL: rules.service.url, COUNTERSIGN_KEY: rules.service.adminKey };
    const roleAfter = async (...argv: string[]) => (JSON.parse((await run([...argv, '--json'], { env })).out) as { role: string }).role;
    expect(await roleAfter('people', 'add', 'Cleo', '--id', 'cleo', '--role', 'viewer')).toBe('viewer');
    expect(await roleAfter('people', 'change', 'cleo', '--role', 'manager')).toBe('manager');
    expect((await run(['people', 'list'], { env })).out).toMatch(/cleo\s+Cleo\s+manager\s+admin/);
    const wrong = await run(['people', 'change', 'cleo', '--role', 'boss'], { env });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('viewer, reviewer, manager')]);
  });
});

describe('a viewer', () => {
  test('reads every request and its record', async () => {
    const key = await viewer('reader', ['crew']);
    const request = await rules.open('crew.any');
    expect((await rules.view(request.id, key)).id).toBe(request.id);
    for (const path of ['', '/audit']) expect((await rules.service.call('GET', `/v1/requests/${request.id}${path}`, key)).status).toBe(200);
    expect((await rules.service.call('GET', '/v1/requests', key)).body.items.length).toBeGreaterThan(0);
  });

  test('decides nothing through the API, whichever verb, and nothing of it is recorded', async () => {
    const key = await viewer('quiet', ['crew']);
    const request = await rules.open('crew.any');
    const { revision, digest } = request;
    const words: Record<string, object> = { ask: { comment: 'why?' }, edit: { args: {} }, delegate: { to: 'ada' }, claim: {}, retract: {} };
    for (const verb of ['approve', 'reject', 'deny', 'escalate', 'abstain', ...Object.keys(words)]) {
      const answer = await rules.service.call('POST', `/v1/requests/${request.id}/decisions`, key, {
        verb,
        revision,
        digest,
        ...words[verb],
      });
      expect([verb, answer.status, answer.body.code, answer.body.detail]).toEqual([verb, 403, 'viewer', VIEWER_TEXT]);
    }
    const override = { resolution: 'approved', digest, reason: 'because' };
    expect((await rules.service.call('POST', `/v1/requests/${request.id}/override`, key, override)).body.code).toBe('viewer');
    const settle = { outcome: 'executed', reason: 'because' };
    expect((await rules.service.call('POST', `/v1/requests/${request.id}/settle`, key, settle)).body.code).toBe('viewer');
    expect((await rules.view(request.id)).decisions).toEqual([]);
  });

  test('decides nothing at the command line', async () => {
    const key = await viewer('typist', ['crew']);
    const request = await rules.open('crew.any');
    const env = { COUNTERSIGN_URL: rules.service.url, COUNTERSIGN_KEY: key };
    const said = await run(['approve', request.id, '--revision', '1', '--digest', request.digest ?? ''], { env });
    expect(said.code).not.toBe(0);
    expect(said.err).toContain(VIEWER_TEXT);
  });

  test('is offered nothing on the page, and what is sent there anyway is refused', async () => {
    await viewer('looker', ['crew']);
    const request = await rules.open('crew.any');
    const [onlooker, reviewer] = [new FormBrowser(rules.service), new FormBrowser(rules.service)];
    await onlooker.signIn('looker');
    await reviewer.signIn('ada');
    const page = await onlooker.get(`/r/${request.id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(VIEWER_TEXT);
    expect(() => formOf(page.text, 'approve')).toThrow();
    const form = formOf((await reviewer.get(`/r/${request.id}`)).text, 'approve');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const answer = await onlooker.post(`/r/${request.id}/decide`, { ...form, csrf });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(VIEWER_TEXT);
    expect((await rules.view(request.id)).decisions).toEqual([]);
  });

  test('does not count where people are looked for: with viewers alone the request is refused', async () => {
    await viewer('alone', ['onlookers']);
    const opened = rules.open('vera.only');
    await expect(opened).rejects.toThrow(/unsatisfiable_reviewers|422/);
  });

  test('stands in for nobody', async () => {
    await viewer('spare', ['crew']);
    const from = new Date(Date.now() - 1000).toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await admin('POST', '/v1/people/grace/absences', { from, until, delegateId: 'spare' });
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([422, 'unknown_person', expect.stringContaining('viewer')]);
    const request = await rules.open('pair.all');
    const handed = await rules.decide(grace, request, 'delegate', { to: 'spare' });
    expect(handed).toMatchObject({ counted: false, reason: 'delegation_refused' });
  });

  test('has nothing that waits for them', async () => {
    await viewer('idle', ['crew']);
    await rules.open('crew.any');
    const waiting = async (personId: string) => {
      const counted = await rules.service.intake.counts({ kind: 'person', personId });
      return counted.kind === 'ok' ? counted.value.waiting : null;
    };
    expect(await waiting('idle')).toBe(0);
    expect(await waiting('ada')).toBeGreaterThan(0);
  });
});

describe('whoever becomes a viewer', () => {
  test('is missed at once by what waits for them', async () => {
    const request = await rules.open('pair.all');
    expect(request.awaiting?.missing).toBeNull();
    await admin('PATCH', '/v1/people/ada', { role: 'viewer' });
    await wakeAll();
    const stuck = await rules.becomes(request.id, ({ awaiting }) => awaiting !== null && awaiting.missing !== null);
    expect(stuck.awaiting?.missing).toEqual([{ stage: expect.any(String), entries: ['person:ada'], need: 1 }]);
    await admin('PATCH', '/v1/people/ada', { role: 'reviewer' });
  });

  test('loses a vote that was not used yet', async () => {
    const request = await rules.open('crew.slow');
    await rules.decide(grace, request, 'approve');
    expect((await rules.view(request.id)).status).toBe('approved');
    await admin('PATCH', '/v1/people/grace', { role: 'viewer' });
    await rules.skip(request, 61 * 60_000);
    await rules.becomes(request.id, ({ status }) => status === 'pending');
    expect(rules.ran).not.toContain(request.id);
    await admin('PATCH', '/v1/people/grace', { role: 'reviewer' });
  });
});
