import { describe, expect, it } from '@jest/globals';
import { NOT_COUNTED_REASONS, VERBS, type NotCountedReason } from '../contracts/decision.js';
import {
  after,
  auditOf,
  digestOf,
  happens,
  HOUR,
  inStatus,
  moved,
  NOW,
  pending,
  plan,
  receiptOf,
  round,
  says,
  stage,
  standing,
} from '../../test/support/domain.js';
import { decide } from './decide.js';
import type { DecisionEvent, RequestState } from './state.js';

const two = plan({ stages: [stage(['group:r']), stage(['group:s'], 1, { name: 'second' })] });
const both = plan({ stages: [stage(['person:ada', 'group:r'], 2, { deny: 2 })] });
const strict = plan({ stages: [stage(['group:r'], 1, { counts: 'reviewer.attributes.senior' })] });
const high = plan({ risk: 'high' });
const vetoed = plan({ stages: [stage(['group:r', 'person:vic'], 1, { vetoes: ['person:vic'] })] });
const question = pending(plan({ stages: [stage(['group:r'])] }), { execute: 'none' });
const bob = { personId: 'bob' };
const asStranger = { groups: ['other'] };
const mayOverride = { facts: { override: true } };
const mayAssign = { facts: { assign: true } };
const [started, unknown] = [inStatus('executing'), inStatus('unknown')];
const handedOver = after(pending(), says('delegate', { to: 'person:bob' }));
const fiveHands = after(pending(), ...[0, 1, 2, 3, 4].map((hop) => says('delegate', { personId: `h${hop}`, to: `person:h${hop + 1}` })));

