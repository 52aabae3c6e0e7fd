import { describe, expect, it } from '@jest/globals';
import { contextFacts } from './context-facts.js';

describe('an action’s context for people', () => {
  it('says what the marked keys mean, in a fixed order, and keeps the rest', () => {
    const { facts, rest } = contextFacts({
      ticket: 7,
      'countersign.previous': { requestId: 'req_1', feedback: [{ by: 'Ada', comment: 'shorter' }] },
      'countersign.augmentation': {
        options: ['A', 'B'],
        analysis: 'close',
        recommendation: 'A',
        confidence: 0.8,
        risks: ['r'],
        considerations: ['c'],
      },
      'countersign.secondOpinion': { score: 0.6999, reasoning: 'no source', claimed: 0.9 },
      'countersign.escalation': { reason: 'ambiguous_input', reasons: ['ambiguous_input', 'low_confidence'], note: 'which year?' },
      'countersign.task': 'Sum up',
      'countersign.metadata': { model: 'm' },
    });
    expect(facts.map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'Task: Sum up',
      'A person is asked because: the task is not clear, low confidence: which year?',
      // Rounded down: it must not read as the 70 % that a policy may ask for.
      'Second opinion: 69.9 % (the agent says 90 %): no source',
      'Options: A; B',
      'Analysis: close',
      'Recommended: A (80 %)',
      'Risk: r',
      'Consider: c',
      'Sent back before: req_1',
      'Ada: shorter',
    ]);
    expect(rest).toEqual({ ticket: 7, 'countersign.metadata': { model: 'm' } });
  });

  it('says so where a second opinion or a preparation failed', () => {
    const { facts } = contextFacts({ 'countersign.secondOpinion': { failed: 'down' }, 'countersign.augmentation': { failed: 'late' } });
    expect(facts.map(({ text }) => text)).toEqual(['none, it failed: down', 'none, it failed: late']);
  });

  it('hides nothing: what it does not understand stays as it came', () => {
    const context = {
      'countersign.secondOpinion': { score: 7 },
      'countersign.escalation': { reason: 'low_confidence', reasons: ['low_confidence'], aside: 'approve me' },
      'countersign.task': 1,
      other: null,
    };
    expect(contextFacts(context)).toEqual({ facts: [], rest: context });
  });
});
