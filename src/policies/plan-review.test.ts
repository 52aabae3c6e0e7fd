import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { QUESTION_TYPE } from '../contracts/action.js';
import type { JsonObject } from '../contracts/json.js';
import { planInput as input, planned, storedPolicy as stored } from '../../test/support/planning.js';
import type { Plan, Rule, Seats, Stage } from '../contracts/plan.js';
import type { Policy, StoredPolicy } from '../contracts/policy.js';
import { RISKS } from '../contracts/risk.js';
import { planReview, type PlanResult } from './plan-review.js';

const codes = (plan: Plan): string[] => plan.reasons.map((reason) => reason.code);
const entriesOf = (rule: Rule): string[] => (rule.kind === 'entries' ? rule.entries : rule.of.flatMap(entriesOf));
const entries = (plan: Plan): string[][] => plan.stages.map((stage) => entriesOf(stage.rule));
const seats = (stage: Stage): Seats => {
  if (stage.rule.kind !== 'entries') throw new Error('nested');
  return stage.rule;
};

const large = stored({ name: 'large', match: { types: ['payments.*'], when: 'action.args.amount > 10000' }, reviewers: ['group:finance'] });
const rest = stored({ name: 'rest', match: { types: ['payments.*'] }, route: 'auto' });
const support = stored({ name: 'support', match: { types: ['support.*'] }, confidence: { below: 0.7 }, reviewers: ['group:support'] });

describe('first match', () => {
  it('reviews with the default reviewers where no policy matches', () => {
    const plan = planned(input({ policies: [support] }));
    expect(plan).toMatchObject({
      route: 'review',
      policy: { name: 'default', version: 0 },
      onTimeout: 'reject',
      deadlineMs: 86_400_000,
      maxRevisions: 5,
    });
    expect(entries(plan)).toEqual([['group:reviewers']]);
    expect(codes(plan)).toEqual(['no_policy_matched']);
  });

  it('takes the first of two that match, and names it with version and digest', () => {
    const plan = planned(input({ policies: [large, rest], action: { args: { amount: 20_000 } } }));
    expect(plan.policy).toEqual({ name: 'large', version: 3, digest: large.digest });
    expect(entries(plan)).toEqual([['group:finance']]);
    expect(codes(plan)).toEqual(['policy_matched', 'always_review']);
  });

  it.each([
    [10_000, 'auto', 'rest'],
    [10_000.01, 'review', 'large'],
    [9_999.99, 'auto', 'rest'],
    [1_000_000, 'review', 'large'],
  ])('sends amount %d to %s by %s', (amount, route, policy) => {
    expect(planned(input({ policies: [large, rest], action: { args: { amount } } }))).toMatchObject({ route, policy: { name: policy } });
  });

  it('asks nobody on an automatic route, and carries no ladder', () => {
    const auto = stored({ name: 'auto', route: 'auto', escalate: [{ after: '1m', to: ['group:leads'] }], onTimeout: 'escalate' });
    expect(planned(input({ policies: [auto] }))).toMatchObject({ route: 'auto', stages: [], fallback: [], lastResort: [] });
  });

  it('denies where the policy says so', () => {
    const plan = planned(input({ policies: [stored({ name: 'never', route: 'deny' })] }));
    expect(plan).toMatchObject({ route: 'deny', stages: [] });
    expect(codes(plan)).toEqual(['policy_matched', 'policy_denied']);
  });
});

describe('a condition that cannot be evaluated', () => {
  it.each([['20000'], [null], [{ value: 1 }]])('means review for amount %j, and says why', (amount) => {
    const plan = planned(input({ policies: [large, rest], action: { args: { amount } } }));
    expect(plan.route).toBe('review');
    expect(entries(plan)).toEqual([['group:finance']]);
    expect(plan.reasons.find((reason) => reason.code === 'condition_error')?.text).toContain('no such overload');
  });

  it('never turns an automatic policy into a free pass', () => {
    const plan = planned(
      input({
        policies: [stored({ name: 'small', route: 'auto', match: { when: 'action.args.amount < 100' } })],
        action: { args: { amount: 'x' } },
      }),
    );
    expect(plan.route).toBe('review');
    expect(codes(plan)).toEqual(['condition_error', 'no_policy_matched']);
  });

  it('asks both those of the unsure policy and those of the policy behind it', () => {
    const interns = stored({ name: 'small', match: { when: 'action.args.amount < 100' }, reviewers: ['group:interns'] });
    const all = stored({ name: 'all', reviewers: ['group:finance'] });
    expect(entries(planned(input({ policies: [interns, all], action: { args: { amount: '1' } } })))).toEqual([
      ['group:interns'],
      ['group:finance'],
    ]);
  });

  it('reviews instead of denying on a guess, and still denies where a later policy does', () => {
    const maybe = stored({ name: 'maybe', route: 'deny', match: { when: 'action.args.amount > 5' } });
    expect(planned(input({ policies: [maybe] })).route).toBe('review');
    expect(planned(input({ policies: [maybe, stored({ name: 'never', route: 'deny' })] })).route).toBe('deny');
  });

  it('counts a stored condition that no longer compiles', () => {
    const broken: StoredPolicy = { ...rest, document: { ...rest.document, match: { when: 'action.args.amount >' } } };
    expect(codes(planned(input({ policies: [broken] })))).toContain('condition_error');
  });
});

