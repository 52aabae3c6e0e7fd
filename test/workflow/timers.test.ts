import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startTestService, type TestService } from '../support/service.js';
import { skipTime } from '../support/skip-time.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let service: TestService;
let lead: string;
let agent: string;
const ran: string[] = [];

const policy = (name: string, more: string) => `
name: ${name}
match: { types: ["test.${name}"] }
reviewers: [group:reviewers]
${more}
`;
const action = (type: string) =>
  defineAction({
    type,
    args: z.strictObject({ n: z.number() }),
    execute: (_args, { requestId }) => {
      ran.push(requestId);
      return Promise.resolve(null);
    },
  });

beforeAll(async () => {
  service = await startTestService({
    registry: { actions: ['test.reject', 'test.approve', 'test.escalate'].map(action), agents: [] },
    policies: {
      'a.yaml': policy('reject', 'remindAfter: 10m\nescalate: [{ after: 30m, to: [group:leads] }]\ndeadline: 4h\nonTimeout: reject'),
      'b.yaml': policy('approve', 'deadline: 30d\nonTimeout: approve'),
      'c.yaml': policy('escalate', 'deadline: 1h\nescalate: [{ after: 90m, to: [group:leads] }]\nonTimeout: escalate'),
    },
  });
  await service.person('ada', ['reviewers']);
  lead = await service.person('lead', ['leads']);
  agent = await service.agentKey('bot');
}, 60_000);

afterAll(async () => service.stop(), 30_000);

async function open(type: string, more: object = {}): Promise<RequestView> {
  const answer = await service.call('POST', '/v1/requests', agent, { action: { type, args: { n: 1 }, ...more } });
  expect(answer.body).toMatchObject({ status: 'pending' });
  await until(
    async () =>
      (await service.temporal.workflow
        .getHandle(answer.body.workflowId)
        .describe()
        .catch(() => null)) !== null,
  );
  return view(answer.body.id as string);
}

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body as RequestView;
const decide = (key: string, request: RequestView, verb: string) => service.decide(key, request, verb);
const skip = (request: RequestView, ms: number) => skipTime(service.temporal, request.workflowId, ms);
const audit = async (id: string) =>
  ((await service.call('GET', `/v1/requests/${id}/audit`, service.adminKey)).body.entries as { kind: string }[]).map((entry) => entry.kind);

async function becomes(id: string, holds: (view: RequestView) => boolean): Promise<RequestView> {
  await until(async () => holds(await view(id)), 20_000);
  return view(id);
}

describe('the clocks of a request', () => {
  it('remind, then ask further people, who then may decide', async () => {
    const request = await open('test.reject');
    expect(request.nextTimer?.kind).toBe('reminder');
    expect(await decide(lead, request, 'approve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    await skip(request, 11 * MINUTE);
    await becomes(request.id, (now) => now.nextTimer?.kind === 'escalation');
    expect(await audit(request.id)).toContain('reviewers.reminded');
    await skip(request, 25 * MINUTE);
    const escalated = await becomes(request.id, (now) => now.awaiting?.asked.includes('group:leads') ?? false);
    expect(escalated.awaiting).toMatchObject({ need: 1, filled: 0 });
    expect(await decide(lead, request, 'approve')).toMatchObject({ counted: true });
    await becomes(request.id, (now) => now.status === 'executed');
  }, 60_000);

  it('end it as expired, not as denied, when nobody decides', async () => {
    const request = await open('test.reject');
    await skip(request, 5 * HOUR);
    const ended = await becomes(request.id, (now) => now.status === 'expired');
    expect(ended.resolution).toMatchObject({ outcome: 'expired', by: 'fallback', people: [] });
    expect(ran).not.toContain(request.id);
    expect(await audit(request.id)).toEqual([
      'request.opened',
      'revision.proposed',
      'reviewers.reminded',
      'request.escalated',
      'request.resolved',
    ]);
  }, 60_000);

  it('approve after thirty days only where the policy says so, and never at high risk', async () => {
    const request = await open('test.approve');
    await skip(request, 31 * 24 * HOUR);
    expect((await becomes(request.id, (now) => now.status === 'executed')).resolution).toMatchObject({
      outcome: 'approved',
      by: 'fallback',
    });
    const risky = await open('test.approve', { risk: 'high' });
    await skip(risky, 31 * 24 * HOUR);
    await becomes(risky.id, (now) => now.status === 'expired');
    expect(ran).not.toContain(risky.id);
  }, 60_000);

  it('ask everybody left when the deadline escalates, once, and then expire', async () => {
    const request = await open('test.escalate');
    await skip(request, HOUR + MINUTE);
    await becomes(request.id, (now) => now.awaiting?.asked.includes('group:leads') ?? false);
    await skip(request, 2 * HOUR);
    await becomes(request.id, (now) => now.status === 'expired');
  }, 60_000);

  it('let a caller shorten the deadline, never lengthen it', async () => {
    const body = { action: { type: 'test.reject', args: { n: 1 } } };
    const short = await service.call('POST', '/v1/requests', agent, { ...body, deadline: '5m' });
    expect((await view(short.body.id)).plan).toMatchObject({ deadlineMs: 5 * MINUTE, onTimeout: 'reject' });
    const long = await service.call('POST', '/v1/requests', agent, { ...body, deadline: '9h' });
    expect((await view(long.body.id)).plan).toMatchObject({ deadlineMs: 4 * HOUR });
  });

  it('count a decision that was committed before the deadline fires, although its signal never came', async () => {
    const request = await open('test.reject');
    // Past the door, straight into the inbox: what is left when the signal is lost.
    await service.db.transaction().execute(async (tx) => {
      const facts = { active: true, groups: ['reviewers'], self: false, override: false, argsProblem: null };
      await tx.updateTable('requests').set({ next_seq: 1 }).where('id', '=', request.id).execute();
      await tx
        .insertInto('decisions')
        .values({
          request_id: request.id,
          seq: 1,
          decision_id: 'lost',
          person_id: 'ada',
          verb: 'approve',
          revision: 1,
          digest: request.digest ?? '',
          comment: null,
          args: null,
          answer: null,
          channel: 'api',
          facts: JSON.stringify(facts),
          counted: null,
          reason: null,
          at: new Date(),
        })
        .execute();
    });
    await skip(request, 5 * HOUR);
    const done = await becomes(request.id, (now) => now.status === 'executed');
    expect(done.resolution).toMatchObject({ by: 'people', people: ['ada'] });
  }, 60_000);
});
