import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Countersign } from '../../client/src/index.js';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import type { JsonObject } from '../../src/contracts/json.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { run, type RunOptions } from './run.js';

const POLICY = 'name: everything\nreviewers: [group:reviewers]\ndeadline: 1h\nonTimeout: reject\nmaxRevisions: 5\n';
let service: TestService;
let keys: Record<'ada' | 'grace' | 'eve' | 'bot', string>;
let bot: Countersign;
const sent: JsonObject[] = [];

const registry = {
  actions: [
    defineAction({
      type: 'mail.send',
      args: z.strictObject({ to: z.string(), amount: z.number().positive() }),
      effect: 'once',
      execute: (args) => {
        sent.push(args);
        return Promise.resolve({ delivered: true });
      },
    }),
  ],
  agents: [
    defineAgent({
      name: 'writer',
      propose: ({ input }) =>
        Promise.resolve({ type: 'mail.send', args: input as JsonObject, title: 'Write a mail', rationale: 'They asked.' }),
      revise: ({ action, feedback }) =>
        Promise.resolve({ ...action, args: { ...action.args, amount: 1 }, rationale: `As told: ${feedback.at(-1)?.comment}` }),
    }),
  ],
};

beforeAll(async () => {
  service = await startTestService({ registry, policies: { 'everything.yaml': POLICY } });
  keys = {
    ada: await service.person('ada', ['reviewers']),
    grace: await service.person('grace', ['reviewers'], ['override']),
    eve: await service.person('eve', []),
    bot: await service.agentKey('bot'),
  };
  bot = new Countersign({ url: service.url, apiKey: keys.bot });
}, 120_000);
afterAll(() => service.stop());

const as = (who: keyof typeof keys | 'admin', argv: string[], options: RunOptions = {}) =>
  run(argv, { env: { COUNTERSIGN_URL: service.url, COUNTERSIGN_KEY: who === 'admin' ? service.adminKey : keys[who] }, ...options });

let n = 0;
/** A request of the agent `writer`, once people are asked. */
async function opened(amount = 5): Promise<{ id: string; to: string }> {
  const to = `person-${(n += 1)}@example.com`;
  const { out, err } = await as('bot', ['request', '--agent', 'writer', '--input', JSON.stringify({ to, amount }), '--json']);
  expect(err).toBe('');
  const { id } = JSON.parse(out) as { id: string };
  await until(async () => (await bot.requests.get(id)).status === 'pending', 20_000);
  return { id, to };
}
const sentTo = (to: string) => sent.filter((args) => args['to'] === to);