describe('confidence', () => {
  const at = (confidence: number | null): Plan => planned(input({ policies: [support], action: { type: 'support.reply', confidence } }));

  it.each([
    [0.6999, 'review', 'confidence_below_threshold'],
    [0.7, 'auto', 'confidence_sufficient'],
    [0.7001, 'auto', 'confidence_sufficient'],
    [1, 'auto', 'confidence_sufficient'],
    [0, 'review', 'confidence_below_threshold'],
    [null, 'review', 'confidence_missing'],
  ])('%s goes to %s', (confidence, route, code) => {
    expect(at(confidence).route).toBe(route);
    expect(codes(at(confidence))).toEqual(['policy_matched', code]);
  });

  it('is compared strictly, at every threshold', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (confidence, below) => {
        const policy = stored({ name: 'p', confidence: { below } });
        expect(planned(input({ policies: [policy], action: { confidence } })).route).toBe(confidence < below ? 'review' : 'auto');
      }),
    );
  });

  it.each([
    ['low', 0.99, 'auto'],
    ['low', 0.5, 'review'],
    ['high', 0.99, 'review'],
    ['high', 0.5, 'review'],
  ] as const)('and risk are two gates: %s risk at %d goes to %s', (risk, confidence, route) => {
    expect(planned(input({ policies: [support], action: { type: 'support.reply', confidence, risk } })).route).toBe(route);
  });
});

describe('sensitive words', () => {
  const policy = stored({ name: 'support', confidence: { below: 0.7 }, sensitive: ['billing', 'refund'] });

  it('send to review at any confidence, and are named', () => {
    const plan = planned(
      input({ policies: [policy], action: { confidence: 0.99, title: 'Reply', args: { body: 'Your REFUND is on its way.' } } }),
    );
    expect(plan.route).toBe('review');
    expect(plan.reasons.at(-1)).toEqual({ code: 'sensitive_words', text: 'It speaks of "refund".' });
  });

  it('leave everything else to confidence', () => {
    expect(planned(input({ policies: [policy], action: { confidence: 0.99, title: 'Reply', args: { body: 'Hello' } } })).route).toBe(
      'auto',
    );
  });
});

describe('risk', () => {
  it('is the highest of floor, claim and policy', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RISKS), fc.option(fc.constantFrom(...RISKS)), fc.constantFrom(...RISKS), (riskFloor, claim, risk) => {
        const plan = planned(
          input({ policies: [stored({ name: 'p', risk })], action: { risk: claim }, definition: { registered: true, riskFloor } }),
        );
        expect(RISKS.indexOf(plan.risk)).toBe(Math.max(RISKS.indexOf(riskFloor), RISKS.indexOf(claim ?? 'low'), RISKS.indexOf(risk)));
      }),
    );
  });

  it.each([
    ['medium', undefined, 'auto'],
    ['high', undefined, 'review'],
    ['high', 'critical', 'auto'],
    ['critical', 'critical', 'review'],
    ['medium', 'medium', 'review'],
  ] as const)('%s with reviewFrom %s goes to %s', (risk, reviewFrom, route) => {
    expect(planned(input({ policies: [stored({ name: 'p', route: 'auto', reviewFrom })], action: { risk } })).route).toBe(route);
  });

  it('is refused from denyFrom up', () => {
    const policy = stored({ name: 'p', denyFrom: 'critical' });
    expect(codes(planned(input({ policies: [policy], action: { risk: 'critical' } })))).toEqual(['policy_matched', 'risk_denied']);
    expect(planned(input({ policies: [policy], action: { risk: 'high' } })).route).toBe('review');
  });

  it('keeps an edit from being a vote when it is high', () => {
    const at = (risk: 'medium' | 'high'): boolean => planned(input({ policies: [stored({ name: 'p' })], action: { risk } })).editorVotes;
    expect([at('medium'), at('high')]).toEqual([true, false]);
  });

  it('cannot be claimed to get past a policy for lower risk', () => {
    const policies = [
      stored({ name: 'low', match: { when: 'action.risk == "low"' }, reviewers: ['group:finance'] }),
      stored({ name: 'else', route: 'auto', reviewFrom: 'critical' }),
    ];
    const plan = planned(input({ policies, action: { risk: 'high' } }));
    expect(plan).toMatchObject({ route: 'review', policy: { name: 'else' } });
    expect(entries(plan)).toEqual([['group:finance']]);
  });

  it('is seen by conditions as the higher of floor and claim', () => {
    const policy = stored({ name: 'p', match: { when: 'action.risk == "high"' }, reviewers: ['group:leads'] });
    expect(planned(input({ policies: [policy], definition: { registered: true, riskFloor: 'high' } })).policy.name).toBe('p');
  });
});

