import { describe, expect, it } from '@jest/globals';
import { agentOutputSchema, decisionAugmentationSchema, secondOpinionSchema } from '../oversight/models.js';
import { offlineProvider } from './oversight-offline.js';

const { signal } = new AbortController();
const provider = offlineProvider({
  outputs: [
    { about: 'exercise', answer: { content: 'It helps the heart.', confidence: 0.92 } },
    { about: 'poem', answer: { content: 'Roses are red.', revised: 'Violets are blue.' } },
  ],
  opinions: [{ about: 'bridge', answer: { score: 0.1, reasoning: 'No load was computed.' } }],
  augmentations: [{ about: 'database', answer: { recommendation: 'PostgreSQL', confidence: 0.8 } }],
});
const judged = (content: string, rationale?: string) =>
  provider.evaluate(
    { task: null, action: { type: 'agent.output', args: { content }, ...(rationale === undefined ? {} : { rationale }) } },
    signal,
  );

describe('the offline provider', () => {
  it('answers the same call in the same way, in shapes that fit', async () => {
    const call = { task: 'Benefits of exercise', taskType: null, previous: null };
    expect(await provider.perform(call, signal)).toEqual(await provider.perform(call, signal));
    expect(agentOutputSchema.parse(await provider.perform(call, signal))).toMatchObject({
      content: 'It helps the heart.',
      confidence: 0.92,
    });
    expect(secondOpinionSchema.safeParse(await judged('x')).success).toBe(true);
    const situation = { situation: 'Which database?', options: ['SQLite', 'PostgreSQL'] };
    expect(decisionAugmentationSchema.parse(await provider.augment(situation, signal))).toMatchObject({
      options: ['SQLite', 'PostgreSQL'],
      recommendation: 'PostgreSQL',
    });
  });

  it('is sure only of what was prepared', async () => {
    const { confidence } = await provider.perform({ task: 'Prove a theorem', taskType: null, previous: null }, signal);
    expect(confidence).toBeLessThan(0.7);
    expect((await provider.augment({ situation: 'Go?', options: [] }, signal)).options.length).toBeGreaterThan(0);
  });

  it('follows feedback on an earlier attempt', async () => {
    const feedback = [{ revision: 1, by: { id: 'ada', name: 'Ada' }, comment: 'name a source', at: '2026-11-24T12:00:00.000Z' }];
    const again = await provider.perform({ task: 'Benefits of exercise', taskType: null, previous: { content: 'x', feedback } }, signal);
    expect(again.content).toContain('name a source');
    const poem = await provider.perform({ task: 'A poem', taskType: null, previous: { content: 'x', feedback } }, signal);
    expect(poem.content).toBe('Violets are blue.');
  });

  it('trusts a text less that takes itself back, that cannot be undone, or that gives no reasons', async () => {
    const { score } = await judged('The invoice is paid.', 'The bank confirmed it.');
    expect((await judged('The invoice is probably paid, I think.', 'The bank confirmed it.')).score).toBeLessThan(score);
    expect((await judged('Delete the invoice.', 'The bank confirmed it.')).score).toBeLessThan(score);
    expect((await judged('The invoice is paid.')).score).toBeLessThan(score);
    expect((await judged('Build the bridge.')).score).toBe(0.1);
  });
});
