import { describe, expect, it } from '@jest/globals';
import type { Action } from '../contracts/action.js';
import type { JsonObject } from '../contracts/json.js';
import { createQualifier, qualifies, votesCountProblem } from './votes-count.js';

const action: Action = {
  type: 'payments.refund',
  version: '1',
  args: { amount: 12_000, region: 'eu' },
  title: 'Refund',
  rationale: null,
  confidence: null,
  risk: 'high',
  context: {},
};
const ada = (attributes: JsonObject = { grade: 3, regions: ['eu', 'us'], certified: true }) => ({
  id: 'ada',
  groups: ['finance', 'all'],
  attributes,
});

describe('qualifies', () => {
  it.each([
    ['reviewer.attributes.grade >= 3', true],
    ['reviewer.attributes.grade > 3', false],
    ['reviewer.attributes.certified', true],
    ['"finance" in reviewer.groups', true],
    ['reviewer.id == "ada" && action.risk == "high"', true],
    ['action.args.region in reviewer.attributes.regions', true],
    ['action.args.amount < reviewer.attributes.grade * 5000', true],
    ['action.type.matches("^payments\\\\.")', true],
  ])('%s is %s', (expression, expected) => {
    expect(qualifies(expression, ada(), action)).toBe(expected);
  });

  it.each([
    ['a missing attribute', 'reviewer.attributes.grade >= 3'],
    ['a denial of a missing attribute', '!reviewer.attributes.suspended'],
    ['what is neither true nor false', 'reviewer.attributes.name'],
    ['what does not compile', 'reviewer.grade >'],
    ['an unknown variable', 'requester.id == "x"'],
  ])('does not count %s', (_what, expression) => {
    expect(qualifies(expression, ada({ name: 'Ada' }), action)).toBe(false);
  });

  it('is stopped, and does not count, where it takes too long', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => index);
    const expression = 'reviewer.attributes.list.all(a, reviewer.attributes.list.all(b, a + b >= 0))';
    const started = performance.now();
    expect(qualifies(expression, ada({ list }), action)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(qualifies(expression, ada({ list: [1, 2] }), action)).toBe(true);
  });

  it('is not misled by hostile attributes', () => {
    const hostile = JSON.parse('{"__proto__": {"certified": true}, "constructor": true}') as JsonObject;
    expect(qualifies('reviewer.attributes.certified', ada(hostile), action)).toBe(false);
    expect(qualifies('has(reviewer.attributes.toString)', ada(hostile), action)).toBe(false);
  });
});

describe('a look at many people', () => {
  it('judges each by the same action, which is read once', () => {
    const judge = createQualifier(action);
    expect(judge('reviewer.attributes.grade >= 3 && action.args.amount > 10000', ada())).toBe(true);
    expect(judge('reviewer.attributes.grade >= 3 && action.args.amount > 10000', ada({ grade: 1 }))).toBe(false);
  });

  it('takes a second for all of them and no more: who comes later does not count, nor is looked at', () => {
    let now = 0;
    const judge = createQualifier(action, () => (now += 100));
    const judged = Array.from({ length: 12 }, () => judge('reviewer.id == "ada"', ada()));
    expect(judged).toEqual([...Array.from({ length: 10 }, () => true), false, false]);
    expect(now).toBe(2000);
  });

  it('ends in time for slow conditions over what an agent chose, however many people there are', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => index);
    const judge = createQualifier({ ...action, args: { list } });
    const started = performance.now();
    for (let people = 0; people < 200; people += 1) judge('action.args.list.all(a, action.args.list.all(b, a + b >= 0))', ada());
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('votesCountProblem', () => {
  it.each([
    ['reviewer.attribute.x', 'No such key: attribute', 9],
    ['now > timestamp("2026-01-01T00:00:00Z")', 'Unknown variable: now', 0],
    ['reviewer.groups', 'must be true or false', 0],
  ])('names what is wrong with %s', (expression, message, start) => {
    const problem = votesCountProblem(expression);
    expect(problem?.start).toBe(start);
    expect(problem?.message).toContain(message);
  });

  it('is null where it compiles', () => {
    expect(votesCountProblem('reviewer.id != action.args.owner')).toBeNull();
  });
});
