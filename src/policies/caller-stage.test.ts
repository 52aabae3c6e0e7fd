import { describe, expect, it } from '@jest/globals';
import { planInput, planned, storedPolicy } from '../../test/support/planning.js';
import { planReview } from './plan-review.js';

const MINUTE = 60_000;
const large = storedPolicy({ name: 'large', reviewers: ['group:finance'], deadline: '4h' });

describe('reviewers that the caller names', () => {
  it('are the example of the seed in one call', () => {
    const plan = planned(
      planInput({
        policies: [storedPolicy({ name: 'auto', route: 'auto' })],
        callerReviewers: ['group:security-team', 'person:devops-lead'],
        callerNeed: 'majority',
        callerEscalate: { afterMs: 30 * MINUTE },
      }),
    );
    expect(plan.route).toBe('review');
    expect(plan.stages).toEqual([
      {
        name: 'caller',
        rule: { kind: 'entries', need: 'majority', entries: ['group:security-team', 'person:devops-lead'], count: 2 },
        deny: 1,
        vetoes: [],
        counts: null,
        ladder: [{ afterMs: 30 * MINUTE, do: 'add', to: ['group:reviewers'], repeat: null }],
      },
    ]);
    expect(plan.reasons.at(-1)).toEqual({
      code: 'caller_reviewers',
      text: 'The caller also asks group:security-team, person:devops-lead (2 of 2), and after 30m group:reviewers.',
    });
  });

  it('are asked after those of the policy, whose stage stays as it is', () => {
    const without = planned(planInput({ policies: [large] }));
    const plan = planned(
      planInput({
        policies: [large],
        callerReviewers: ['person:ada'],
        callerEscalate: { afterMs: MINUTE, to: ['group:friends', 'group:friends'] },
      }),
    );
    expect(plan.stages[0]).toEqual(without.stages[0]);
    expect(plan.stages.slice(1)).toMatchObject([{ name: 'caller', ladder: [{ do: 'add', to: ['group:friends'] }] }]);
  });

  it('escalate to nobody where nobody is named and there are no default reviewers', () => {
    const plan = planned(
      planInput({ policies: [large], defaultReviewers: [], callerReviewers: ['person:ada'], callerEscalate: { afterMs: MINUTE } }),
    );
    expect(plan.stages.at(-1)?.ladder).toEqual([]);
  });

  it('are refused when more of them are needed than are named', () => {
    expect(planReview(planInput({ policies: [large], callerReviewers: ['person:ada'], callerNeed: { atLeast: 2 } }))).toMatchObject({
      kind: 'refused',
      code: 'unsatisfiable_reviewers',
      message: 'Stage caller needs 2 of only 1 reviewers.',
    });
  });

  it('change nothing where none are named, or the policy refuses', () => {
    const refusing = storedPolicy({ name: 'never', route: 'deny' });
    expect(planned(planInput({ policies: [large], callerReviewers: [], callerNeed: 'all' }))).toEqual(
      planned(planInput({ policies: [large] })),
    );
    expect(planned(planInput({ policies: [refusing], callerReviewers: ['person:ada'] })).stages).toEqual([]);
  });
});
