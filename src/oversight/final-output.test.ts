import { describe, expect, it } from '@jest/globals';
import { finalOutput } from './final-output.js';

const output = { content: 'original', confidence: 0.9, reasoning: '', metadata: {} };

describe('what may leave', () => {
  it('the agent’s content where nobody had to look, and where it was approved', () => {
    expect(finalOutput(output, null)).toBe('original');
    expect(finalOutput(output, { decision: 'approve', modifiedContent: null })).toBe('original');
  });

  it('the reviewer’s content where they changed it', () => {
    expect(finalOutput(output, { decision: 'modify', modifiedContent: 'changed' })).toBe('changed');
  });

  it('never what was rejected or passed on, nor the agent’s text where a change came without one', () => {
    for (const decision of ['reject', 'escalate_further', 'modify'] as const) {
      expect(finalOutput(output, { decision, modifiedContent: null })).toBeNull();
    }
  });
});
