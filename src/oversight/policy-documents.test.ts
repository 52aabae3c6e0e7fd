import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ruleChecker } from '../activities/oversight-rules.js';
import { policySchema, type StoredPolicy } from '../contracts/policy.js';
import { compileCondition } from '../policies/cel.js';
import { planReview } from '../policies/plan-review.js';
import { policyDigest } from '../policies/policy-digest.js';
import { assess, policyReasons } from './escalate.js';
import { agentOutputSchema, escalationPolicySchema, type AgentOutput, type EscalationPolicyInput } from './models.js';
import { outputAction, withAssessment } from './output-action.js';
import { reasonsOfPlan } from './plan-reasons.js';
import { toPolicyDocuments } from './policy-documents.js';

const options = { name: 'oversight', reviewers: ['group:reviewers'] };

function stored(given: EscalationPolicyInput): StoredPolicy[] {
  return toPolicyDocuments(escalationPolicySchema.parse(given), options).map((document) => ({
    name: document.name,
    version: 1,
    digest: policyDigest(document),
    document: policySchema.parse(document),
  }));
}

function plan(given: EscalationPolicyInput, action: ReturnType<typeof outputAction>) {
  const planned = planReview({
    policies: stored(given),
    namedPolicy: null,
    action: {
      type: action.type,
      version: '1',
      args: action.args,
      title: action.title ?? action.type,
      rationale: action.rationale ?? null,
      confidence: action.confidence ?? null,
      risk: action.risk ?? null,
      context: action.context ?? {},
    },
    definition: { registered: true, riskFloor: 'low' },
    requester: { id: 'wf', kind: 'workflow', groups: [] },
    nowMs: 0,
    facts: {},
    claimedDeadlineMs: null,
    defaultReviewers: [],
    callerRequiresReview: false,
  });
  if (planned.kind === 'refused') throw new Error(planned.message);
  return planned.plan;
}

const phrase = fc.constantFrom(
  'delete',
  'PERSONAL',
  'personal data',
  'ﬁnance',
  'deploy',
  'é',
  'ß',
  'İ',
  '"quoted"',
  "it's",
  '\\d+',
  'a\nb',
  '💥',
);
const word = fc.oneof(
  phrase,
  fc.constantFrom('Deleted', 'de\u200blete', 'PERSONAL\tDATA', 'finance', 'STRASSE', 'fine', '.'),
  fc.string({ maxLength: 6 }),
);
const contentOf = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
const taskType = fc.constantFrom(null, 'financial', 'legal', 'legal.contract');
const phrases = fc.uniqueArray(phrase, { maxLength: 4 });
const policyOf = fc.record({
  confidenceThreshold: fc.oneof(fc.constantFrom(0, 0.7, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  sensitiveKeywords: phrases,
  highRiskActions: phrases,
  alwaysReviewTypes: fc.uniqueArray(fc.constantFrom('financial', 'legal'), { maxLength: 2 }),
  customRules: fc.uniqueArray(
    fc.constantFrom(
      { name: 'long', when: 'size(action.args.content) > 20' },
      { name: 'odd', when: 'action.args.nothing == 1' },
      { name: 'no-reason', when: 'action.rationale == null' },
    ),
    { maxLength: 2, selector: ({ name }) => name },
  ),
});

describe('an escalation policy as policy documents', () => {
  it('sends to people exactly what the policy itself does, and for the same reason', () => {
    fc.assert(
      fc.property(
        policyOf,
        contentOf,
        fc.oneof(fc.constantFrom(0, 0.69999, 0.7, 1), fc.double({ min: 0, max: 1, noNaN: true })),
        taskType,
        fc.string({ maxLength: 10 }),
        (given, content, confidence, type, reasoning) => {
          const output: AgentOutput = agentOutputSchema.parse({ content, confidence, reasoning });
          const action = outputAction('a task', type, output);
          const [direct] = policyReasons(escalationPolicySchema.parse(given), output, type, ruleChecker(action, 0));
          const planned = plan(given, action);
          expect(planned.route).toBe(direct === undefined ? 'auto' : 'review');
          expect(reasonsOfPlan(planned)[0]).toBe(direct);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('sends an output without a confidence to people', () => {
    const { confidence: _none, ...action } = outputAction('t', null, { content: 'x', confidence: 1, reasoning: '', metadata: {} });
    expect(reasonsOfPlan(plan({ confidenceThreshold: 0 }, action))).toEqual(['low_confidence']);
  });

  it('sends an output whose agent found its task unclear to people, whatever its confidence', () => {
    const output = agentOutputSchema.parse({ content: 'x', confidence: 1, metadata: { ambiguousInput: 'which one?' } });
    const asked = { policy: null, taskType: null, requireReview: false };
    const action = withAssessment(
      outputAction('t', null, output),
      assess({ kind: 'output', output }, asked, () => false),
    );
    expect(reasonsOfPlan(plan({}, action))[0]).toBe('ambiguous_input');
    expect(plan({}, { ...action, context: { 'countersign.escalation': 'nonsense' } }).route).toBe('review');
  });

  it('treats what speaks of a high-risk action as high risk: silence never approves it', () => {
    const output = agentOutputSchema.parse({ content: 'deploy it', confidence: 1 });
    expect(plan({ highRiskActions: ['deploy'] }, outputAction('t', null, output)).risk).toBe('high');
  });

  it('says nothing about other actions', () => {
    const types = toPolicyDocuments(escalationPolicySchema.parse({ sensitiveKeywords: ['x'] }), options).map(({ match }) => match?.types);
    for (const each of types) expect(each).toEqual(['agent.output', 'agent.output.*']);
  });

  it('splits long lists of phrases into conditions that the engine takes', () => {
    const long = Array.from({ length: 200 }, (_, index) => `${'phrase '.repeat(20)}${index}`);
    const documents = toPolicyDocuments(escalationPolicySchema.parse({ sensitiveKeywords: long }), options);
    expect(new Set(documents.map(({ name }) => name)).size).toBe(documents.length);
    for (const { match } of documents) {
      if (match?.when !== undefined) expect(compileCondition(match.when)).toMatchObject({ ok: true });
    }
    const listed = documents.flatMap(({ match }) => long.filter((each) => match?.when?.includes(JSON.stringify(each))));
    expect(listed).toHaveLength(200);
  });
});