describe('silence', () => {
  const silent = stored({ name: 'silent', onTimeout: 'approve', deadline: '4h' });

  it('approves only low and medium risk', () => {
    expect(planned(input({ policies: [silent] })).onTimeout).toBe('approve');
    const high = planned(input({ policies: [silent], definition: { registered: true, riskFloor: 'high' } }));
    expect(high.onTimeout).toBe('reject');
    expect(codes(high)).toContain('approve_on_timeout_refused');
  });

  it.each(['approve', 'escalate'] as const)('does not %s earlier because the caller claims a shorter deadline', (onTimeout) => {
    const plan = planned(input({ policies: [{ ...silent, document: { ...silent.document, onTimeout } }], claimedDeadlineMs: 1000 }));
    expect(plan).toMatchObject({ deadlineMs: 1000, onTimeout: 'reject' });
    expect(codes(plan)).toContain('deadline_shortened');
  });

  it('lasts no longer because the caller claims a longer deadline', () => {
    const plan = planned(input({ policies: [silent], claimedDeadlineMs: 99 * 3_600_000 }));
    expect(plan).toMatchObject({ deadlineMs: 4 * 3_600_000, onTimeout: 'approve' });
    expect(codes(plan)).not.toContain('deadline_shortened');
  });

  it('drops a reminder that a shortened deadline would outrun', () => {
    const policy = stored({ name: 'p', remindAfter: '10m', deadline: '4h' });
    expect(planned(input({ policies: [policy] })).stages[0]?.ladder).toEqual([{ afterMs: 600_000, do: 'remind', to: [], repeat: null }]);
    expect(planned(input({ policies: [policy], claimedDeadlineMs: 600_000 })).stages[0]?.ladder).toEqual([]);
  });

  it('escalates to the default reviewers at last, and rejects where there are none', () => {
    const policy = stored({ name: 'p', reviewers: ['group:a'], onTimeout: 'escalate' });
    expect(planned(input({ policies: [policy] }))).toMatchObject({ onTimeout: 'escalate', lastResort: ['group:reviewers'] });
    const alone = planned(input({ policies: [policy], defaultReviewers: [] }));
    expect(alone).toMatchObject({ onTimeout: 'reject', lastResort: [] });
    expect(codes(alone)).toContain('nobody_to_escalate_to');
  });

  it('ends too many revisions as rejected where the ladder is empty', () => {
    const policy = stored({ name: 'p', onMaxRevisions: 'escalate', onTimeout: 'escalate' });
    const plan = planned(input({ policies: [policy] }));
    expect(plan).toMatchObject({ onMaxRevisions: 'reject', onTimeout: 'escalate' });
    expect(codes(plan)).toContain('nobody_to_escalate_to');
  });

  it('sorts the ladder by time', () => {
    const policy = stored({
      name: 'p',
      escalate: [
        { after: '2h', to: ['group:b'] },
        { after: '30m', to: ['group:a'] },
      ],
    });
    expect(planned(input({ policies: [policy] })).stages[0]?.ladder.map((step) => step.afterMs)).toEqual([1_800_000, 7_200_000]);
  });
});

