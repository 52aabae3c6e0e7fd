import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Long from 'long';
import { pino } from 'pino';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import { SIGNAL_NAME } from '../../src/contracts/approval.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startService } from '../../src/service.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const ran: { requestId: string; revision: number; args: unknown }[] = [];
const echo = defineAction({
  type: 'test.echo',
  args: z.strictObject({ text: z.string().min(1), amount: z.number().optional() }),
  effect: 'keyed',
  execute: (args, { requestId, revision }) => {
    ran.push({ requestId, revision, args });
    return Promise.resolve({ said: args.text });
  },
});
const writer = defineAgent({
  name: 'writer',
  answer: ({ question, by, action }) => Promise.resolve(`${by.name} asked ${question}: it says ${String(action.args['text'])}`),
  propose: ({ input }) => Promise.resolve({ type: 'test.echo', args: { text: String(input) }, rationale: 'first try' }),
  revise: ({ feedback }) =>
    Promise.resolve({ type: 'test.echo', args: { text: feedback.map((each) => each.comment).join('|') }, rationale: 'second try' }),
});

const POLICIES = {
  '10-echo.yaml': `
name: echo
match: { types: ["test.*"] }
reviewers: [group:reviewers]
remindAfter: 10m
escalate: [{ after: 30m, to: [group:leads] }]
deadline: 4h
onTimeout: reject
maxRevisions: 2
`,
};

let service: TestService;
let ada: string;
let lead: string;
let stranger: string;
let agent: string;

beforeAll(async () => {
  service = await startTestService({ registry: { actions: [echo], agents: [writer] }, policies: POLICIES });
  ada = await service.person('ada', ['reviewers']);
  await service.person('bob', ['reviewers']);
  lead = await service.person('lead', ['leads'], ['override']);
  stranger = await service.person('eve', []);
  agent = await service.agentKey('writer');
}, 60_000);

afterAll(async () => service.stop(), 30_000);

async function open(body: object = { action: { type: 'test.echo', args: { text: 'hello' } } }): Promise<RequestView> {
  const answer = await service.call('POST', '/v1/requests', agent, body);
  expect(answer.status).toBe(201);
  return pending(answer.body.id);
}

