import { describe, expect, it } from '@jest/globals';
import { isTerminal, STATUSES, type Status } from '../contracts/status.js';
import { digestOf, HOUR, inStatus, member, NOW, plan, proposed, says, tick } from '../../test/support/domain.js';
import { decide } from './decide.js';
import type { Outcome } from './outcome.js';
import type { DomainEvent } from './state.js';

/** Given a request in each status, when each event comes, then: the status it moves to, `same` with a receipt's reason, or why it is ignored. */
type Row = Partial<Record<Status, string>> & { others: string };

const whileOpen = { proposing: 'proposing: not_open', revising: 'revising: not_open' };
const notOpenElse = { ...whileOpen, others: '=: already_closed' };
const missing = [{ stage: 'review', entries: ['group:r' as const], need: 1 }];

const events: Record<string, { event: (status: Status) => DomainEvent; row: Row }> = {
  'an approval': { event: () => says('approve'), row: { ...notOpenElse, pending: 'approved: counted' } },
  'a denial': {
    event: () => says('deny'),
    row: {
      ...notOpenElse,
      pending: 'rejected: counted',
      approved: 'rejected: counted',
      executing: 'executing: too_late',
      executed: 'executed: too_late',
      failed: 'failed: too_late',
      unknown: 'unknown: too_late',
    },
  },
  'an abstention': { event: () => says('abstain'), row: { ...notOpenElse, pending: 'pending: counted' } },
  'a reject with feedback': { event: () => says('reject'), row: { ...notOpenElse, pending: 'revising: counted' } },
  'an edit': { event: () => says('edit'), row: { ...notOpenElse, pending: 'revising: counted' } },
  'an escalation by a reviewer': { event: () => says('escalate'), row: { ...notOpenElse, pending: 'pending: counted' } },
  'an answer': { event: () => says('answer'), row: { ...notOpenElse, pending: 'pending: not_a_question' } },
  'a question': { event: () => says('ask'), row: { ...notOpenElse, pending: 'pending: counted' } },
  'what takes a vote back': {
    event: () => says('retract'),
    row: { ...notOpenElse, pending: 'pending: nothing_to_retract', approved: 'pending: counted' },
  },
  'a hand-over': { event: () => says('delegate', { to: 'person:bob' }), row: { ...notOpenElse, pending: 'pending: counted' } },
  'a reassignment': {
    event: () => says('reassign', { from: 'group:r', to: 'group:s', facts: { assign: true } }),
    row: { ...notOpenElse, pending: 'pending: counted' },
  },
  'a claim by a person': { event: () => says('claim'), row: { ...notOpenElse, pending: 'pending: counted' } },
  'a release': { event: () => says('release'), row: { ...notOpenElse, pending: 'pending: nothing_to_release' } },
  'a snooze': { event: () => says('snooze', { forMs: HOUR }), row: { ...notOpenElse, pending: 'pending: counted' } },
  'an extension': { event: () => says('extend', { forMs: HOUR }), row: { ...notOpenElse, pending: 'pending: counted' } },
  'a settlement by a person': { event: () => says('settle'), row: { unknown: 'executed: counted', others: '=: not_unknown' } },
  'a vote on an older revision': {
    event: () => says('approve', { revision: 0, digest: digestOf(0) }),
    row: { ...notOpenElse, pending: 'pending: stale_revision', revising: 'revising: stale_revision' },
  },
  'an approving override': {
    event: (status) =>
      says('override', {
        facts: { override: true },
        revision: status === 'proposing' ? 0 : 1,
      }),
    row: {
      proposing: 'proposing: not_open',
      pending: 'approved: counted',
      revising: 'approved: counted',
      approved: 'approved: duplicate',
      others: '=: already_closed',
    },
  },
  'a rejecting override': {
    event: (status) =>
      says('override', {
        answer: 'rejected',
        facts: { override: true },
        revision: status === 'proposing' ? 0 : 1,
      }),
    row: {
      proposing: 'rejected: counted',
      pending: 'rejected: counted',
      revising: 'rejected: counted',
      approved: 'rejected: counted',
      others: '=: already_closed',
    },
  },
  'the next revision': {
    event: (status) => proposed(status === 'proposing' ? 1 : 2),
    row: { proposing: 'pending', revising: 'pending', others: 'ignored: no revision is awaited while =' },
  },
  'the revision that is there, again': {
    event: (status) => proposed(status === 'proposing' ? 0 : 1),
    row: {
      proposing: 'ignored: revision 0 does not follow 0',
      revising: 'ignored: revision 1 does not follow 1',
      others: 'ignored: no revision is awaited while =',
    },
  },
  'that nobody is left': {
    event: () => ({ kind: 'unreachable', missing, atMs: NOW }),
    row: { pending: 'pending', others: 'ignored: nobody is awaited while =' },
  },
  'that somebody is back': { event: () => ({ kind: 'reachable', atMs: NOW }), row: { others: 'ignored: nobody is missing' } },
  'other policies that are satisfied too': {
    event: () => ({ kind: 'replanned', plan: plan(), people: [member('ada')], atMs: NOW }),
    row: { approved: 'approved', others: 'ignored: no claim is due while =' },
  },
  'a changed ground': {
    event: () => ({ kind: 'preconditionChanged', revision: 1, reason: 'the balance moved', atMs: NOW }),
    row: { approved: 'revising', others: 'ignored: no claim is due while =' },
  },
  'an answer to a question': {
    event: () => ({ kind: 'questionAnswered', decisionId: 'q', revision: 1, answer: 'three', by: 'bot', atMs: NOW }),
    row: {
      ...Object.fromEntries((['proposing', 'pending', 'revising', 'approved', 'executing'] as const).map((status) => [status, status])),
      others: 'ignored: already =',
    },
  },
  'an undo under way': { event: () => ({ kind: 'compensated', atMs: NOW }), row: { others: 'ignored: nothing to undo while =' } },
  'an undo that failed': {
    event: () => ({ kind: 'compensationFailed', reason: 'r', atMs: NOW }),
    row: { others: 'ignored: nothing to undo while =' },
  },
  'a failed proposal': {
    event: () => ({ kind: 'proposalFailed', by: 'agent', reason: 'gave up', atMs: NOW }),
    row: { proposing: 'rejected', revising: 'rejected', others: 'ignored: no proposal is awaited while =' },
  },
  'a tick before anything is due': { event: () => tick(NOW), row: { others: 'ignored: nothing is due' } },
  'a tick after everything is due': {
    event: () => tick(NOW + 24 * HOUR),
    row: { pending: 'expired', approved: 'expired', others: 'ignored: nothing is due' },
  },
  'a withdrawal': {
    event: () => ({ kind: 'withdrawn', by: 'requester', who: 'bot', reason: 'changed my mind', atMs: NOW }),
    row: { proposing: 'cancelled', pending: 'cancelled', revising: 'cancelled', approved: 'cancelled', others: 'ignored: already =' },
  },
  'a claim': {
    event: () => ({ kind: 'claimed', revision: 1, fence: 1, leaseUntilMs: NOW + HOUR, atMs: NOW }),
    row: { approved: 'executing', proposing: 'ignored: the claim is for another revision', others: 'ignored: nothing to claim while =' },
  },
  'a claim of another revision': {
    event: () => ({ kind: 'claimed', revision: 2, fence: 1, leaseUntilMs: NOW + HOUR, atMs: NOW }),
    row: { others: 'ignored: the claim is for another revision' },
  },
  'a takeover with a higher fence': {
    event: () => ({ kind: 'claimed', revision: 1, fence: 2, leaseUntilMs: NOW + HOUR, atMs: NOW }),
    row: {
      approved: 'executing',
      executing: 'executing',
      proposing: 'ignored: the claim is for another revision',
      others: 'ignored: nothing to claim while =',
    },
  },
  'an approver that lost the right': {
    event: () => ({ kind: 'eligibilityLost', personIds: ['ada'], atMs: NOW }),
    row: { approved: 'pending', others: 'ignored: no claim is due while =' },
  },
  'somebody else that lost the right': {
    event: () => ({ kind: 'eligibilityLost', personIds: ['eve'], atMs: NOW }),
    row: { approved: 'ignored: nobody who counted lost the right', others: 'ignored: no claim is due while =' },
  },
  ...Object.fromEntries(
    (['executed', 'failed', 'unknown'] as const).map((outcome) => [
      `the outcome ${outcome}`,
      {
        event: (): DomainEvent => ({ kind: 'finished', revision: 1, outcome, reason: 'r', atMs: NOW }),
        row: { executing: outcome, others: 'ignored: no outcome is awaited while =' },
      },
    ]),
  ),
  'the outcome of another revision': {
    event: () => ({ kind: 'finished', revision: 2, outcome: 'executed', reason: 'r', atMs: NOW }),
    row: { others: 'ignored: no outcome is awaited while =' },
  },
  'a settlement by key': {
    event: () => ({ kind: 'settled', outcome: 'executed', by: 'ada', reason: 'the bank says so', atMs: NOW }),
    row: { unknown: 'executed', others: 'ignored: nothing to settle while =' },
  },
};

