import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../contracts/json.js';
import { createCelEnvironment } from './cel-environment.js';
import { isQuick } from './cel-inspect.js';
import { compileCondition, type ConditionResult, type ConditionScope } from './cel.js';

function scope(args: JsonObject, rest: Partial<ConditionScope> = {}): ConditionScope {
  return {
    action: { type: 'payments.refund', version: '1', args, title: 'Refund', rationale: null, confidence: null, risk: 'low', context: {} },
    requester: { id: 'ada', kind: 'agent', groups: ['ops'], attributes: { region: 'eu' } },
    nowMs: Date.parse('2026-03-02T09:30:00Z'),
    facts: { freeze: false },
    ...rest,
  };
}

function evaluate(source: string, given: ConditionScope = scope({})): ConditionResult {
  const compiled = compileCondition(source);
  if (!compiled.ok) throw new Error(`${source}: ${compiled.problem.message}`);
  return compiled.condition(given);
}

function problem(source: string): { code: string; message: string; start: number; end: number } {
  const compiled = compileCondition(source);
  if (compiled.ok) throw new Error(`${source} compiles`);
  return compiled.problem;
}

describe('numbers', () => {
  it.each([
    [10_000, false],
    [10_000.0, false],
    [10_000.01, true],
    [9_999.99, false],
    [10_001, true],
    [-20_000, false],
    [1e21, true],
    [Number.MAX_SAFE_INTEGER, true],
  ])('amount %d above 10000 is %s', (amount, expected) => {
    expect(evaluate('action.args.amount > 10000', scope({ amount }))).toEqual({ value: expected });
  });

  it('compares a JSON number with an int literal exactly as JavaScript compares the numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (amount) => {
        expect(evaluate('action.args.amount > 10000', scope({ amount }))).toEqual({ value: amount > 10_000 });
      }),
    );
  });

  it.each([
    ['action.args.n == 3', true],
    ['action.args.n == 3.0', true],
    ['action.args.n in [1, 2, 3]', true],
    ['action.args.n * 2 > 5', true],
    ['2 * action.args.n == 6', true],
    ['action.args.n * 2 == 6', true],
    ['2 + action.args.n == 5', true],
    ['(1 + action.args.n) * 2 == 8', true],
    ['1 + 2 == action.args.n', true],
    ['2 * 1.5 == action.args.n', true],
    ['2 * 1.5 == 3', true],
    ['3 != 2 * 1.5', false],
    ['3 == double(action.args.n)', true],
    ['action.args.n != 3', false],
    ['3 != action.args.n', false],
    ['[1, 2] == action.args.list', true],
    ['action.args.list == [1.0, 2.0]', true],
    ['action.args.n == "3"', false],
    ['action.args.list.map(x, x * 2) == [2, 4]', true],
    ['action.args.n == action.args.list[0] + action.args.list[1]', true],
    ['action.args.n + 1 == 4', true],
    ['action.args.n - 0.5 == 2.5', true],
    ['action.args.n / 2 == 1.5', true],
    ['action.args.n % 2 == 1', true],
    ['action.args.n * 1.1 < 3', false],
    ['int(action.args.n) == 3', true],
    ['size(action.args.list) == 2', true],
    ['action.args.list.exists(x, x > 1)', true],
    ['action.args.list[0] == 1', true],
  ])('%s is %s', (source, expected) => {
    expect(evaluate(source, scope({ n: 3, list: [1, 2] }))).toEqual({ value: expected });
  });
});

describe('a condition that cannot be evaluated', () => {
  it.each([
    ['action.args.amount > 10000', { amount: '20000' }, 'no such overload: string > int'],
    ['action.args.amount > 10000', { amount: null }, 'no such overload: null > int'],
    ['action.args.amount > 10000', { amount: { value: 20_000, currency: 'EUR' } }, 'no such overload'],
    ['action.args.amount > 10000', {}, 'No such key: amount'],
    ['action.args.flag', { flag: 'yes' }, 'neither true nor false'],
    ['action.args.name.matches("x")', { name: 5 }, "no matching overload for 'double.matches(string)'"],
    ['"a".matches(action.args.pattern)', { pattern: '(' }, 'error parsing regexp'],
    ['now.getHours(action.args.zone) > 3', { zone: 'Mars/Olympus' }, 'time zone'],
  ])('%s on %j is an error, not an answer', (source, args, message) => {
    const result = evaluate(source, scope(args as JsonObject));
    if (!('error' in result)) throw new Error(`it answered ${result.value}`);
    expect(result.error).toContain(message);
  });

  it('names no more than 300 characters of what went wrong', () => {
    const result = evaluate('"a".matches(action.args.pattern)', scope({ pattern: `(${'x'.repeat(10_000)}` }));
    expect('error' in result && result.error.length).toBeLessThanOrEqual(300);
  });

  it('can be avoided with has()', () => {
    expect(evaluate('has(action.args.amount) && action.args.amount > 10000', scope({}))).toEqual({ value: false });
  });
});

describe('hostile arguments', () => {
  const hostile = JSON.parse(
    '{"__proto__": {"amount": 1}, "constructor": "x", "hasOwnProperty": 1, "amount": 20000, "inner": {"constructor": 1, "toString": 2}}',
  ) as JsonObject;

  it.each([
    ['action.args.amount > 10000', true],
    ['action.args.constructor == "x"', true],
    ['has(action.args.prototype)', false],
    ['has(action.args.toString)', false],
    ['action.args.inner.toString == 2', true],
    ['"__proto__" in action.args', true],
    ['size(action.args.inner) == 2', true],
  ])('cannot confuse %s', (source, expected) => {
    expect(evaluate(source, scope(hostile))).toEqual({ value: expected });
  });
});

