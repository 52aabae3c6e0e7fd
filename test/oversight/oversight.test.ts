import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outputActions, taskAgent } from '../../src/activities/oversight-agents.js';
import { offlineProvider } from '../../src/activities/oversight-offline.js';
import type { OversightProvider } from '../../src/activities/oversight-provider.js';
import { createReviewActivities } from '../../src/activities/oversight-review.js';
import { withSecondOpinion } from '../../src/activities/oversight-wrap.js';
import { defineAgent } from '../../src/activities/registry.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { RequestView } from '../../src/contracts/view.js';
import { newId } from '../../src/ledger/new-id.js';
import type { MoveDeps } from '../../src/moves/deps.js';
import { escalationPolicySchema } from '../../src/oversight/models.js';
import { toPolicyDocuments } from '../../src/oversight/policy-documents.js';
import { escalationReasonsOf, escalationRequestOf, humanReviewsOf, taskStatusOf } from '../../src/oversight/views.js';
import { ESCALATION_REASONS, type EscalationReason } from '../../src/oversight/vocabulary.js';
import type { AugmentedDecision, FeedbackResult, OversightTask } from '../../src/workflow-kit.js';
import { startTestService, type TestService } from '../support/service.js';
import { skipTime } from '../support/skip-time.js';
import { until } from '../support/until.js';
import { startOwnWorker, type OwnWorker } from './own-worker.js';
import type { augmentDecision, executeWithOversight, processWithFeedback } from './workflows.js';

let service: TestService;
let own: OwnWorker;
let ada: string;
let lead: string;
const ownTaskQueue = newId('theirs');

/** Only what these tests ask for; the task itself says how it goes. */
const provider: OversightProvider = {
  ...offlineProvider({
    augmentations: [{ about: 'database', answer: { recommendation: 'PostgreSQL', confidence: 0.8, risks: ['a server to run'] } }],
    opinions: [{ about: 'doubtful', answer: { score: 0.2, reasoning: 'No source is named.' } }],
  }),
  perform({ task, previous }) {
    if (task.includes('broken')) return Promise.reject(new Error('the model is down'));
    const wishes = previous?.feedback.map(({ comment }) => comment).join('; ') ?? '';
    const content = wishes === '' ? `Draft: ${task}` : `Draft: ${task} (${wishes})`;
    const metadata: JsonObject = task.includes('either') ? { ambiguousInput: 'which of the two?' } : {};
    return Promise.resolve({ content, confidence: task.includes('unsure') ? 0.3 : 0.9, reasoning: 'as told', metadata });
  },
};
const writer = taskAgent({ name: 'writer', provider });
const doubted = withSecondOpinion(writer, (call, signal) => provider.evaluate(call, signal));

const policy = escalationPolicySchema.parse({
  sensitiveKeywords: ['personal'],
  highRiskActions: ['deploy'],
  alwaysReviewTypes: ['legal'],
  customRules: [{ name: 'long', when: 'size(action.args.content) > 200' }],
});

beforeAll(async () => {
  // The server lets every sure output pass, so that it is the caller's own policy that sends to people, except for the native agent.
  const documents = toPolicyDocuments(policy, { name: 'native', reviewers: ['group:reviewers'] }).map((document) => ({
    ...document,
    match: { ...document.match, when: `requester.kind != "workflow"${document.match?.when ? ` && (${document.match.when})` : ''}` },
  }));
  const policies = [
    ...documents,
    {
      name: 'pass',
      match: { types: ['agent.output', 'agent.output.*'] },
      route: 'auto',
      onTimeout: 'reject',
      reviewers: ['group:reviewers'],
      escalate: [{ after: '6h', to: ['group:leads'] }],
    },
  ];
  service = await startTestService({
    registry: { actions: outputActions(['legal']), agents: [{ ...doubted, name: 'doubted' }] },
    policies: Object.fromEntries(policies.map((document, index) => [`${String(index).padStart(2, '0')}.json`, JSON.stringify(document)])),
  });
  ada = await service.person('ada', ['reviewers']);
  lead = await service.person('lead', ['leads']);
  own = await startOwnWorker(ownTaskQueue, { agent: writer, augment: (call, signal) => provider.augment(call, signal) });
}, 90_000);

afterAll(async () => {
  await own.stop();
  await service.stop();
}, 30_000);

async function run(task: OversightTask, taskQueue = ownTaskQueue) {
  return service.temporal.workflow.start<typeof executeWithOversight>('executeWithOversight', {
    taskQueue,
    workflowId: newId('wf'),
    args: [{ policy, ...task, approval: { taskQueue: service.config.taskQueue, ...task.approval } }],
  });
}

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body as RequestView;

