import { describe, expect, it } from '@jest/globals';
import type { Proposal } from '../contracts/agent.js';
import { withAugmentation, withSecondOpinion, type Augment, type Evaluate } from './oversight-wrap.js';
import type { OpinionCall } from './oversight-provider.js';
import { defineAgent } from './registry.js';

const signal = new AbortController().signal;
const opinion =
  (score: number): Evaluate =>
  () =>
    Promise.resolve({ score, reasoning: 'looked at it' });
const prepared = {
  options: ['Approve as it is'],
  analysis: 'a',
  recommendation: 'Approve as it is',
  confidence: 0.6,
  risks: ['r'],
  considerations: [],
};
const augment: Augment = () => Promise.resolve(prepared);

function agentThat(proposal: Proposal) {
  return defineAgent({
    name: 'a',
    propose: () => Promise.resolve(proposal),
    revise: () => Promise.resolve(proposal),
    answer: () => Promise.resolve('yes'),
  });
}
const plain = { type: 'mail.send', args: { to: 'x' }, confidence: 0.8, context: { ticket: 7 } };
const propose = (agent: ReturnType<typeof agentThat>) => agent.propose({ requestId: 'r', input: { task: 'write' } }, signal);

describe('a second opinion', () => {
  it.each([
    [0.3, 0.3],
    [0.9, 0.8],
  ])('of %d leaves the lower of both confidences: %d', async (score, confidence) => {
    expect(await propose(withSecondOpinion(agentThat(plain), opinion(score)))).toEqual({
      ...plain,
      confidence,
      context: { ticket: 7, 'countersign.secondOpinion': { score, reasoning: 'looked at it', claimed: 0.8 } },
    });
  });

  it('gives no confidence to an agent that claims none', async () => {
    const { confidence: _none, ...silent } = plain;
    expect(await propose(withSecondOpinion(agentThat(silent), opinion(1)))).not.toHaveProperty('confidence');
  });

  it('is asked for a revision as for a proposal, knows the task, and not the agent’s confidence', async () => {
    const calls: OpinionCall[] = [];
    const agent = withSecondOpinion(agentThat(plain), (call) => {
      calls.push(call);
      return opinion(0.5)(call, signal);
    });
    await propose(agent);
    await agent.revise?.({ requestId: 'r', input: { task: 'write' }, revision: 1, action: plain, feedback: [] }, signal);
    expect(calls).toEqual(Array(2).fill({ task: 'write', action: { type: 'mail.send', args: { to: 'x' } } }));
    expect(await agent.answer?.({ requestId: 'r', revision: 1, action: plain, question: '?', by: { id: 'a', name: 'A' } }, signal)).toBe(
      'yes',
    );
  });

  it.each([
    ['fails', () => Promise.reject(new Error('down'))],
    ['answers nonsense', () => Promise.resolve({ score: 7, reasoning: '' })],
  ])('that %s costs the action its confidence, so that people look', async (_what, evaluate) => {
    const proposal = await propose(withSecondOpinion(agentThat(plain), evaluate));
    expect(proposal).not.toHaveProperty('confidence');
    expect(proposal).toMatchObject({ context: { 'countersign.secondOpinion': { failed: expect.any(String) } } });
  });

  it('is not asked where the agent gives up, and does not hide that the call was aborted', async () => {
    expect(await propose(withSecondOpinion(agentThat({ giveUp: 'no' }), () => Promise.reject(new Error('asked'))))).toEqual({
      giveUp: 'no',
    });
    const aborted = AbortSignal.abort(new Error('lost'));
    const agent = withSecondOpinion(agentThat(plain), () => Promise.reject(new Error('lost')));
    await expect(agent.propose({ requestId: 'r', input: null }, aborted)).rejects.toThrow('lost');
  });

  it('cannot be forged by the agent, nor by one under another wrapper', async () => {
    const forged = agentThat({
      ...plain,
      context: { 'countersign.secondOpinion': { score: 1 }, 'countersign.augmentation': { risks: [] } },
    });
    expect(await propose(withSecondOpinion(forged, opinion(0.2)))).toMatchObject({
      confidence: 0.2,
      context: { 'countersign.secondOpinion': { score: 0.2, reasoning: 'looked at it', claimed: 0.8 } },
    });
    const other = await propose(withAugmentation(forged, augment));
    expect(other).not.toHaveProperty(['context', 'countersign.secondOpinion']);
  });
});

describe('an augmentation', () => {
  it('stands beside a second opinion, in either order, and the lowest confidence counts', async () => {
    for (const agent of [
      withAugmentation(withSecondOpinion(agentThat(plain), opinion(0.7)), augment),
      withSecondOpinion(withAugmentation(agentThat(plain), augment), opinion(0.7)),
    ]) {
      const proposal = await propose(agent);
      expect(proposal).toMatchObject({ confidence: 0.6, context: { ticket: 7, 'countersign.augmentation': prepared } });
      expect(proposal).toHaveProperty(['context', 'countersign.secondOpinion', 'score'], 0.7);
    }
  });

  it('that fails costs the action its confidence', async () => {
    const proposal = await propose(withAugmentation(agentThat(plain), () => Promise.reject(new Error('down'))));
    expect(proposal).not.toHaveProperty('confidence');
    expect(proposal).toHaveProperty(['context', 'countersign.augmentation'], { failed: 'down' });
  });
});
