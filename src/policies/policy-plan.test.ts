import { describe, expect, it } from '@jest/globals';
import { planInput, planned, storedPolicy } from '../../test/support/planning.js';
import type { Plan } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import { planReview, type PlanInput } from './plan-review.js';
import { policySetDigest } from './policy-digest.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const plan = (document: Partial<Policy>, more: Partial<Omit<PlanInput, 'policies' | 'action'>> = {}): Plan =>
  planned(planInput({ policies: [storedPolicy({ name: 'p', reviewers: ['group:a'], ...document })], ...more }));

describe('the plan of a policy', () => {
  it('has defaults for everything that the policy leaves out', () => {
    expect(plan({})).toMatchObject({
      rulesVersion: 3,
      stages: [
        {
          name: 'review',
          rule: { kind: 'entries', need: 'any', entries: ['group:a'], count: 1 },
          deny: 1,
          vetoes: [],
          counts: null,
          ladder: [],
        },
      ],
      deadlineMs: DAY,
      onTimeout: 'reject',
      lastResort: [],
      fallback: [],
      clock: { per: 'revision', pausedWhile: [], maxPauseMs: DAY, pauseBudgetMs: DAY, openHours: null },
      extend: { maxMs: 0, times: 0 },
      snoozeMaxMs: DAY,
      claimForMs: 15 * MINUTE,
      usableForMs: DAY,
      materialPaths: null,
      vetoWindowMs: 0,
      frozen: [],
      overridePeople: 1,
      requireComment: ['override'],
    });
  });

  it('has the limits of the policy', () => {
    expect(
      plan({
        fallback: ['group:duty'],
        extend: { upTo: '2h', times: 3 },
        snooze: { upTo: '1h' },
        claimFor: '5m',
        vetoWindow: '10m',
        override: { people: 2 },
        keepVotes: { unless: ['/amount', '/lines/*/price', '/amount'] },
        clock: { per: 'request', pausedWhile: ['question', 'revising'], maxPause: '3h' },
        require: { comment: ['extend', 'reassign'] },
      }),
    ).toMatchObject({
      fallback: ['group:duty'],
      extend: { maxMs: 2 * HOUR, times: 3 },
      snoozeMaxMs: HOUR,
      claimForMs: 5 * MINUTE,
      vetoWindowMs: 10 * MINUTE,
      overridePeople: 2,
      materialPaths: ['/amount', '/lines/*/price'],
      clock: { per: 'request', pausedWhile: ['question', 'revising'], maxPauseMs: 3 * HOUR, pauseBudgetMs: 3 * HOUR },
      requireComment: ['override', 'extend', 'reassign'],
    });
  });

  it('pauses in all for one longest pause, edits ten times, and names nobody for what it asks people about', () => {
    expect(plan({})).toMatchObject({ maxEdits: 10, settlers: [] });
    expect(plan({ maxEdits: 0 }).maxEdits).toBe(0);
    const pausing = (more: object) => plan({ clock: { pausedWhile: ['question'], ...more } }).clock;
    expect(pausing({ maxPause: '2h' })).toMatchObject({ maxPauseMs: 2 * HOUR, pauseBudgetMs: 2 * HOUR });
    expect(pausing({ maxPause: '2h', pauseBudget: '8h' })).toMatchObject({ maxPauseMs: 2 * HOUR, pauseBudgetMs: 8 * HOUR });
    expect(pausing({ pauseBudget: '8h' })).toMatchObject({ maxPauseMs: DAY, pauseBudgetMs: 8 * HOUR });
  });

  it('names the default reviewers for an unknown outcome of what it asks nobody about', () => {
    expect(plan({ route: 'auto' }, { defaultReviewers: ['group:ops'] })).toMatchObject({ stages: [], settlers: ['group:ops'] });
  });

  it('extends once where the policy does not say how often', () => {
    expect(plan({ extend: { upTo: '2h' } }).extend).toEqual({ maxMs: 2 * HOUR, times: 1 });
  });

  it.each([['*'], ['']])('takes %j for every argument', (pointer) => {
    expect(plan({ keepVotes: { unless: [pointer] } }).materialPaths).toEqual(['']);
  });

  it('snoozes nobody longer than the caller waits', () => {
    expect(plan({}, { claimedDeadlineMs: HOUR }).snoozeMaxMs).toBe(HOUR);
  });

  it('asks nobody where the action passes, and keeps its hours for reviewers that the caller names', () => {
    const hours = { zone: 'UTC', from: '09:00', to: '17:00' };
    const passes = plan({ route: 'auto', fallback: ['group:duty'], clock: { hours } });
    expect(passes).toMatchObject({ route: 'auto', stages: [] });
    const asked = plan({ route: 'auto', fallback: ['group:duty'], clock: { hours } }, { callerReviewers: ['person:ada'] });
    expect(asked).toMatchObject({ route: 'review', stages: [{ name: 'caller' }], fallback: ['group:duty'] });
    expect(asked.clock.openHours?.[0]).toEqual([Date.parse('2026-03-02T09:30Z'), Date.parse('2026-03-02T17:00Z')]);
  });
});