describe('what a condition sees', () => {
  it.each([
    ['action.type == "payments.refund" && action.version == "1" && action.title == "Refund"', true],
    ['action.rationale == null && action.confidence == null', true],
    ['action.risk in ["high", "critical"]', false],
    ['"ops" in requester.groups && requester.kind == "agent"', true],
    ['requester.attributes.region == "eu"', true],
    ['facts.freeze', false],
    ['now == timestamp("2026-03-02T09:30:00Z")', true],
    ['now.getHours() == 9 && now.getDayOfWeek() == 1', true],
    ['now.getHours("America/New_York") == 4', true],
    ['now < timestamp("2027-01-01T00:00:00Z")', true],
  ])('%s is %s', (source, expected) => {
    expect(evaluate(source)).toEqual({ value: expected });
  });
});

describe('checked at load', () => {
  it.each([
    ['action.amount > 3', 'condition_type', 'No such key: amount', 7],
    ['requester.group == "x"', 'condition_type', 'No such key: group', 10],
    ['request.id == "x"', 'condition_type', 'Unknown variable: request', 0],
    ['action.args.amount >', 'condition_syntax', 'the expression ends too early', 20],
    ['action.args.amount = 3', 'condition_syntax', 'Unexpected character: =', 19],
    ['action.title', 'condition_type', 'must be true or false, this is string', 0],
    ['size(action.args)', 'condition_type', 'must be true or false, this is int', 0],
    ['action.title > 3', 'condition_type', 'no such overload: string > int', 0],
    ['action == null', 'condition_type', 'no such overload: action == null', 0],
    ['facts.x && action.title.matches("a(?=b)")', 'condition_regex', 'RE2 syntax', 32],
    ['nosuch(action.title)', 'condition_type', 'nosuch', 0],
  ])('refuses %s', (source, code, message, start) => {
    const found = problem(source);
    expect(found).toMatchObject({ code, start });
    expect(found.message).toContain(message);
  });

  it.each([
    ['too many terms', Array(200).fill('facts.a').join(' || '), 'condition_limit'],
    ['too deep', `${'('.repeat(70)}true${')'.repeat(70)}`, 'condition_limit'],
    ['loops three deep', 'facts.l.all(a, facts.l.all(b, facts.l.all(c, c > b)))', 'condition_limit'],
    ['a list doubled nine times', `[1]${'.map(x, x)'.repeat(9)}.size() > 3`, 'condition_limit'],
  ])('refuses %s', (_what, source, code) => {
    expect(problem(source).code).toBe(code);
  });

  it('compiles each text once', () => {
    expect(compileCondition('facts.once')).toBe(compileCondition('facts.once'));
  });
});

describe('a slow condition', () => {
  const BOUND_MS = 1500;

  function timed(source: string, given: ConditionScope): { result: ConditionResult; ms: number } {
    const started = performance.now();
    const result = evaluate(source, given);
    return { result, ms: performance.now() - started };
  }

  it('runs the classic backtracking attack in linear time', () => {
    const { result, ms } = timed('action.args.text.matches("^(a+)+$")', scope({ text: `${'a'.repeat(50_000)}!` }));
    expect(result).toEqual({ value: false });
    expect(ms).toBeLessThan(BOUND_MS);
  });

  it('bounds a pattern that the agent chose', () => {
    const { ms } = timed('"x".matches(action.args.pattern)', scope({ pattern: `${'(x*)*'.repeat(500)}y` }));
    expect(ms).toBeLessThan(BOUND_MS);
  });

  it('stops nested loops over a long list and says so', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => index);
    const { result, ms } = timed('action.args.list.all(a, action.args.list.all(b, a + b >= 0))', scope({ list }));
    expect(result).toEqual({ error: 'stopped after 250 ms' });
    expect(ms).toBeLessThan(BOUND_MS);
  });

  it('answers rightly again after it was stopped', () => {
    expect(evaluate('action.args.list.all(a, action.args.list.all(b, a + b >= 0))', scope({ list: [1, 2] }))).toEqual({ value: true });
  });
});

describe('what needs no watchdog', () => {
  const quick = (source: string): boolean => isQuick(createCelEnvironment().parse(source).ast);

  it.each([
    'action.args.amount > 10000 || action.args.amount < 0',
    'has(action.args.cost) && action.args.cost * 1.2 > 500',
    'action.risk in ["high", "critical"] ? facts.freeze : !facts.freeze',
    'now.getHours("Europe/Berlin") >= 18 && size(action.args) == 2',
    'action.args.lines[0].price == {"a": 1}',
  ])('is %s', (source) => {
    expect(quick(source)).toBe(true);
  });

  it.each([
    'action.title.matches("a+")',
    'action.args.list.exists(x, x > 1)',
    'action.title.contains(action.args.text)',
    'cel.bind(x, action.args.list, size(x) > 1)',
    'has(action.args.a) && action.args.list.all(x, x > 1)',
    '[action.title.split(",")] == []',
  ])('is not %s', (source) => {
    expect(quick(source)).toBe(false);
  });

  it('answers fast on the largest arguments that a door takes', () => {
    const list = Array.from({ length: 60_000 }, (_, index) => index);
    const started = performance.now();
    const source = Array.from(
      { length: 30 },
      (_, index) => `action.args.list == action.args.list && ${-1 - index} in action.args.list`,
    ).join(' || ');
    expect(quick(source)).toBe(true);
    expect(evaluate(source, scope({ list }))).toEqual({ value: false });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
