import { workflowIdOf } from '../../../src/contracts/ids.js';
import type { Action } from '../../../src/contracts/action.js';
import type { AwaitingView, RequestView } from '../../../src/contracts/view.js';
import * as sample from '../../support/sample-views.js';

export const SAMPLE_ID = 'req_01arz3ndektsv4rrffq69g5fav';
export const SAMPLE_DIGEST = `sha256:${'ab'.repeat(32)}`;

export const samplePlan = sample.samplePlan({
  reasons: [{ code: 'policy_matched', text: 'the policy large-refunds matches payments.refund' }],
  policy: { name: 'large-refunds', version: 3, digest: `sha256:${'0'.repeat(64)}` },
  risk: 'high',
  stages: [
    sample.sampleStage({
      rule: { kind: 'entries', need: 'majority', entries: ['group:finance', 'person:grace'], count: 2 },
      ladder: [
        { afterMs: 600_000, do: 'remind', to: [], repeat: null },
        { afterMs: 1_800_000, do: 'add', to: ['group:finance-leads'], repeat: null },
      ],
    }),
  ],
  clock: { per: 'revision', pausedWhile: [], maxPauseMs: 14_400_000, pauseBudgetMs: 14_400_000, openHours: null },
  extend: { maxMs: 0, times: 0 },
  claimForMs: 900_000,
  maxRevisions: 3,
  editorVotes: false,
  usableForMs: 86_400_000,
  policySet: `sha256:${'0'.repeat(64)}`,
});

export const sampleAction: Action = {
  type: 'payments.refund',
  version: '1',
  args: {
    amount: 12_500.5,
    currency: 'EUR',
    customer: { id: 'cus_8841', name: 'Example Industries GmbH', vip: true },
    invoices: ['INV-2031', 'INV-2044'],
    note: 'Double charge in October.\nConfirmed by the bank on 21 November.',
    iban: null,
  },
  title: 'Refund 12,500.50 EUR to Example Industries GmbH',
  rationale:
    'The customer was charged twice for INV-2031. The bank confirms both bookings. The contract promises a refund within five days.',
  confidence: 0.86,
  risk: 'high',
  context: { ticket: 'SUP-1182', history: { refundsThisYear: 0, customerSince: '2019-03-01' } },
};

/** Nobody has done anything but wait. */
export function sampleAwaiting(since: string, change: Partial<AwaitingView> = {}): AwaitingView {
  return sample.sampleAwaiting({
    asked: ['group:finance', 'person:grace'],
    since,
    canEscalate: true,
    reassignable: ['group:finance', 'person:grace'],
    ...change,
  });
}

/** A request as the ledger would give it, waiting for its reviewers; the test changes what it is about. */
export function sampleView(change: Partial<RequestView> = {}): RequestView {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  return sample.sampleView({
    id: SAMPLE_ID,
    workflowId: workflowIdOf(SAMPLE_ID),
    digest: SAMPLE_DIGEST,
    agent: 'refund-bot',
    requestedBy: { kind: 'agent', id: 'refund-bot' },
    requester: null,
    execute: 'caller',
    action: sampleAction,
    revisions: [
      {
        revision: 1,
        digest: SAMPLE_DIGEST,
        action: sampleAction,
        author: { kind: 'agent', id: 'refund-bot' },
        observed: null,
        at: at(-12),
      },
    ],
    plan: samplePlan,
    awaiting: sampleAwaiting(at(-12)),
    deliveries: [{ channel: 'slack', target: 'C0FINANCE', status: 'delivered', attempts: 1, error: null, at: at(-12) }],
    nextTimer: { kind: 'escalation', at: at(18) },
    deadlineAt: at(228),
    createdAt: at(-12),
    updatedAt: at(-12),
    move: 3,
    links: {
      self: `http://localhost:3400/v1/requests/${SAMPLE_ID}`,
      page: `http://localhost:3400/r/${SAMPLE_ID}`,
      temporal: 'http://localhost:8233/namespaces/default/workflows/approval',
    },
    ...change,
  });
}