describe('rules', () => {
  it('nest, each with its own count', () => {
    const [stage] = plan({
      reviewers: undefined,
      allOf: [
        { reviewers: ['group:legal'] },
        { anyOf: [{ reviewers: ['person:cfo'] }, { reviewers: ['group:x', 'group:y', 'group:z'], need: 'majority' }] },
      ],
    }).stages;
    expect(stage?.rule).toEqual({
      kind: 'allOf',
      of: [
        { kind: 'entries', need: 'any', entries: ['group:legal'], count: 1 },
        {
          kind: 'anyOf',
          of: [
            { kind: 'entries', need: 'any', entries: ['person:cfo'], count: 1 },
            { kind: 'entries', need: 'majority', entries: ['group:x', 'group:y', 'group:z'], count: 2 },
          ],
        },
      ],
    });
  });

  it('of one per group need each of them', () => {
    expect(plan({ reviewers: ['group:x', 'group:y'], need: 'onePerGroup' }).stages[0]?.rule).toMatchObject({
      need: 'onePerGroup',
      count: 2,
    });
  });

  it('that nobody checked at load are refused when they ask for the impossible', () => {
    const refused = (document: Partial<Policy>) => planReview(planInput({ policies: [storedPolicy({ name: 'p', ...document })] }));
    expect(refused({ anyOf: [{ reviewers: ['group:a'] }, { reviewers: ['group:b'], need: { atLeast: 2 } }] })).toMatchObject({
      kind: 'refused',
      code: 'unsatisfiable_reviewers',
    });
    const either = { anyOf: [{ reviewers: ['group:a'] }, { reviewers: ['group:b'] }] };
    expect(refused({ allOf: Array.from({ length: 7 }, () => either) })).toMatchObject({
      code: 'unsatisfiable_reviewers',
      message: 'Stage review can be satisfied in 128 ways; more than 64 are too many.',
    });
  });
});

describe('votes', () => {
  it('of all stages are counted by the policy’s condition, unless a stage has its own', () => {
    const { stages } = plan({
      reviewers: undefined,
      votesCount: 'reviewer.attributes.certified',
      stages: [{ reviewers: ['group:a'] }, { reviewers: ['group:b'], votesCount: 'true', veto: ['group:b'], deny: 2 }],
    });
    expect(stages.map(({ counts, vetoes, deny }) => [counts, vetoes, deny])).toEqual([
      ['reviewer.attributes.certified', [], 1],
      ['true', ['group:b'], 2],
    ]);
  });
});

describe('the ladder', () => {
  it('merges the short forms with the steps, by time', () => {
    const [stage] = plan({
      remindAfter: '10m',
      escalate: { after: '30m', to: ['group:leads'] },
      ladder: [
        { after: '20m', remind: true, repeat: { every: '5m', times: 2 } },
        { after: '40m', page: ['person:duty'] },
        { after: '50m', replace: ['group:board'] },
        { after: '4h', end: 'reject' },
      ],
    }).stages;
    expect(stage?.ladder).toEqual([
      { afterMs: 10 * MINUTE, do: 'remind', to: [], repeat: null },
      { afterMs: 20 * MINUTE, do: 'remind', to: [], repeat: { everyMs: 5 * MINUTE, times: 2 } },
      { afterMs: 30 * MINUTE, do: 'add', to: ['group:leads'], repeat: null },
      { afterMs: 40 * MINUTE, do: 'page', to: ['person:duty'], repeat: null },
      { afterMs: 50 * MINUTE, do: 'replace', to: ['group:board'], repeat: null },
    ]);
  });

  it('ends the request where it says so', () => {
    expect(plan({ onTimeout: undefined, ladder: [{ after: '4h', end: 'approve' }] })).toMatchObject({
      deadlineMs: 4 * HOUR,
      onTimeout: 'approve',
    });
  });

  it('is each stage’s, unless the stage has its own', () => {
    const { stages } = plan({
      reviewers: undefined,
      remindAfter: '10m',
      stages: [{ reviewers: ['group:a'] }, { reviewers: ['group:b'], ladder: [{ after: '5m', add: ['group:c'] }] }],
    });
    expect(stages.map((stage) => stage.ladder.map((step) => step.do))).toEqual([['remind'], ['add']]);
  });
});