/** The request about these words that waits for a person. */
async function asked(words: string, seen: readonly string[] = []): Promise<RequestView> {
  let found: RequestView | undefined;
  await until(async () => {
    const { body } = await service.call('GET', '/v1/requests?status=pending&reviewer=ada', ada);
    for (const { id } of body.items as { id: string }[]) {
      const each = await view(id);
      if (!seen.includes(id) && JSON.stringify(each.action).includes(words)) found = each;
    }
    return found !== undefined;
  }, 40_000);
  return found as RequestView;
}

const decide = (request: RequestView, verb: string, more: object = {}) => service.decide(ada, request, verb, more);

describe('a task under oversight', () => {
  it('is delivered without a person where nothing speaks against it', async () => {
    const result = await (await run({ task: 'Sum up' })).result();
    expect(result).toMatchObject({ kind: 'delivered', output: 'Draft: Sum up', modified: false, reasons: [], reviews: [] });
    const request = await view(result.requestIds[0] ?? '');
    expect(taskStatusOf(request)).toBe('completed');
    expect(request.execution).toMatchObject({ outcome: 'executed', detail: { delivered: true } });
  });

  const given: Record<EscalationReason, OversightTask> = {
    low_confidence: { task: 'An unsure thing' },
    sensitive_content: { task: 'Some personal data' },
    high_risk_action: { task: 'How to deploy' },
    policy_required: { task: 'A contract', taskType: 'legal' },
    ambiguous_input: { task: 'Do either' },
    user_requested: { task: 'Look at this', requireReview: true },
    error_occurred: { task: 'A broken thing' },
  };
  it.each(ESCALATION_REASONS)(
    'waits for a person with the reason %s, and is then delivered',
    async (reason) => {
      const handle = await run(given[reason]);
      const request = await asked(given[reason].task);
      expect(escalationReasonsOf(request)).toEqual([reason]);
      if (reason === 'error_occurred') {
        expect(request.type).toBe('human.question');
        expect(JSON.stringify(request.action?.args)).toContain('the model is down');
        await decide(request, 'answer', { answer: 'I did it myself' });
      } else {
        expect(escalationRequestOf(request)).toMatchObject({
          taskId: request.id,
          taskDescription: given[reason].task,
          escalationReason: reason,
        });
        await decide(request, 'approve');
      }
      const output = reason === 'error_occurred' ? 'I did it myself' : `Draft: ${given[reason].task}`;
      expect(await handle.result()).toMatchObject({ kind: 'delivered', output, reasons: [reason] });
    },
    60_000,
  );

  it('that says nothing is asked back, and nobody works on it', async () => {
    const handle = await run({ task: '???', approval: { deadline: '1h' } });
    const request = await asked('???');
    expect(escalationReasonsOf(request)).toEqual(['ambiguous_input']);
    await skipTime(service.temporal, request.workflowId, 2 * 3_600_000);
    expect(await handle.result()).toMatchObject({ kind: 'withheld', why: 'expired' });
  }, 60_000);

  it('goes back to the agent with the feedback; the new output is checked like the first', async () => {
    const handle = await run({ task: 'Personal one' });
    const first = await asked('Personal one');
    await decide(first, 'reject', { comment: 'name a source' });
    const second = await asked('Personal one', [first.id]);
    expect(second.action?.args).toEqual({ content: 'Draft: Personal one (name a source)' });
    expect(second.action?.context).toMatchObject({
      'countersign.previous': { requestId: first.id, feedback: [{ by: 'Ada', comment: 'name a source' }] },
    });
    expect(escalationReasonsOf(second)).toEqual(['sensitive_content']);
    await decide(second, 'approve');
    const result = await handle.result();
    expect(result).toMatchObject({ kind: 'delivered', output: 'Draft: Personal one (name a source)', requestIds: [first.id, second.id] });
    expect(result.reviews.map(({ decision }) => decision)).toEqual(['reject', 'approve']);
  }, 60_000);

  it('is withheld after the last attempt', async () => {
    const handle = await run({ task: 'Personal two', maxAttempts: 1 });
    await decide(await asked('Personal two'), 'reject', { comment: 'no' });
    expect(await handle.result()).toMatchObject({ kind: 'withheld', why: 'rejected', requestIds: [expect.any(String)] });
  }, 60_000);

  it('is withheld at once where the agent does not revise', async () => {
    const taskQueue = newId('stubborn');
    const agent = defineAgent({ name: 'stubborn', propose: (call, signal) => writer.propose(call, signal) });
    const worker = await startOwnWorker(taskQueue, { agent, augment: (call, signal) => provider.augment(call, signal) });
    try {
      const handle = await run({ task: 'Personal nine' }, taskQueue);
      await decide(await asked('Personal nine'), 'reject', { comment: 'once more' });
      expect(await handle.result()).toMatchObject({ kind: 'withheld', why: 'rejected', explanation: 'sent back by Ada: once more' });
    } finally {
      await worker.stop();
    }
  }, 60_000);

  it('delivers what the reviewer wrote', async () => {
    const handle = await run({ task: 'Personal three' });
    const request = await asked('Personal three');
    await decide(request, 'edit', { args: { content: '[redacted]' }, comment: 'no names' });
    const result = await handle.result();
    expect(result).toMatchObject({ kind: 'delivered', output: '[redacted]', modified: true });
    expect(result.reviews).toMatchObject([{ decision: 'modify', modifiedContent: '[redacted]', reviewerId: 'ada' }]);
    expect(humanReviewsOf(await view(request.id))).toEqual(result.reviews);
  }, 60_000);
});

