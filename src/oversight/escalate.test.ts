import { describe, expect, it } from '@jest/globals';
import { ambiguityOf, assess, isUnclearTask, policyReasons, shouldEscalate, type HoldsRule } from './escalate.js';
import { agentOutputSchema, escalationPolicySchema, type EscalationPolicyInput } from './models.js';
import { ESCALATION_REASONS } from './vocabulary.js';

const never: HoldsRule = () => false;
const output = (content: string, confidence = 0.9, metadata = {}) => agentOutputSchema.parse({ content, confidence, metadata });
const policy = (given: EscalationPolicyInput = {}) => escalationPolicySchema.parse(given);
const reason = (given: EscalationPolicyInput, content: string, confidence = 0.9, taskType: string | null = null, holds = never) =>
  shouldEscalate(policy(given), output(content, confidence), taskType, holds).reason;

describe('a policy escalates', () => {
  it.each([
    [0.6999, 'low_confidence'],
    [0.7, null],
    [0.7001, null],
  ])('strictly below the threshold: %d is %p', (confidence, expected) => {
    expect(reason({}, 'Response', confidence)).toBe(expected);
  });

  it('sensitive keywords, in any case and inside words', () => {
    const given = { confidenceThreshold: 0.5, sensitiveKeywords: ['PASSWORD', 'secret'] };
    expect(reason(given, 'Your passwords are ready')).toBe('sensitive_content');
    expect(reason(given, 'Your keys are ready')).toBeNull();
  });

  it('high-risk actions', () => {
    expect(reason({ highRiskActions: ['delete', 'execute'] }, 'Ready to delete the records')).toBe('high_risk_action');
  });

  it('task types that are always reviewed, by their whole name', () => {
    const given = { alwaysReviewTypes: ['financial', 'legal'] };
    expect(reason(given, 'Response', 0.9, 'financial')).toBe('policy_required');
    expect(reason(given, 'Response', 0.9, 'financials')).toBeNull();
    expect(reason(given, 'Response')).toBeNull();
  });

  it('what a rule of its own holds for, and what such a rule cannot tell', () => {
    const given = { customRules: [{ name: 'long', when: 'size(action.args.content) > 100' }] };
    expect(reason(given, 'x', 0.9, null, () => true)).toBe('policy_required');
    expect(reason(given, 'x', 0.9, null, never)).toBeNull();
    expect(
      reason(given, 'x', 0.9, null, () => {
        throw new Error('no such key');
      }),
    ).toBe('policy_required');
  });

  it('names the first of several in the order confidence, sensitive words, high risk, type, own rules', () => {
    const given = policy({
      sensitiveKeywords: ['financial'],
      highRiskActions: ['deploy'],
      alwaysReviewTypes: ['ops'],
      customRules: [{ name: 'all', when: 'true' }],
    });
    const all = policyReasons(given, output('deploy the financial report', 0.1), 'ops', () => true);
    expect(all).toEqual(['low_confidence', 'sensitive_content', 'high_risk_action', 'policy_required']);
    expect(shouldEscalate(given, output('deploy the report'), 'ops', () => true).reason).toBe('high_risk_action');
  });
});

describe('every one of the seven reasons is given', () => {
  const asked = {
    policy: policy({ sensitiveKeywords: ['secret'], highRiskActions: ['deploy'], alwaysReviewTypes: ['legal'] }),
    taskType: null,
    requireReview: false,
  };
  const given = {
    error_occurred: assess({ kind: 'failed', error: 'timed out' }, asked, never),
    ambiguous_input: assess({ kind: 'output', output: output('x', 0.9, { ambiguousInput: 'which account?' }) }, asked, never),
    low_confidence: assess({ kind: 'output', output: output('x', 0.1) }, asked, never),
    sensitive_content: assess({ kind: 'output', output: output('a secret') }, asked, never),
    high_risk_action: assess({ kind: 'output', output: output('deploy it') }, asked, never),
    policy_required: assess({ kind: 'output', output: output('x') }, { ...asked, taskType: 'legal' }, never),
    user_requested: assess({ kind: 'output', output: output('x') }, { ...asked, requireReview: true }, never),
  };

  it.each(ESCALATION_REASONS)('%s', (each) => {
    expect(given[each]).toMatchObject({ reason: each, reasons: [each] });
  });

  it('and none where nothing is wrong', () => {
    expect(assess({ kind: 'output', output: output('fine') }, asked, never)).toEqual({ reason: null, reasons: [], note: null });
  });

  it('with what is unclear, or what failed', () => {
    expect(given.error_occurred.note).toBe('timed out');
    expect(given.ambiguous_input.note).toBe('which account?');
  });

  it('a task that says nothing is ambiguous before anybody works on it', () => {
    expect(assess({ kind: 'unclear', note: 'nothing to do' }, asked, never).reason).toBe('ambiguous_input');
    expect(['', ' \n', '???', '…'].map(isUnclearTask)).toEqual([true, true, true, true]);
    expect(['Summarise', '総括', '7'].map(isUnclearTask)).toEqual([false, false, false]);
  });

  it('an agent that says nothing of an ambiguity found none', () => {
    expect(
      [undefined, false, null, ''].map((ambiguousInput) => ambiguityOf(ambiguousInput === undefined ? {} : { ambiguousInput })),
    ).toEqual([null, null, null, null]);
    expect(ambiguityOf({ ambiguousInput: true })).not.toBeNull();
  });
});