describe('working hours', () => {
  const hours: NonNullable<Policy['clock']>['hours'] = {
    zone: 'Europe/Berlin',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:00',
  };
  const length = ({ clock }: Plan): number => (clock.openHours ?? []).reduce((sum, [from, until]) => sum + until - from, 0);

  it('run from now on and hold the deadline', () => {
    const made = plan({ clock: { hours }, deadline: '12h' });
    // Monday, 10:30 in Berlin.
    expect(made.clock.openHours?.slice(0, 2)).toEqual([
      [Date.parse('2026-03-02T09:30Z'), Date.parse('2026-03-02T16:00Z')],
      [Date.parse('2026-03-03T08:00Z'), Date.parse('2026-03-03T16:00Z')],
    ]);
    expect(length(made)).toBeGreaterThanOrEqual(12 * HOUR);
  });

  it('hold what escalation, extensions and pauses may add', () => {
    const more = { onTimeout: 'escalate', extend: { upTo: '5h' }, clock: { hours, pausedWhile: ['question'], maxPause: '4h' } } as const;
    expect(
      length(plan({ deadline: '12h', ...more, clock: { ...more.clock, pausedWhile: [...more.clock.pausedWhile] } })),
    ).toBeGreaterThanOrEqual((2 * 12 + 5 + 4) * HOUR);
    const often = plan({ deadline: '12h', clock: { hours, pausedWhile: ['question'], maxPause: '4h', pauseBudget: '20h' } });
    expect(length(often)).toBeGreaterThanOrEqual((12 + 20) * HOUR);
  });
});

describe('freezes', () => {
  it('are those of the time in which an effect could start', () => {
    const made = plan({ freeze: [{ zone: 'UTC', days: ['sat', 'sun'] }], deadline: '4h', usableFor: '1d' });
    const [first] = made.frozen;
    expect(first).toEqual([Date.parse('2026-03-07'), Date.parse('2026-03-09')]);
    // Four hours, a day, and a month of margin: four weekends.
    expect(made.frozen).toHaveLength(4);
  });

  it('hold for what passes without people too, and matter to nothing that is refused', () => {
    const freeze: Policy['freeze'] = [{ zone: 'UTC', days: ['sat', 'sun'] }];
    expect(plan({ route: 'auto', freeze }).frozen).toHaveLength(5);
    expect(plan({ route: 'deny', freeze }).frozen).toEqual([]);
  });

  it('last as long as they last', () => {
    const made = plan({ freeze: [{ zone: 'UTC', from: '2026-03-01T00:00', to: '2026-12-01T00:00' }] });
    expect(made.frozen).toEqual([[Date.parse('2026-03-02T09:30Z'), Date.parse('2026-12-01')]]);
  });

  it('reach beyond a deadline that is long because working hours are short', () => {
    const hours = { zone: 'UTC', days: ['mon' as const], from: '09:00', to: '10:00' };
    const made = plan({ deadline: '20h', clock: { hours }, freeze: [{ zone: 'UTC', days: ['sun'] }] });
    expect(made.frozen.length).toBeGreaterThan(20);
  });
});