describe('nothing leaves that nobody approved', () => {
  it('neither where it was denied, however many attempts were left', async () => {
    const handle = await run({ task: 'Personal four' });
    await decide(await asked('Personal four'), 'deny', { comment: 'never' });
    const result = await handle.result();
    expect(result).toMatchObject({ kind: 'withheld', why: 'rejected', reviews: [{ decision: 'reject', feedback: 'never' }] });
    expect(JSON.stringify(result)).not.toContain('Draft');
  }, 60_000);

  it('nor while it was only passed on to further people, who then decide', async () => {
    const handle = await run({ task: 'Personal eight' });
    const request = await asked('Personal eight');
    await decide(request, 'escalate', { comment: 'above my head' });
    const open = await view(request.id);
    expect(taskStatusOf(open)).toBe('in_review');
    expect(humanReviewsOf(open)).toMatchObject([{ decision: 'escalate_further', feedback: 'above my head' }]);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await service.decide(lead, open, 'deny');
    expect(await handle.result()).toMatchObject({ kind: 'withheld', reviews: [{ decision: 'escalate_further' }, { decision: 'reject' }] });
  }, 60_000);

  it('nor where nobody decided in time', async () => {
    const handle = await run({ task: 'Personal five', approval: { deadline: '1h' } });
    const request = await asked('Personal five');
    await skipTime(service.temporal, request.workflowId, 2 * 3_600_000);
    const result = await handle.result();
    expect(result).toMatchObject({ kind: 'withheld', why: 'expired' });
    expect(JSON.stringify(result)).not.toContain('Draft');
    expect(taskStatusOf(await view(request.id))).toBe('rejected');
  }, 60_000);

  it('nor where the policy of the task cannot be used: that fails before anybody is asked', async () => {
    const broken = { customRules: [{ name: 'x', when: 'action.amuont > 1' }] };
    const handle = await run({ task: 'Personal six', policy: broken });
    await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { type: 'RequestRefused' } } });
  }, 60_000);
});

describe('a decision, prepared', () => {
  const start = (situation: string, options: string[], approval: object = {}) =>
    service.temporal.workflow.start<typeof augmentDecision>('augmentDecision', {
      taskQueue: ownTaskQueue,
      workflowId: newId('wf'),
      args: [{ situation, options, approval: { taskQueue: service.config.taskQueue, ...approval } }],
    });

  it('is taken by a person, who sees options, risks and the recommendation', async () => {
    const handle = await start('Choose a database', ['SQLite', 'PostgreSQL']);
    const request = await asked('Choose a database');
    expect(request.action?.args).toMatchObject({ suggestedResponse: 'PostgreSQL', options: [{ name: 'SQLite' }, { name: 'PostgreSQL' }] });
    expect(request.action?.context).toMatchObject({ 'countersign.augmentation': { risks: ['a server to run'], confidence: 0.8 } });
    await decide(request, 'answer', { answer: 'SQLite' });
    const result: AugmentedDecision = await handle.result();
    expect(result).toMatchObject({
      augmentation: { recommendation: 'PostgreSQL' },
      decision: { kind: 'answered', answer: 'SQLite', by: 'ada' },
    });
  }, 60_000);

  it('gives long options a number, and answers their text', async () => {
    const long = ['A', 'B'].map((letter) => `${letter} ${'very '.repeat(20)}long`);
    const handle = await start('Choose one of two', long);
    const request = await asked('Choose one of two');
    await decide(request, 'answer', { answer: 'option 2' });
    expect((await handle.result()).decision).toMatchObject({ answer: long[1] });
  }, 60_000);

  it('is not taken where nobody answers: the recommendation is never taken for an answer', async () => {
    const handle = await start('Choose a database later', ['SQLite'], { deadline: '1h' });
    await skipTime(service.temporal, (await asked('database later')).workflowId, 2 * 3_600_000);
    expect((await handle.result()).decision).toMatchObject({ kind: 'unanswered', status: 'expired' });
  }, 60_000);
});

