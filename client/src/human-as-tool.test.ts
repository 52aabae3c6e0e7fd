import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeService } from '../../test/client/fake-service.js';
import { Countersign } from './countersign.js';
import { Cancelled, Denied, Expired } from './errors.js';

let fake: FakeService;
let client: Countersign;
beforeEach(async () => {
  fake = new FakeService();
  client = new Countersign({ url: await fake.start(), apiKey: 'csk_test' });
});
afterEach(() => fake.stop());

describe('humanAsTool', () => {
  it('asks, waits and gives the answer', async () => {
    const answer = client.humanAsTool({
      question: 'Which tone fits?',
      context: 'The customer is angry.',
      suggestedResponse: 'Apologise.',
      options: ['calm', { name: 'formal', title: 'Formal and short' }],
      reviewers: 'support',
      need: { atLeast: 2 },
      escalate: { after: '10m' },
      key: 'tone-1',
      deadline: '1h',
    });
    const { id } = await fake.untilAny('pending');
    expect(fake.submissions.get(id)).toEqual({
      action: {
        type: 'human.question',
        args: {
          question: 'Which tone fits?',
          suggestedResponse: 'Apologise.',
          options: [{ name: 'calm' }, { name: 'formal', title: 'Formal and short' }],
        },
        title: 'Which tone fits?',
        context: { context: 'The customer is angry.' },
      },
      reviewers: ['support'],
      need: { atLeast: 2 },
      escalate: { after: '10m' },
      deadline: '1h',
    });
    fake.resolve(id, 'answered', { answer: 'calm' });
    expect(await answer).toBe('calm');
  });

  it('finds its question again by the key', async () => {
    const first = client.humanAsTool({ query: 'Yes?', key: 'q-1' });
    const { id } = await fake.untilAny('pending');
    const second = client.humanAsTool({ query: 'Yes?', key: 'q-1' });
    fake.resolve(id, 'answered', { answer: 'yes' });
    expect(await Promise.all([first, second])).toEqual(['yes', 'yes']);
    expect(fake.requests.size).toBe(1);
  });

  it('puts instructions below the task', async () => {
    const answer = client.humanAsTool({ task: 'Review the draft', instructions: 'Accept, modify or reject each part.' });
    const { id } = await fake.untilAny('pending');
    expect(fake.submissions.get(id)?.action.args).toEqual({ question: 'Review the draft\n\nAccept, modify or reject each part.' });
    fake.resolve(id, 'answered', { answer: 'fine' });
    await answer;
  });

  it.each([
    ['expired', Expired],
    ['cancelled', Cancelled],
    ['rejected', Denied],
  ] as const)('throws where the question %s', async (outcome, kind) => {
    const answer = client.humanAsTool({ question: 'Anybody?' });
    fake.resolve((await fake.untilAny('pending')).id, outcome);
    await expect(answer).rejects.toBeInstanceOf(kind);
  });

  it.each([{}, { question: 'a', task: 'b' }])('wants exactly one question (%j)', async (question) => {
    await expect(client.humanAsTool(question)).rejects.toThrow(/one of/);
  });
});

describe('asToolDefinition', () => {
  it('lets the model ask, and keeps to the code whom', async () => {
    const tool = client.asToolDefinition({ reviewers: ['support'], deadline: '10m' });
    expect(tool).toMatchObject({ name: 'ask_human', parameters: { type: 'object', required: ['question'], additionalProperties: false } });
    const answer = tool.execute(
      JSON.stringify({ question: 'Really?', options: ['yes', 'no'], reviewers: ['group:friends'], deadline: '9d' }),
    );
    const { id } = await fake.untilAny('pending');
    expect(fake.submissions.get(id)).toMatchObject({
      action: { args: { question: 'Really?', options: [{ name: 'yes' }, { name: 'no' }] } },
      reviewers: ['support'],
      deadline: '10m',
    });
    fake.resolve(id, 'answered', { answer: 'no' });
    expect(await answer).toBe('no');
  });

  it.each([null, 'null', {}, { question: 1 }])('refuses what a model makes up (%j)', async (args) => {
    await expect(async () => client.asToolDefinition().execute(args)).rejects.toThrow(/ask_human/);
  });
});