describe('the set of policies', () => {
  const [one, two] = [storedPolicy({ name: 'one' }), storedPolicy({ name: 'two', reviewers: ['group:b'] })];

  it('is in the plan, also of those that did not match', () => {
    expect(planned(planInput({ policies: [one, two] })).policySet).toBe(policySetDigest([one, two]));
  });

  it('is another one after any change of name, content or order', () => {
    const sets = [[one, two], [two, one], [one], [one, { ...two, digest: one.digest }], [one, { ...two, name: 'three' }], []];
    expect(new Set(sets.map(policySetDigest)).size).toBe(sets.length);
    expect(policySetDigest([one, two])).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('does not change with a version that says the same', () => {
    expect(policySetDigest([{ ...one, version: 9 } as typeof one])).toBe(policySetDigest([one]));
  });
});

describe('time of day', () => {
  const office = { zone: 'Europe/Berlin', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' } as const;
  const [during, outside] = [
    storedPolicy({ name: 'office', match: { during: { ...office, days: [...office.days] } }, route: 'auto' }),
    storedPolicy({ name: 'night', match: { outside: [{ ...office, days: [...office.days] }] }, reviewers: ['group:duty'] }),
  ];
  const at = (time: string): string => planned(planInput({ policies: [during, outside], nowMs: Date.parse(time) })).policy.name;

  it.each([
    ['2026-03-27T07:59:59.999Z', 'night'],
    ['2026-03-27T08:00Z', 'office'],
    ['2026-03-27T15:59:59.999Z', 'office'],
    ['2026-03-27T16:00Z', 'night'],
    ['2026-03-28T10:00Z', 'night'],
    // The clocks went forward: nine o'clock is an hour earlier now.
    ['2026-03-30T06:59Z', 'night'],
    ['2026-03-30T07:00Z', 'office'],
    ['2026-03-30T15:00Z', 'night'],
    // And back again.
    ['2026-10-23T07:00Z', 'office'],
    ['2026-10-26T07:00Z', 'night'],
    ['2026-10-26T08:00Z', 'office'],
  ])('at %s is for %s', (time, expected) => {
    expect(at(time)).toBe(expected);
  });

  it('holds beside the condition and the types, and both must fit where both are given', () => {
    const policy = storedPolicy({
      name: 'p',
      match: { during: { zone: 'UTC', days: ['mon'] }, outside: { zone: 'UTC', from: '09:00', to: '10:00' }, when: 'false' },
    });
    expect(planned(planInput({ policies: [policy] })).policy.name).toBe('default');
    const both = storedPolicy({
      name: 'p',
      match: { during: { zone: 'UTC', days: ['mon'] }, outside: { zone: 'UTC', from: '09:00', to: '10:00' } },
    });
    const named = (time: string): string => planned(planInput({ policies: [both], nowMs: Date.parse(time) })).policy.name;
    expect([named('2026-03-02T08:59Z'), named('2026-03-02T09:00Z'), named('2026-03-03T08:59Z')]).toEqual(['p', 'default', 'default']);
  });

  it('means review where the zone is not known to this machine', () => {
    const policy = storedPolicy({ name: 'p', match: { during: { zone: 'Mars/Olympus', days: ['mon'] } }, route: 'auto' });
    const made = planned(planInput({ policies: [policy] }));
    expect(made.route).toBe('review');
    expect(made.reasons[0]?.code).toBe('condition_error');
    expect(made.reasons[0]?.text).toContain('its time zone is not known here');
  });
});

describe('what sends to people', () => {
  const chapter = storedPolicy({
    name: 'oversight',
    confidence: { below: 0.7 },
    sensitive: ['password'],
    highRisk: ['*.delete'],
    alwaysReview: ['users.*'],
    reviewWhen: ['action.args.count > 10', 'has(action.context.flagged)'],
  });
  const codes = (more: Partial<PlanInput['action']>): string[] => {
    const made = planned(planInput({ policies: [chapter], action: { args: { count: 1 }, ...more } }));
    return made.reasons.map((reason) => reason.code).filter((code) => code !== 'policy_matched');
  };

  it('is told in the order of the pattern chapter', () => {
    expect(codes({ type: 'users.delete', confidence: 0.1, title: 'Password', args: { count: 11 }, context: { flagged: true } })).toEqual([
      'confidence_below_threshold',
      'sensitive_words',
      'risk_requires_review',
      'always_review',
      'rule_requires_review',
      'rule_requires_review',
    ]);
  });

  it.each<[string, Partial<PlanInput['action']>, string]>([
    ['nothing', {}, 'confidence_sufficient'],
    ['no confidence', { confidence: null }, 'confidence_missing'],
    ['a sensitive word', { args: { count: 1, text: 'the PASSWORD' } }, 'sensitive_words'],
    ['a type of high risk', { type: 'files.delete' }, 'risk_requires_review'],
    ['a type that always goes to people', { type: 'users.list' }, 'always_review'],
    ['a rule', { args: { count: 10.5 } }, 'rule_requires_review'],
    ['a rule that cannot be evaluated', { args: { count: 'many' } }, 'condition_error'],
  ])('%s alone is enough', (_what, action, code) => {
    expect(codes(action)).toEqual([code]);
  });

  it('raises the risk to high, and leaves critical alone', () => {
    const risk = (more: Partial<Policy>, type: string): string =>
      planned(planInput({ policies: [storedPolicy({ name: 'p', highRisk: ['*.delete'], ...more })], action: { type } })).risk;
    expect([
      risk({}, 'files.delete'),
      risk({}, 'files.list'),
      risk({ risk: 'critical' }, 'files.delete'),
      risk({ risk: 'medium' }, 'files.delete'),
    ]).toEqual(['high', 'low', 'critical', 'high']);
  });

  it('names the rule on one line', () => {
    const policy = storedPolicy({ name: 'p', route: 'auto', reviewWhen: ['action.args.count > 10 ||\n  false'] });
    const made = planned(planInput({ policies: [policy], action: { args: { count: 11 } } }));
    expect(made.reasons.at(-1)).toEqual({
      code: 'rule_requires_review',
      text: 'Policy p asks people where action.args.count > 10 || false.',
    });
  });
});
