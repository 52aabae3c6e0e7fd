import type { DecideBody, Receipt } from '../../src/contracts/decision.js';
import type { RequestView } from '../../src/contracts/view.js';
import type { Answer, Intake } from '../../src/intake/intake.js';

export interface FakeIntake extends Intake {
  /** Decisions in the order in which they were committed; one for each decisionId. */
  decisions: { personId: string; requestId: string; body: DecideBody }[];
  /** How often `decide` was called, repeats included. */
  decideCalls: number;
}

/**
 * A typed stand-in for the door to requests: it serves `view` and keeps decisions by their id. What is not overridden and not served
 * throws, so that a test notices a call that it did not expect.
 */
export function fakeIntake(view: () => RequestView, over: Partial<Intake> = {}): FakeIntake {
  const unexpected = (name: string) => () => Promise.reject(new Error(`unexpected call of intake.${name}`));
  const fake: FakeIntake = {
    decisions: [],
    decideCalls: 0,
    submit: unexpected('submit'),
    override: unexpected('override'),
    withdraw: unexpected('withdraw'),
    permit: unexpected('permit'),
    outcome: unexpected('outcome'),
    settle: unexpected('settle'),
    wait: unexpected('wait'),
    audit: unexpected('audit'),
    answerQuestion: unexpected('answerQuestion'),
    tryPolicies: unexpected('tryPolicies'),
    list: unexpected('list'),
    counts: unexpected('counts'),
    view: () => Promise.resolve({ kind: 'ok', value: view() }),
    decide: (personId, requestId, body) => {
      fake.decideCalls += 1;
      if (!fake.decisions.some((each) => each.body.decisionId === body.decisionId)) fake.decisions.push({ personId, requestId, body });
      return Promise.resolve(receipt(body.decisionId, null));
    },
    receipt: (_requestId, decisionId) => Promise.resolve(receipt(decisionId, true)),
    ...over,
  };
  return fake;
}

export function receipt(decisionId: string | undefined, counted: boolean | null, reason: Receipt['reason'] = null): Answer<Receipt> {
  return { kind: 'ok', value: { decisionId: decisionId ?? '', counted, reason, status: 'pending' } };
}