async function view(id: string): Promise<RequestView> {
  return (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body as RequestView;
}

async function pending(id: string, revision = 1): Promise<RequestView> {
  await until(async () => {
    const now = await view(id);
    return now.status === 'pending' && now.revision === revision;
  }, 15_000);
  return view(id);
}

async function ends(id: string, status: string): Promise<RequestView> {
  await until(async () => (await view(id)).status === status, 15_000);
  return view(id);
}

const decide = (key: string, request: RequestView, verb: string, more: object = {}) => service.decide(key, request, verb, more);

describe('a gated action', () => {
  it('waits, runs once after an approval, and shows who approved', async () => {
    const request = await open();
    expect(await decide(ada, request, 'approve')).toMatchObject({ counted: true });
    const done = await ends(request.id, 'executed');
    expect(done.resolution).toMatchObject({ outcome: 'approved', by: 'people', people: ['ada'], digest: request.digest });
    expect(done.execution).toMatchObject({ outcome: 'executed', detail: { said: 'hello' }, fence: 1 });
    expect(ran.filter((each) => each.requestId === request.id)).toHaveLength(1);
  });

  it('does not count strangers, stale digests, repeats or late decisions, and says why', async () => {
    const request = await open();
    expect(await decide(stranger, request, 'approve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    expect(await decide(ada, { ...request, digest: `sha256:${'0'.repeat(64)}` }, 'approve')).toMatchObject({
      counted: false,
      reason: 'stale_digest',
    });
    expect(await decide(ada, request, 'deny', { comment: 'no' })).toMatchObject({ counted: true });
    await ends(request.id, 'rejected');
    expect(await decide(ada, request, 'approve')).toMatchObject({ counted: false, reason: 'already_closed' });
    expect((await view(request.id)).decisions).toHaveLength(4);
  });

  it('comes back as a new revision after a reject, and then runs the new arguments', async () => {
    const answer = await service.call('POST', '/v1/requests', agent, { agent: 'writer', input: 'draft' });
    const first = await pending(answer.body.id);
    expect(await decide(ada, first, 'reject', { comment: 'shorter' })).toMatchObject({ counted: true });
    const second = await pending(first.id, 2);
    expect(second.digest).not.toBe(first.digest);
    expect(await decide(ada, first, 'approve')).toMatchObject({ counted: false, reason: 'stale_revision' });
    expect(await decide(ada, second, 'approve')).toMatchObject({ counted: true });
    await ends(first.id, 'executed');
    expect(ran.filter((each) => each.requestId === first.id)).toEqual([{ requestId: first.id, revision: 2, args: { text: 'shorter' } }]);
  });

  it('has the agent answer a reviewer’s question while it stays open, and asks for the question', async () => {
    const answer = await service.call('POST', '/v1/requests', agent, { agent: 'writer', input: 'draft' });
    const request = await pending(answer.body.id);
    expect(await decide(ada, request, 'ask')).toMatchObject({ counted: false, reason: 'comment_required' });
    expect(await decide(stranger, request, 'ask', { comment: 'what is it?' })).toMatchObject({ counted: false, reason: 'not_eligible' });
    expect(await decide(ada, request, 'ask', { comment: 'why?' })).toMatchObject({ counted: true, status: 'pending' });
    await until(async () => (await view(request.id)).decisions.some((each) => each.answer !== null), 15_000);
    const asked = (await view(request.id)).decisions.find((each) => each.counted && each.verb === 'ask');
    expect(asked).toMatchObject({ comment: 'why?', answer: 'Ada asked why?: it says draft' });
    expect(await decide(ada, request, 'approve')).toMatchObject({ counted: true });
    await ends(request.id, 'executed');
    const entries = (await service.call('GET', `/v1/requests/${request.id}/audit`, ada)).body.entries as { kind: string }[];
    expect(entries.filter(({ kind }) => kind === 'question.answered')).toHaveLength(1);
  });

  it('is rejected, never approved, when all revisions are used', async () => {
    const answer = await service.call('POST', '/v1/requests', agent, { agent: 'writer', input: 'draft' });
    const first = await pending(answer.body.id);
    await decide(ada, first, 'reject', { comment: 'again' });
    const second = await pending(first.id, 2);
    await decide(ada, second, 'reject', { comment: 'and again' });
    expect((await ends(first.id, 'rejected')).resolution).toMatchObject({ outcome: 'rejected', by: 'people' });
  });

  it('runs edited arguments as a revision of the editor, whose vote counts at low risk', async () => {
    const request = await open();
    expect(await decide(ada, request, 'edit', { args: { text: '' } })).toMatchObject({ counted: false, reason: 'invalid_args' });
    expect(await decide(ada, request, 'edit', { args: { text: 'edited' } })).toMatchObject({ counted: true });
    const done = await ends(request.id, 'executed');
    expect(done.revisions[1]).toMatchObject({ revision: 2, author: { kind: 'person', id: 'ada' }, action: { args: { text: 'edited' } } });
    expect(ran.filter((each) => each.requestId === request.id).map((each) => each.args)).toEqual([{ text: 'edited' }]);
  });

  it('can be overridden by a permitted person with a reason, and withdrawn before the claim', async () => {
    const request = await open();
    const path = `/v1/requests/${request.id}`;
    expect(
      (await service.call('POST', `${path}/override`, ada, { resolution: 'approved', digest: request.digest, reason: 'x' })).body.reason,
    ).toBe('override_not_permitted');
    expect(
      (await service.call('POST', `${path}/override`, lead, { resolution: 'rejected', digest: request.digest, reason: 'incident' })).body,
    ).toMatchObject({ counted: true });
    await ends(request.id, 'rejected');

    const other = await open();
    expect((await service.call('POST', `/v1/requests/${other.id}/cancel`, agent, { reason: 'changed my mind' })).status).toBe(200);
    expect((await ends(other.id, 'cancelled')).resolution).toMatchObject({ by: 'requester' });
    expect((await service.call('POST', `/v1/requests/${other.id}/cancel`, agent, {})).status).toBe(409);
  });

  it('is withdrawn when its run is cancelled in Temporal', async () => {
    const request = await open();
    await service.temporal.workflow.getHandle(request.workflowId).cancel();
    expect((await ends(request.id, 'cancelled')).resolution).toMatchObject({ by: 'operator' });
    await expect(service.temporal.workflow.getHandle(request.workflowId).result()).rejects.toThrow(/cancel/i);
  });

  it('survives a restart of every process while it waits', async () => {
    const request = await open();
    await service.restart();
    expect(await decide(ada, request, 'approve')).toMatchObject({ counted: true });
    await ends(request.id, 'executed');
  });

  it('drops no signal that comes before it waits: it is decided on before any worker has looked at it', async () => {
    const answers: { id: string; counted: boolean | null }[] = [];
    await service.restart(async () => {
      // The doors alone: the run is started, and signalled, with nobody there to run it.
      const doors = await startService(service.config, { api: true, worker: false }, { log: pino({ level: 'silent' }) });
      try {
        const { body } = await service.call('POST', '/v1/requests', agent, { action: { type: 'test.echo', args: { text: 'early' } } });
        const request = await view(body.id as string);
        const decision = { verb: 'approve', revision: request.revision, digest: request.digest };
        const receipt = await service.call('POST', `/v1/requests/${request.id}/decisions`, ada, decision);
        answers.push({ id: request.id, counted: receipt.body.counted as boolean | null });
        const run = service.temporal.workflow.getHandle(request.workflowId);
        const signalled = async () => {
          const events = (await run.fetchHistory().catch(() => null))?.events ?? [];
          return events.some((event) => event.workflowExecutionSignaledEventAttributes?.signalName === SIGNAL_NAME);
        };
        await until(signalled, 20_000);
        expect((await run.fetchHistory()).events?.some((event) => event.workflowTaskStartedEventAttributes)).toBe(false);
      } finally {
        await doors.stop();
      }
    });
    expect(answers).toEqual([{ id: expect.any(String), counted: null }]);
    const done = await ends(answers[0]?.id ?? '', 'executed');
    expect(done.decisions).toMatchObject([{ verb: 'approve', by: { id: 'ada' }, counted: true }]);
    expect(ran.filter((each) => each.requestId === done.id)).toHaveLength(1);
  });

  it('runs once although its run is reset to the first task and replayed', async () => {
    const request = await open();
    await decide(ada, request, 'approve');
    await ends(request.id, 'executed');
    const handle = service.temporal.workflow.getHandle(request.workflowId);
    await handle.result();
    const { runId } = await handle.describe();
    const namespace = 'default';
    await service.temporal.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: request.workflowId, runId },
      workflowTaskFinishEventId: Long.fromNumber(4),
      reason: 'test',
      requestId: request.id,
    });
    await service.temporal.workflow.getHandle(request.workflowId).result();
    expect(ran.filter((each) => each.requestId === request.id)).toHaveLength(1);
    expect((await view(request.id)).status).toBe('executed');
  });
});

describe('a caller that executes itself', () => {
  it('consumes one permit for the approved digest and reports', async () => {
    const request = await open({ action: { type: 'test.echo', args: { text: 'mine' } }, execute: 'caller' });
    const path = `/v1/requests/${request.id}`;
    expect((await service.call('POST', `${path}/permit`, agent, { digest: request.digest })).status).toBe(409);
    await decide(ada, request, 'approve');
    await ends(request.id, 'approved');
    const permit = await service.call('POST', `${path}/permit`, agent, { digest: request.digest });
    expect(permit).toMatchObject({ status: 200, body: { args: { text: 'mine' } } });
    expect((await service.call('POST', `${path}/permit`, agent, { digest: request.digest })).body.code).toBe('permit_consumed');
    const outcome = await service.call('POST', `${path}/outcome`, agent, {
      permitId: permit.body.permitId,
      outcome: 'executed',
      detail: { ok: true },
    });
    expect(outcome).toMatchObject({ status: 200, body: { status: 'executed' } });
    await service.temporal.workflow.getHandle(request.workflowId).result();
  });
});