describe('the command line against the service', () => {
  it('takes a request from the agent to the effect, and shows its record', async () => {
    const { id, to } = await opened();
    const digest = (await bot.requests.get(id)).digest ?? '';
    const shown = await as('ada', ['show', id]);
    expect(shown.out).toContain(digest);
    expect((await as('ada', ['approve', id, '--digest', digest.slice(7, 19)])).code).toBe(0);
    expect((await as('ada', ['watch', id, '--timeout', '20s'])).code).toBe(0);
    expect(sentTo(to)).toEqual([{ to, amount: 5 }]);
    const after = await as('ada', ['show', id]);
    expect(after.out).toContain('approve of revision 1 by Ada (ada), cli: counted');
    expect(after.out).toContain('executed');
    const audit = await as('admin', ['audit', id]);
    expect(audit.out).toMatch(/the chain of \d+ entries holds/);
    expect(audit.code).toBe(0);
  }, 60_000);

  it('records and does not count the decision of a stranger, of a late one, of an old revision', async () => {
    const { id, to } = await opened();
    const stranger = await as('eve', ['approve', id, '--revision', '1']);
    expect(stranger.code).toBe(3);
    expect(stranger.out).toContain('not_eligible');
    await as('ada', ['edit', id, '--args', JSON.stringify({ to, amount: 4 }), '--revision', '1']);
    await until(async () => (await bot.requests.get(id)).revision === 2, 10_000);
    const old = await as('grace', ['deny', id, '--revision', '1']);
    expect(old.code).toBe(3);
    expect(old.out).toMatch(/stale_revision|too_late/);
    expect(sentTo(to).every((args) => args['amount'] === 4)).toBe(true);
  }, 60_000);

  it('sends a rejection back to the agent, and shows what it made of it', async () => {
    const { id, to } = await opened(50);
    const { code, out, asked } = await as('ada', ['inbox'], { answers: ['r', 'one is enough', 'a'] });
    expect(code).toBe(0);
    expect(asked).toEqual(['What do you say?', 'What should change?', 'What do you say?']);
    expect(out).toMatch(/- {2}"amount": 50,\n.*\+ {2}"amount": 1,/);
    expect(out).toContain('As told: one is enough');
    await until(() => sentTo(to).length > 0, 20_000);
    expect(sentTo(to)).toEqual([{ to, amount: 1 }]);
    expect((await bot.requests.wait(id, { until: 'terminal' })).status).toBe('executed');
  }, 60_000);

  it('checks changed arguments against the schema of the action', async () => {
    const { id, to } = await opened();
    const { code, err } = await as('ada', ['edit', id, '--args', JSON.stringify({ to, amount: -1 }), '--revision', '1']);
    expect(code).toBe(2);
    expect(err).toContain('/amount must be > 0');
    expect((await bot.requests.get(id)).revision).toBe(1);
    await as('admin', ['cancel', id]);
  }, 60_000);

  it('waits for the decision with the exit code that tells it', async () => {
    const waiting = as('bot', ['request', '--agent', 'writer', '--input', '{"to":"x@example.com","amount":9}', '--wait']);
    let id = '';
    await until(async () => {
      const { items } = JSON.parse((await as('ada', ['ls', '--mine', '--status', 'pending', '--json'])).out) as { items: { id: string }[] };
      id = items[0]?.id ?? '';
      return id !== '';
    }, 20_000);
    await as('ada', ['deny', id, '--revision', '1', '--comment', 'not now']);
    const { code, out } = await waiting;
    expect(code).toBe(4);
    expect(out).toContain('not now');
  }, 60_000);

  it('withdraws, overrides, and refuses both after the end', async () => {
    const first = await opened();
    expect((await as('admin', ['cancel', first.id, '--reason', 'ordered twice'])).code).toBe(0);
    expect((await as('admin', ['cancel', first.id])).code).toBe(3);
    const second = await opened();
    const flags = ['--resolution', 'rejected', '--reason', 'incident', '--revision', '1'];
    const refused = await as('ada', ['override', second.id, ...flags]);
    expect(refused.code).toBe(3);
    expect(refused.out).toContain('override_not_permitted');
    expect((await as('grace', ['override', second.id, ...flags])).code).toBe(0);
    await until(async () => (await bot.requests.get(second.id)).status === 'rejected', 10_000);
    expect(sentTo(second.to)).toHaveLength(0);
  }, 60_000);

  it('asks and answers', async () => {
    const asking = bot.humanAsTool({ question: 'Which?', options: ['this', 'that'] });
    let id = '';
    await until(async () => {
      const { items } = JSON.parse((await as('ada', ['inbox', '--json'])).out) as { items: { id: string; type: string }[] };
      id = items.find((item) => item.type === 'human.question')?.id ?? '';
      return id !== '';
    }, 20_000);
    expect((await as('ada', ['answer', id, 'that', '--revision', '1'])).code).toBe(0);
    expect(await asking).toBe('that');
  }, 60_000);

  it('puts a policy that holds from the next request on', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'countersign-policy-'));
    writeFileSync(join(cwd, 'notes.yaml'), 'name: notes\nmatch: { types: ["notes.*"] }\nroute: deny\nonTimeout: reject\n');
    const put = await as('admin', ['policy', 'put', 'notes.yaml'], { cwd });
    expect(put.out).toContain('notes is at version 1');
    expect((await as('admin', ['policy', 'list'])).out).toMatch(/everything +1[^]*notes +1 +notes\.\* +deny/);
    // The catch-all comes first and still holds; without it the new one does.
    expect((await as('admin', ['policy', 'remove', 'everything'])).code).toBe(0);
    const { code, out } = await as('bot', ['request', '--type', 'notes.keep', '--wait', '--timeout', '20s']);
    expect(code).toBe(4);
    expect(out).toContain('rejected');
    rmSync(cwd, { recursive: true });
  }, 60_000);
});
