import { describe, expect, it } from '@jest/globals';
import { STATUSES } from '../contracts/status.js';
import { escalationRequestSchema, humanReviewSchema, workflowStatsSchema } from './models.js';
import { workflowStats } from './stats.js';
import { escalationReasonsOf, escalationRequestOf, humanReviewsOf, taskStatusOf, type OversightView, type SaidView } from './views.js';

const digest = `sha256:${'0'.repeat(64)}`;
const at = '2026-11-24T12:00:00.000Z';

function decision(verb: SaidView['verb'], more: Partial<SaidView> = {}): SaidView {
  return {
    verb,
    by: { id: 'ada', name: 'Ada' },
    revision: 1,
    counted: true,
    comment: null,
    args: null,
    answer: null,
    at,
    ...more,
  };
}

const action: NonNullable<OversightView['action']> = {
  type: 'agent.output',
  version: '1',
  args: { content: 'the text' },
  title: 'Deliver: a task',
  rationale: 'because',
  confidence: 0.5,
  risk: 'low',
  context: { 'countersign.task': 'a task', ticket: 7 },
};
// Only what is read of a plan matters here.
const plan = (codes: readonly string[], route = 'review') =>
  ({
    route,
    reasons: codes.map((code) => ({ code, text: '' })),
    policy: { name: 'p', version: 1, digest },
  }) as unknown as OversightView['plan'];

function view(more: Partial<OversightView> = {}): OversightView {
  return {
    id: 'req_1',
    status: 'pending',
    revision: 1,
    action,
    revisions: [{ revision: 1, author: { kind: 'caller', id: 'wf' } }],
    plan: plan(['confidence_below_threshold']),
    decisions: [],
    resolution: null,
    createdAt: at,
    ...more,
  };
}

const edited: Partial<OversightView> = {
  revision: 2,
  revisions: [{ revision: 2, author: { kind: 'person', id: 'ada' } }],
};
const resolved = (outcome: 'approved' | 'rejected' | 'expired' | 'answered', by: 'people' | 'policy' | 'fallback' | 'override') => ({
  resolution: { outcome, by, people: [], reason: '', revision: 1, digest, at, answer: null },
});

describe('the status of a task', () => {
  it.each(STATUSES.map((status) => [status, taskStatusOf(view({ status }))] as const))('%s is %s', (status, task) => {
    const expected: Record<(typeof STATUSES)[number], string> = {
      proposing: 'pending',
      pending: 'pending',
      revising: 'in_review',
      approved: 'approved',
      executing: 'approved',
      executed: 'completed',
      failed: 'approved',
      unknown: 'approved',
      rejected: 'rejected',
      expired: 'rejected',
      cancelled: 'rejected',
      answered: 'completed',
    };
    expect(task).toBe(expected[status]);
  });

  it('is in review once somebody did something about the present revision', () => {
    expect(taskStatusOf(view({ decisions: [decision('claim')] }))).toBe('in_review');
    expect(taskStatusOf(view({ decisions: [decision('claim')], ...edited }))).toBe('pending');
    expect(taskStatusOf(view({ decisions: [decision('approve', { counted: false })] }))).toBe('pending');
  });

  it('is modified while a person’s own text is approved and not yet delivered', () => {
    expect(taskStatusOf(view({ status: 'approved', ...edited }))).toBe('modified');
    expect(taskStatusOf(view({ status: 'executed', ...edited }))).toBe('completed');
  });
});

describe('reviews', () => {
  it('are what people said and counted, with the content that an edit brought', () => {
    const reviews = humanReviewsOf(
      view({
        decisions: [
          decision('ask'),
          decision('approve', { counted: false }),
          decision('reject', { comment: 'shorter' }),
          decision('edit', { args: { content: 'short' } }),
          decision('edit', { args: { other: 1 } }),
          decision('answer', { answer: 'my own words' }),
          decision('escalate'),
        ],
      }),
    );
    expect(reviews.map(({ decision: said, feedback, modifiedContent }) => [said, feedback, modifiedContent])).toEqual([
      ['reject', 'shorter', null],
      ['modify', '', 'short'],
      ['modify', '', null],
      ['modify', '', 'my own words'],
      ['escalate_further', '', null],
    ]);
    for (const review of reviews)
      expect(humanReviewSchema.parse(review)).toMatchObject({ taskId: 'req_1', reviewerId: 'ada', timestamp: at });
  });
});

describe('an escalation', () => {
  it('holds the task, the output, why, and what else the agent gave', () => {
    expect(escalationRequestSchema.parse(escalationRequestOf(view()))).toEqual({
      taskId: 'req_1',
      taskDescription: 'a task',
      agentOutput: { content: 'the text', confidence: 0.5, reasoning: 'because', metadata: {} },
      escalationReason: 'low_confidence',
      reasons: ['low_confidence'],
      context: '{"ticket":7}',
      timestamp: at,
    });
  });

  it('is none where nobody is asked, and where no content is at stake', () => {
    expect(escalationRequestOf(view({ plan: plan(['confidence_sufficient'], 'auto') }))).toBeNull();
    expect(escalationRequestOf(view({ action: { ...action, args: { amount: 7 } } }))).toBeNull();
    expect(escalationRequestOf(view({ action: null }))).toBeNull();
  });

  it('names what the caller found in place of its wish, and what the server’s policies found besides', () => {
    const marked = { ...action, context: { 'countersign.escalation': { reason: 'sensitive_content', reasons: ['sensitive_content'] } } };
    const codes = ['caller_requires_review', 'risk_requires_review'];
    expect(escalationReasonsOf({ plan: plan(codes), action: marked })).toEqual(['sensitive_content', 'high_risk_action']);
    expect(escalationReasonsOf({ plan: plan(codes), action })).toEqual(['high_risk_action', 'user_requested']);
    const nonsense = { ...action, context: { 'countersign.escalation': { reasons: ['because'] } } };
    expect(escalationReasonsOf({ plan: plan(codes), action: nonsense })).toEqual(['high_risk_action', 'user_requested']);
  });

  it('cannot be made up by an agent that nobody has to look at', () => {
    const marked = { ...action, context: { 'countersign.escalation': { reasons: ['error_occurred'] } } };
    expect(escalationReasonsOf({ plan: plan(['policy_auto'], 'auto'), action: marked })).toEqual([]);
  });
});

describe('figures', () => {
  it('count each task once, by what became of it', () => {
    const auto = view({
      plan: plan(['confidence_sufficient'], 'auto'),
      ...resolved('approved', 'policy'),
      action: { ...action, confidence: 0.9 },
    });
    const stats = workflowStats([
      auto,
      auto,
      view({ ...resolved('approved', 'people') }),
      view({ ...resolved('approved', 'override') }),
      view({ ...resolved('approved', 'people'), ...edited }),
      view({ ...resolved('answered', 'people'), plan: plan(['question']), action: { ...action, confidence: null } }),
      view({ ...resolved('rejected', 'people') }),
      view({ ...resolved('expired', 'fallback') }),
      view({ plan: plan(['policy_denied'], 'deny'), ...resolved('rejected', 'policy') }),
      view(),
    ]);
    expect(workflowStatsSchema.parse(stats)).toEqual({
      totalTasks: 10,
      autoApproved: 2,
      escalated: 7,
      humanApproved: 2,
      humanRejected: 1,
      humanModified: 2,
      avgConfidence: (2 * 0.9 + 7 * 0.5) / 9,
    });
  });

  it('have no average without a confidence', () => {
    expect(workflowStats([]).avgConfidence).toBeNull();
  });
});