describe('a task with feedback', () => {
  const start = (task: string, more: object = {}) =>
    service.temporal.workflow.start<typeof processWithFeedback>('processWithFeedback', {
      taskQueue: ownTaskQueue,
      workflowId: newId('wf'),
      args: [{ task, policy, approval: { taskQueue: service.config.taskQueue, deadline: '1h' }, ...more }],
    });

  it('asks whether it helped, and keeps the words', async () => {
    const handle = await start('Sum up more', { category: 'summaries' });
    await decide(await asked('Did this help?'), 'answer', { answer: 'not helpful: too long' });
    const { record, loop }: FeedbackResult = await handle.result();
    expect(record).toMatchObject({ originalOutput: 'Draft: Sum up more', wasHelpful: false, feedback: 'too long', category: 'summaries' });
    expect(loop.records).toEqual([record]);
  }, 60_000);

  it('takes feedback that is there already, after what was said before', async () => {
    const before = {
      taskId: 't',
      originalOutput: 'o',
      feedback: 'f',
      wasHelpful: false,
      category: 'c',
      timestamp: '2026-11-24T12:00:00.000Z',
    };
    const loop = { records: [before], suggestions: ['shorter'] };
    const { loop: after } = await (await start('Sum up again', { loop, feedback: { text: 'good', wasHelpful: true } })).result();
    expect(after).toMatchObject({ records: [before, { feedback: 'good', wasHelpful: true }], suggestions: ['shorter'] });
  }, 60_000);

  it('takes a rejection for feedback, and does not ask again', async () => {
    const handle = await start('Personal seven', { maxAttempts: 1 });
    await decide(await asked('Personal seven'), 'reject', { comment: 'wrong tone' });
    expect(await handle.result()).toMatchObject({
      result: { kind: 'withheld' },
      record: { wasHelpful: false, feedback: 'wrong tone', originalOutput: '' },
    });
  }, 60_000);

  it('takes silence for nothing', async () => {
    const handle = await start('Sum up quietly');
    await skipTime(service.temporal, (await asked('Sum up quietly')).workflowId, 2 * 3_600_000);
    expect(await handle.result()).toMatchObject({ result: { kind: 'delivered' }, record: null, loop: { records: [] } });
  }, 60_000);
});

describe('a registered agent with a second opinion, under the same policy as documents', () => {
  const submit = async (agent: string, task: string) =>
    (await service.call('POST', '/v1/requests', service.adminKey, { agent, input: { task } })).body as { id: string };
  const settled = async (id: string) => {
    await until(async () => (await view(id)).status !== 'proposing', 20_000);
    return view(id);
  };

  it('passes where both are sure', async () => {
    const { id } = await submit('doubted', 'Sum up natively');
    await until(async () => (await view(id)).status === 'executed', 20_000);
    const request = await view(id);
    expect(request).toMatchObject({ resolution: { by: 'policy' }, execution: { detail: { content: 'Draft: Sum up natively' } } });
    expect(request.action?.context).toMatchObject({ 'countersign.secondOpinion': { claimed: 0.9 } });
  }, 60_000);

  it.each([
    ['low_confidence', 'Something doubtful'],
    ['sensitive_content', 'Personal things'],
    ['ambiguous_input', 'Do either now'],
  ] as const)(
    'asks people with the reason %s',
    async (reason, task) => {
      const request = await settled((await submit('doubted', task)).id);
      expect(request.status).toBe('pending');
      expect(escalationReasonsOf(request)[0]).toBe(reason);
      if (reason === 'low_confidence') {
        expect(request.action?.confidence).toBe(0.2);
        expect(request.action?.context['countersign.secondOpinion']).toEqual({
          score: 0.2,
          reasoning: 'No source is named.',
          claimed: 0.9,
        });
      }
    },
    60_000,
  );

  it('revises in place on a rejection', async () => {
    const request = await settled((await submit('doubted', 'Personal letter')).id);
    await decide(request, 'reject', { comment: 'shorter' });
    await until(async () => (await view(request.id)).revision === 2, 20_000);
    expect((await view(request.id)).action?.args).toEqual({ content: 'Draft: Personal letter (shorter)' });
  }, 60_000);
});

describe('boundaries', () => {
  it('nothing of zod, and no policy engine, goes into the sandbox', () => {
    expect(own.code).toContain('executeWithOversight');
    for (const name of ['node_modules/zod', 'cel-js', 'kysely', 'node_modules/ai/']) expect(own.code).not.toContain(name);
  });

  it('reviews of requests that no workflow opened are not read by workflows', async () => {
    const { body } = await service.call('POST', '/v1/requests', service.adminKey, {
      action: { type: 'agent.output', args: { content: 'x' } },
      requireReview: true,
    });
    const { readReview } = createReviewActivities({ moves: { db: service.db } as MoveDeps });
    await expect(readReview(body.id as string)).rejects.toMatchObject({ type: 'RequestMissing' });
    await expect(readReview('req_unknown')).rejects.toMatchObject({ type: 'RequestMissing' });
  });
});
