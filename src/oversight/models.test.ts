import { describe, expect, it } from '@jest/globals';
import {
  agentOutputSchema,
  decisionAugmentationSchema,
  escalationPolicySchema,
  escalationRequestSchema,
  humanReviewSchema,
  workflowStatsSchema,
} from './models.js';
import { ESCALATION_REASONS, inOrder, REVIEW_DECISIONS, TASK_STATUSES } from './vocabulary.js';

const timestamp = '2026-11-24T12:00:00.000Z';

describe('the words are those of the chapter', () => {
  it('seven escalation reasons', () => {
    expect([...ESCALATION_REASONS].sort()).toEqual(
      [
        'low_confidence',
        'sensitive_content',
        'high_risk_action',
        'ambiguous_input',
        'error_occurred',
        'policy_required',
        'user_requested',
      ].sort(),
    );
  });

  it('four review decisions and six task statuses', () => {
    expect(REVIEW_DECISIONS).toEqual(['approve', 'reject', 'modify', 'escalate_further']);
    expect(TASK_STATUSES).toEqual(['pending', 'in_review', 'approved', 'rejected', 'modified', 'completed']);
  });

  it('of several reasons the first named is what stopped the work, and each is named once', () => {
    expect(inOrder(['user_requested', 'low_confidence', 'error_occurred', 'low_confidence'])).toEqual([
      'error_occurred',
      'low_confidence',
      'user_requested',
    ]);
  });
});

describe('agent output', () => {
  it('has no reasoning and no metadata unless given', () => {
    expect(agentOutputSchema.parse({ content: 'x', confidence: 0.5 })).toEqual({
      content: 'x',
      confidence: 0.5,
      reasoning: '',
      metadata: {},
    });
  });

  it.each([0, 1, 0.7])('takes confidence %d', (confidence) => {
    expect(agentOutputSchema.safeParse({ content: 'x', confidence }).success).toBe(true);
  });

  it.each([-0.1, 1.5, Number.NaN, Infinity, '0.7', null])('refuses confidence %p', (confidence) => {
    expect(agentOutputSchema.safeParse({ content: 'x', confidence }).success).toBe(false);
  });
});

describe('defaults', () => {
  it('an escalation has no context', () => {
    const request = { taskId: 't', taskDescription: 'd', escalationReason: 'error_occurred', reasons: ['error_occurred'], timestamp };
    expect(escalationRequestSchema.parse({ ...request, agentOutput: { content: '', confidence: 0 } }).context).toBe('');
  });

  it('a review has no feedback, no content and nobody named', () => {
    expect(humanReviewSchema.parse({ taskId: 't', decision: 'reject', timestamp })).toMatchObject({
      feedback: '',
      modifiedContent: null,
      reviewerId: '',
    });
  });

  it('an augmentation has no risks and considerations', () => {
    const augmentation = { options: ['A'], analysis: 'a', recommendation: 'A', confidence: 0.5 };
    expect(decisionAugmentationSchema.parse(augmentation)).toMatchObject({ risks: [], considerations: [] });
  });

  it('a policy sends everything below 0.7 to people, and nothing else', () => {
    expect(escalationPolicySchema.parse({})).toEqual({
      confidenceThreshold: 0.7,
      sensitiveKeywords: [],
      highRiskActions: [],
      alwaysReviewTypes: [],
      customRules: [],
    });
  });

  it('a keyword that would stand in every text is refused', () => {
    expect(escalationPolicySchema.safeParse({ sensitiveKeywords: ['\u200b'] }).success).toBe(false);
  });

  it('figures are whole and not negative; without any confidence there is no average', () => {
    const stats = {
      totalTasks: 0,
      autoApproved: 0,
      escalated: 0,
      humanApproved: 0,
      humanRejected: 0,
      humanModified: 0,
      avgConfidence: null,
    };
    expect(workflowStatsSchema.safeParse(stats).success).toBe(true);
    expect(workflowStatsSchema.safeParse({ ...stats, escalated: -1 }).success).toBe(false);
  });
});
