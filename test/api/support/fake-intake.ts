import type { Intake } from '../../../src/intake/intake.js';

const unexpected = (name: string) => () => Promise.reject(new Error(`the test did not expect a call of intake.${name}`));

/** An intake that fails on every call but those that the test brings. */
export function fakeIntake(calls: Partial<Intake>): Intake {
  return {
    submit: unexpected('submit'),
    decide: unexpected('decide'),
    override: unexpected('override'),
    receipt: unexpected('receipt'),
    withdraw: unexpected('withdraw'),
    permit: unexpected('permit'),
    outcome: unexpected('outcome'),
    settle: unexpected('settle'),
    view: unexpected('view'),
    list: unexpected('list'),
    counts: unexpected('counts'),
    wait: unexpected('wait'),
    audit: unexpected('audit'),
    answerQuestion: unexpected('answerQuestion'),
    tryPolicies: unexpected('tryPolicies'),
    ...calls,
  };
}