describe('stages', () => {
  it.each([
    ['any', 3, 1],
    ['all', 3, 3],
    ['majority', 1, 1],
    ['majority', 2, 2],
    ['majority', 3, 2],
    ['majority', 4, 3],
    [{ atLeast: 2 }, 3, 2],
  ] as const)('need %j of %d entries is %d', (need, size, count) => {
    const reviewers = Array.from({ length: size }, (_, index) => `person:p${index}`);
    expect(planned(input({ policies: [stored({ name: 'p', reviewers, need: need as Policy['need'] })] })).stages[0]).toMatchObject({
      rule: { kind: 'entries', count },
      deny: 1,
    });
  });

  it('keep their order and their own rules', () => {
    const policy = stored({
      name: 'p',
      stages: [{ reviewers: ['group:a'] }, { name: 'sign', reviewers: ['group:b', 'person:c'], need: 'all', deny: 2 }],
    });
    expect(planned(input({ policies: [policy] })).stages).toEqual([
      {
        name: 'stage-1',
        rule: { kind: 'entries', entries: ['group:a'], need: 'any', count: 1 },
        deny: 1,
        vetoes: [],
        counts: null,
        ladder: [],
      },
      {
        name: 'sign',
        rule: { kind: 'entries', entries: ['group:b', 'person:c'], need: 'all', count: 2 },
        deny: 2,
        vetoes: [],
        counts: null,
        ladder: [],
      },
    ]);
  });

  it('are refused when nobody is named, or more are needed than named', () => {
    expect(planReview(input({ defaultReviewers: [] }))).toMatchObject({ kind: 'refused', code: 'unsatisfiable_reviewers' });
    expect(planReview(input({ policies: [stored({ name: 'p', need: { atLeast: 2 } })] }))).toMatchObject({
      kind: 'refused',
      code: 'unsatisfiable_reviewers',
    });
  });
});

describe('rationale', () => {
  const policy = stored({ name: 'p', require: { rationale: true } });

  it.each([[null], [''], ['  \n'], ['\u200b\u200d'], ['\u2800\u3164']])(
    '%j is none, and refused where the policy asks for one',
    (rationale) => {
      expect(planReview(input({ policies: [policy], action: { rationale } }))).toEqual({
        kind: 'refused',
        code: 'rationale_required',
        message: 'Policy p asks for a rationale.',
      });
    },
  );

  it('is asked for by the named policy too, and by one whose condition fails', () => {
    const given = { action: { rationale: null } };
    expect(planReview(input({ policies: [rest, policy], namedPolicy: 'p', ...given })).kind).toBe('refused');
    expect(
      planReview(input({ policies: [{ ...policy, document: { ...policy.document, match: { when: 'facts.x' } } }, rest], ...given })).kind,
    ).toBe('refused');
  });

  it('is not asked of a question', () => {
    expect(planReview(input({ policies: [policy], action: { type: QUESTION_TYPE, rationale: null } })).kind).toBe('planned');
  });
});