const refusals: [reason: NotCountedReason, why: string, state: RequestState, event: DecisionEvent][] = [
  ['duplicate', 'a second approval', after(pending(both), says('approve')), says('approve')],
  ['duplicate', 'a second denial', after(pending(both), says('deny')), says('deny')],
  ['duplicate', 'an approval in a later stage too', after(pending(two), says('approve')), says('approve', { groups: ['r', 's'] })],
  ['duplicate', 'an absence from a stage after voting', after(pending(two), says('approve')), says('abstain', { groups: ['r', 's'] })],
  [
    'duplicate',
    'the person after their stand-in',
    after(pending(both), says('approve', { ...bob, groups: [], alsoAs: [standing('ada')] })),
    says('approve'),
  ],
  ['duplicate', 'an approving override of what is approved', inStatus('approved'), says('override', mayOverride)],
  ['not_eligible', 'a stranger', pending(), says('approve', asStranger)],
  ['not_eligible', 'a name that is the beginning of one', pending(), says('approve', { groups: ['r1', 'R'] })],
  ['not_eligible', 'somebody deactivated', pending(), says('approve', { facts: { active: false } })],
  ['not_eligible', 'a lead before the ladder asks leads', pending(), says('approve', { groups: ['leads'] })],
  ['not_eligible', 'a later stage before its time', pending(two), says('approve', { personId: 'sue', groups: ['s'] })],
  ['not_eligible', 'an earlier stage after its time', after(pending(two), says('approve')), says('approve', bob)],
  ['not_eligible', 'a no from an earlier stage by somebody who had not approved', after(pending(two), says('approve')), says('deny', bob)],
  ['not_eligible', 'anybody where no reviewers are named', pending(plan({ stages: [] })), says('approve')],
  ['not_eligible', 'whoever handed over', handedOver, says('approve')],
  ['not_eligible', 'a stranger who denies before the effect', inStatus('approved'), says('deny', asStranger)],
  ['not_eligible', 'a stranger who settles', unknown, says('settle', asStranger)],
  ['self_approval', 'an approval', pending(), says('approve', { facts: { self: true } })],
  ['self_approval', 'an edit', pending(), says('edit', { facts: { self: true } })],
  ['self_approval', 'an override', pending(), says('override', { facts: { self: true, override: true } })],
  ['self_approval', 'a settlement', unknown, says('settle', { facts: { self: true, override: true } })],
  ['self_approval', 'a denial before the effect', inStatus('approved'), says('deny', { facts: { self: true } })],
  ['stale_revision', 'another revision', pending(), says('approve', { revision: 2 })],
  ['stale_revision', 'in an override', pending(), says('override', { revision: 2, ...mayOverride })],
  ['stale_revision', 'in a settlement', unknown, says('settle', { revision: 2 })],
  ['stale_revision', 'in a denial before the effect', inStatus('approved'), says('deny', { revision: 2 })],
  ['stale_revision', 'in what takes an approval back', inStatus('approved'), says('retract', { revision: 2 })],
  ['stale_digest', 'other arguments', pending(), says('approve', { digest: digestOf(2) })],
  ['stale_digest', 'in an override', pending(), says('override', { digest: digestOf(2), ...mayOverride })],
  ['stale_digest', 'in a settlement', unknown, says('settle', { digest: digestOf(2) })],
  ['stale_digest', 'in a denial before the effect', inStatus('approved'), says('deny', { digest: digestOf(2) })],
  ['stale_digest', 'in what takes an approval back', inStatus('approved'), says('retract', { digest: digestOf(2) })],
  ['already_closed', 'an approval', inStatus('rejected'), says('approve')],
  ['already_closed', 'a denial of what was rejected', inStatus('rejected'), says('deny')],
  ['already_closed', 'an approval of what is approved', inStatus('approved'), says('approve', bob)],
  ['already_closed', 'a stranger’s objection', started, says('deny', asStranger)],
  ['already_closed', 'a requester’s objection', started, says('deny', { facts: { self: true } })],
  ['not_open', 'before the first revision', inStatus('proposing'), says('approve')],
  ['not_open', 'between two revisions', inStatus('revising'), says('approve')],
  [
    'not_open',
    'an override of what may have run already',
    { ...inStatus('revising'), revising: { why: 'again', by: 'ada' } },
    says('override', mayOverride),
  ],
  ['comment_required', 'a reject without', pending(plan({ requireComment: ['reject'] })), says('reject', { comment: null })],
  ['comment_required', 'a denial with blanks', pending(plan({ requireComment: ['deny'] })), says('deny', { comment: ' \n ' })],
  ['comment_required', 'a question without words', pending(), says('ask', { comment: ' ' })],
  ['comment_required', 'an override without a reason', pending(), says('override', { comment: '  ', ...mayOverride })],
  ['comment_required', 'a settlement without evidence', unknown, says('settle', { comment: ' ' })],
  ['override_not_permitted', 'a reviewer', pending(), says('override')],
  ['override_not_permitted', 'somebody deactivated', pending(), says('override', { facts: { override: true, active: false } })],
  ['not_a_question', 'an answer', pending(), says('answer')],
  ['is_a_question', 'an approval', question, says('approve')],
  ['is_a_question', 'a reject', question, says('reject')],
  ['is_a_question', 'an edit', question, says('edit')],
  ['is_a_question', 'an override', question, says('override', mayOverride)],
  ['nothing_to_escalate', 'no ladder', pending(both), says('escalate')],
  ['nothing_to_escalate', 'a ladder that is used up', after(pending(), says('escalate')), says('escalate')],
  ['invalid_args', 'an edit', pending(), says('edit', { facts: { argsProblem: '/amount must be a number' } })],
  ['own_edit', 'the editor at high risk', pending(high, { round: round(high, { authors: ['ada'] }) }), says('approve')],
  [
    'own_edit',
    'whoever stands in for the editor',
    pending(high, { round: round(high, { authors: ['ada'] }) }),
    says('approve', { ...bob, groups: [], alsoAs: [standing('ada')] }),
  ],
  ['own_edit', 'an editor before the last one', pending(high, { round: round(high, { authors: ['ada', 'bob'] }) }), says('approve')],
  ['own_edit', 'the editor’s claim', pending(high, { round: round(high, { authors: ['ada'] }) }), says('claim')],
  ['nobody_else', 'an edit', pending(), says('edit', { editRefused: 'nobody_else' })],
  ['no_edits_left', 'one edit too many', pending(plan({ maxEdits: 2 }), { round: round(plan(), { edits: 2 }) }), says('edit')],
  ['no_edits_left', 'any edit where nobody edits', pending(plan({ maxEdits: 0 })), says('edit')],
  ['not_qualified', 'an approval', pending(strict), says('approve')],
  ['not_qualified', 'with the qualification of another stage', pending(strict), says('approve', { fits: ['second'] })],
  ['claimed', 'an approval', after(pending(), says('claim', bob)), says('approve')],
  ['claimed', 'an edit', after(pending(), says('claim', bob)), says('edit')],
  ['claimed', 'a second claim of the one seat', after(pending(), says('claim', bob)), says('claim')],
  ['claimed', 'an answer', after(question, says('claim', bob)), says('answer')],
  ['nothing_to_retract', 'without a vote', pending(), says('retract')],
  ['nothing_to_retract', 'somebody else’s approval', inStatus('approved'), says('retract', bob)],
  ['nothing_to_release', 'without a claim', pending(), says('release')],
  ['nothing_to_release', 'a claim that has run out', after(pending(), says('claim')), says('release', { atMs: NOW + HOUR })],
  ['delegation_refused', 'to nobody', pending(), says('delegate')],
  ['delegation_refused', 'to oneself', pending(), says('delegate', { to: 'person:ada' })],
  ['delegation_refused', 'to a group', pending(), says('delegate', { to: 'group:r' })],
  ['delegation_refused', 'to somebody inactive', pending(), says('delegate', { facts: { target: { ref: 'person:bob', able: false } } })],
  ['delegation_refused', 'to somebody who has voted', after(pending(both), says('approve', bob)), says('delegate', { to: 'person:bob' })],
  ['delegation_refused', 'after voting', after(pending(both), says('approve')), says('delegate', { to: 'person:bob' })],
  ['delegation_refused', 'in a circle', handedOver, says('delegate', { ...bob, to: 'person:ada' })],
  ['delegation_refused', 'a sixth time', fiveHands, says('delegate', { personId: 'h5', to: 'person:h6' })],
  [
    'delegation_refused',
    'a reassignment to nobody',
    pending(),
    says('reassign', { from: 'group:r', facts: { assign: true, target: { ref: 'group:gone', able: false } } }),
  ],
  ['reassign_not_permitted', 'a reviewer', pending(), says('reassign', { from: 'group:r', to: 'group:s' })],
  [
    'own_reassignment',
    'whoever put the reviewer there',
    after(pending(), says('reassign', { from: 'group:r', to: 'group:s', ...mayAssign })),
    says('approve', { groups: ['s'] }),
  ],
  ['not_asked_entry', 'an entry that is not asked', pending(), says('reassign', { from: 'group:x', to: 'group:s', ...mayAssign })],
  ['holds_veto', 'the veto itself', pending(vetoed), says('reassign', { from: 'person:vic', to: 'person:bob', ...mayAssign })],
  ['extension_refused', 'without a time', pending(), says('extend')],
  ['extension_refused', 'further than allowed', pending(), says('extend', { forMs: 2 * HOUR + 1 })],
  ['extension_refused', 'further in all', after(pending(), says('extend', { forMs: 2 * HOUR })), says('extend', { forMs: 1 })],
  [
    'extension_refused',
    'more often',
    after(pending(), says('extend', { forMs: 1 }), says('extend', { forMs: 1 })),
    says('extend', { forMs: 1 }),
  ],
  ['snooze_refused', 'without a time', pending(), says('snooze')],
  ['snooze_refused', 'longer than allowed', pending(), says('snooze', { forMs: HOUR + 1 })],
  ['too_late', 'a denial of what runs', started, says('deny')],
  ['too_late', 'a denial of what has run', inStatus('executed'), says('deny', bob)],
  ['unknown_answer', 'a settlement in other words', unknown, says('settle', { answer: 'maybe' })],
  ['unknown_answer', 'a settlement without a word', unknown, says('settle', { answer: null })],
  ['unknown_answer', 'an override in other words', pending(), says('override', { answer: 'approve', ...mayOverride })],
  ['not_unknown', 'what is open', pending(), says('settle')],
  ['not_unknown', 'what is executed', inStatus('executed'), says('settle')],
  ['not_unknown', 'what is being undone', after(unknown, says('settle', { answer: 'compensate' })), says('settle')],
];

describe('a decision that does not count', () => {
  it.each(refusals)('%s: %s', (reason, _, state, event) => {
    const outcome = happens(state, event);
    expect(receiptOf(outcome)).toBe(reason);
    expect(auditOf(outcome)).toEqual(['decision.refused']);
    // It changes nothing but that it was read.
    expect(moved(outcome).state).toEqual({ ...state, lastSeq: state.lastSeq + 1 });
  });

  it('is covered for every reason there is', () => {
    expect([...new Set(refusals.map(([reason]) => reason))].sort()).toEqual([...NOT_COUNTED_REASONS].sort());
  });
});

describe('a decision', () => {
  it('is ignored once it has its receipt', () => {
    for (const verb of VERBS)
      expect(decide(pending(plan(), { lastSeq: 7 }), says(verb, { seq: 7 }))).toEqual({ kind: 'ignored', reason: 'it has its receipt' });
  });

  it('has exactly one receipt, whatever the verb and the status', () => {
    const all = VERBS.flatMap((verb) =>
      [pending(), question, started, unknown, inStatus('approved')].map((state) => happens(state, says(verb))),
    );
    for (const outcome of all) expect(receiptOf(outcome)).toEqual(expect.any(String));
  });
});
