import { describe, expect, it } from '@jest/globals';
import { contextText } from './context-text.js';

describe('the context of an action', () => {
  it('reads as sentences where its keys are marked, and as JSON elsewhere', () => {
    const opinion = { score: 0.2, reasoning: 'no source', claimed: null };
    expect(contextText({ ticket: 7, 'countersign.secondOpinion': opinion })).toMatch(
      /^Second opinion: 20 %: no source\n\{ ?"ticket": ?7 ?\}$/,
    );
    expect(contextText({ 'countersign.task': 'Sum up' })).toBe('Task: Sum up');
  });
});