function told(outcome: Outcome): string {
  if (outcome.kind === 'ignored') return `ignored: ${outcome.reason}`;
  const receipts = outcome.effects.flatMap((effect) => (effect.kind === 'receipt' ? [effect.reason ?? 'counted'] : []));
  return [outcome.state.status, ...receipts].join(': ');
}

describe.each(Object.entries(events))('%s', (_, { event, row }) => {
  it.each(STATUSES)('while %s', (status) => {
    expect(told(decide(inStatus(status), event(status)))).toBe((row[status] ?? row.others).replace('=', status));
  });
});

describe('every move', () => {
  const all = STATUSES.flatMap((status) =>
    Object.entries(events).map(([name, { event }]) => ({ status, name, outcome: decide(inStatus(status), event(status)) })),
  );
  const moves = all.flatMap(({ outcome, ...rest }) => (outcome.kind === 'moved' ? [{ ...rest, ...outcome }] : []));

  it('leaves an audit entry', () => {
    expect(moves.filter(({ effects }) => !effects.some((effect) => effect.kind === 'audit'))).toEqual([]);
  });

  it('rewrites the cards, or asks, when the status changes', () => {
    const changed = moves.filter(({ status, state }) => state.status !== status && state.status !== 'revising');
    expect(changed.length).toBeGreaterThan(20);
    expect(changed.filter(({ effects }) => !effects.some((effect) => effect.kind === 'notice')).map(({ name }) => name)).toEqual([]);
  });

  it('never leaves a closed state, except that an unknown outcome is settled', () => {
    const left = moves.filter(({ status, state }) => isTerminal(status) && state.status !== status);
    expect(left.map(({ status, state }) => `${status} → ${state.status}`)).toEqual(['unknown → executed', 'unknown → executed']);
  });

  it('records who resolved it, and how, when people are no longer asked', () => {
    const over = moves.filter(({ state }) => isTerminal(state.status) || state.status === 'approved' || state.status === 'executing');
    expect(over.filter(({ state }) => !('resolution' in state))).toEqual([]);
  });
});

describe('the plan of a proposal', () => {
  it('of the route auto approves by policy, without people', () => {
    const outcome = decide(inStatus('proposing'), proposed(1, plan({ route: 'auto', stages: [] })));
    expect(outcome).toMatchObject({ kind: 'moved', state: { status: 'approved', resolution: { by: 'policy', people: [], revision: 1 } } });
  });

  it('of the route deny rejects by policy', () => {
    const outcome = decide(inStatus('proposing'), proposed(1, plan({ route: 'deny', stages: [] })));
    expect(outcome).toMatchObject({ kind: 'moved', state: { status: 'rejected', resolution: { by: 'policy', people: [] } } });
  });
});