describe('what the caller says', () => {
  it('refuses a policy that does not exist', () => {
    expect(planReview(input({ namedPolicy: 'nope' }))).toMatchObject({ kind: 'refused', code: 'unknown_policy' });
  });

  it('adds the stages of the named policy, whether it matches or not', () => {
    const plan = planned(
      input({ policies: [large, rest, support], namedPolicy: 'support', action: { args: { amount: 20_000 }, confidence: 0.1 } }),
    );
    expect(plan.policy.name).toBe('large');
    expect(entries(plan)).toEqual([['group:finance'], ['group:support']]);
    expect(codes(plan)).toContain('named_policy');
  });

  it('does not ask twice when the named policy is the one that matches', () => {
    const plan = planned(input({ policies: [large], namedPolicy: 'large', action: { args: { amount: 20_000 } } }));
    expect(entries(plan)).toEqual([['group:finance']]);
    expect(codes(plan)).not.toContain('named_policy');
  });

  it('cannot get out of a review by naming an automatic policy', () => {
    const plan = planned(input({ policies: [large, rest], namedPolicy: 'rest', action: { args: { amount: 20_000 } } }));
    expect(plan.route).toBe('review');
    expect(entries(plan)).toEqual([['group:finance']]);
  });

  it('cannot let further people in by naming a policy with a wide ladder', () => {
    const wide = stored({ name: 'wide', match: { types: ['x'] }, onTimeout: 'reject', escalate: [{ after: '1m', to: ['group:friends'] }] });
    const plan = planned(input({ policies: [large, wide], namedPolicy: 'wide', action: { args: { amount: 20_000 } } }));
    // The friends may only fill the stage that the wide policy adds; finance must still say yes.
    expect(plan.stages.map((stage) => [entriesOf(stage.rule), stage.ladder.flatMap((step) => step.to)])).toEqual([
      [['group:finance'], []],
      [['group:reviewers'], ['group:friends']],
    ]);
  });

  it('can ask for a review, and add reviewers as a stage of their own', () => {
    const reviewed = planned(input({ policies: [rest], callerRequiresReview: true }));
    expect(reviewed.route).toBe('review');
    expect(codes(reviewed)).toEqual(['policy_matched', 'caller_requires_review']);
    const added = planned(
      input({ policies: [large], action: { args: { amount: 20_000 } }, callerReviewers: ['person:ada', 'person:ada'] }),
    );
    expect(added.stages.map((stage) => [stage.name, entriesOf(stage.rule)])).toEqual([
      ['review', ['group:finance']],
      ['caller', ['person:ada']],
    ]);
    expect(entries(planned(input({ policies: [rest], callerReviewers: ['person:ada'] })))).toEqual([['person:ada']]);
  });

  it('cannot revive what is denied', () => {
    expect(
      planned(input({ policies: [stored({ name: 'never', route: 'deny' })], callerReviewers: ['person:ada'], callerRequiresReview: true }))
        .route,
    ).toBe('deny');
  });

  it('never loosens: with any claims, the result is at least as strict as without', () => {
    const policies = [
      large,
      rest,
      support,
      stored({ name: 'daring', match: { types: ['other.*'], when: 'action.risk == "low"' }, reviewers: ['group:ops'] }),
      stored({ name: 'wide', route: 'auto', onTimeout: 'approve', deadline: '90m', escalate: [{ after: '1m', to: ['group:x'] }] }),
    ];
    const route = (result: PlanResult): number => (result.kind === 'refused' ? 2 : ['auto', 'review', 'deny'].indexOf(result.plan.route));
    fc.assert(
      fc.property(
        fc.record({
          args: fc.constantFrom<JsonObject>({ amount: 1 }, { amount: 20_000 }, { amount: 'x' }, {}),
          type: fc.constantFrom('payments.refund', 'support.reply', 'other.thing'),
          confidence: fc.constantFrom(0.1, 0.7, 1),
        }),
        fc.option(fc.constantFrom('large', 'rest', 'support', 'wide')),
        fc.option(fc.constantFrom(...RISKS)),
        fc.option(fc.integer({ min: 1, max: 1e9 })),
        fc.boolean(),
        (action, namedPolicy, risk, claimedDeadlineMs, callerRequiresReview) => {
          const base = planReview(input({ policies, action }));
          const claimed = planReview(
            input({ policies, action: { ...action, risk }, namedPolicy, claimedDeadlineMs, callerRequiresReview }),
          );
          expect(route(claimed)).toBeGreaterThanOrEqual(route(base));
          if (base.kind === 'refused' || claimed.kind === 'refused' || base.plan.route !== 'review' || claimed.plan.route !== 'review')
            return;
          const [a, b] = [base.plan, claimed.plan];
          for (const stage of a.stages) {
            const kept = b.stages.find((other) => entriesOf(other.rule).join() === entriesOf(stage.rule).join());
            expect(kept && seats(kept).count).toBeGreaterThanOrEqual(seats(stage).count);
            expect(stage.ladder.flatMap((step) => step.to)).toEqual(expect.arrayContaining(kept?.ladder.flatMap((step) => step.to) ?? []));
          }
          expect(b.deadlineMs).toBeLessThanOrEqual(a.deadlineMs);
          const order = ['approve', 'escalate', 'reject'];
          expect(order.indexOf(b.onTimeout)).toBeGreaterThanOrEqual(order.indexOf(a.onTimeout));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a question', () => {
  const ask = (policies: StoredPolicy[]): Plan => planned(input({ policies, action: { type: QUESTION_TYPE, confidence: 1 } }));

  it('always goes to people', () => {
    expect(codes(ask([]))).toEqual(['no_policy_matched', 'question']);
    expect(codes(ask([stored({ name: 'all', route: 'auto' })]))).toEqual(['policy_matched', 'question']);
  });

  it('goes to whom a policy for questions names', () => {
    expect(entries(ask([stored({ name: 'q', match: { types: ['human.*'] }, reviewers: ['group:support'] })]))).toEqual([['group:support']]);
  });
});

describe('planReview', () => {
  it('says when no worker knows the action', () => {
    const plan = planned(input({ policies: [rest], definition: { registered: false, riskFloor: 'low' } }));
    expect(codes(plan)).toEqual(['policy_matched', 'policy_auto', 'action_not_registered']);
  });

  it('gives the same plan for the same input', () => {
    const given = input({ policies: [large, rest], action: { args: { amount: '1' } } });
    expect(planReview(given)).toEqual(planReview(given));
  });

  it('hands further facts about the requester to conditions as attributes', () => {
    const policy = stored({
      name: 'p',
      match: { when: 'requester.attributes.region == "eu" && "ops" in requester.groups && facts.freeze' },
      route: 'deny',
    });
    expect(
      planned(input({ policies: [policy], requester: { id: 'x', kind: 'agent', groups: ['ops'], region: 'eu' }, facts: { freeze: true } }))
        .route,
    ).toBe('deny');
  });
});
