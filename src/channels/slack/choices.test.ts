import { describe, expect, it } from '@jest/globals';
import { modalProblems } from '../../../test/support/block-kit.js';
import { CARD_STATES, names, QUESTIONED, UNKNOWN } from '../../../test/support/card-states.js';
import { sampleAction, sampleAwaiting, sampleDecision, samplePlan, sampleStage, sampleView } from '../../../test/support/sample-views.js';
import { choicesModal, readChoice, type May } from './choices-modal.js';
import { askModal, denyModal, replyModal } from './comment-modals.js';
import { delegateModal, readDelegate, readReassign, reassignModal } from './hand-over-modals.js';
import type { Modal } from './kit.js';
import { labelsWith } from './labels.js';
import { overrideModal, readVerdict, settleModal } from './settle-modals.js';
import { extendModal, extensionLeftMs, readSpan, snoozeModal } from './time-modals.js';
import { modalValuesSchema } from './modal-values.js';

const anybody: May = { assign: false, override: false };
const offered = (modal: Modal, block: string) => {
  const input = modal.blocks.find((each) => 'block_id' in each && each.block_id === block) as { element: { options: { value: string }[] } };
  return input.element.options.map(({ value }) => value);
};
/** What Slack would send: texts, or `{ option }`, or `{ user }`. */
const sent = (values: Record<string, string | { option: string } | { user: string }>) =>
  modalValuesSchema.parse(
    Object.fromEntries(
      Object.entries(values).map(([block, value]) => [
        block,
        {
          value:
            typeof value === 'string'
              ? { value }
              : 'option' in value
                ? { selected_option: { value: value.option } }
                : { selected_user: value.user },
        },
      ]),
    ),
  );
const underWay = CARD_STATES.find(([name]) => name === 'People arrange themselves')?.[1] ?? sampleView();

describe('what is offered', () => {
  it('is what anybody can do, where nothing was said and the ladder has no step', () => {
    expect(offered(choicesModal(sampleView(), 'ada', anybody, 'x'), 'choice')).toEqual([
      'claim',
      'delegate',
      'abstain',
      'extend',
      'snooze',
      'deny',
    ]);
  });

  it('leaves out what the policy does not allow', () => {
    const view = sampleView({ plan: samplePlan({ extend: { maxMs: 0, times: 0 }, snoozeMaxMs: 0 }) });
    expect(offered(choicesModal(view, 'ada', anybody, 'x'), 'choice')).toEqual(['claim', 'delegate', 'abstain', 'deny']);
    const used = sampleView({ awaiting: sampleAwaiting({ extended: { times: 2, ms: 60_000 } }) });
    expect(extensionLeftMs(used)).toBe(0);
    expect(offered(choicesModal(used, 'ada', anybody, 'x'), 'choice')).not.toContain('extend');
  });

  it.each([
    ['approve', ['retract', 'abstain', 'deny'], ['claim', 'delegate']],
    ['deny', ['retract', 'abstain', 'claim'], ['deny', 'delegate']],
    ['abstain', ['retract', 'deny', 'claim'], ['abstain', 'delegate']],
    ['delegate', ['retract'], ['claim', 'delegate', 'abstain', 'deny']],
  ] as const)('leaves out what cannot count after they said %s', (verb, possible, impossible) => {
    const choices = offered(choicesModal(sampleView({ decisions: [sampleDecision({ verb })] }), 'ada', anybody, 'x'), 'choice');
    for (const choice of possible) expect(choices).toContain(choice);
    for (const choice of impossible) expect(choices).not.toContain(choice);
  });

  it('offers what cannot work to nobody: a ladder used up, places of vetoes only, seats of an author', () => {
    const ada = { id: 'ada', name: 'Ada' };
    const all = { assign: true, override: true };
    const of = (awaiting: Parameters<typeof sampleAwaiting>[0]) =>
      offered(choicesModal(sampleView({ awaiting: sampleAwaiting(awaiting) }), 'ada', all, 'x'), 'choice');
    expect(of({ canEscalate: true })).toEqual(expect.arrayContaining(['escalate', 'reassign', 'claim']));
    expect(of({ canEscalate: false })).not.toContain('escalate');
    expect(of({ reassignable: [] })).not.toContain('reassign');
    expect(of({ barred: [ada] })).not.toContain('claim');
  });

  it('offers reassigning and overriding to those only who hold the permission', () => {
    expect(offered(choicesModal(sampleView(), 'ada', { assign: true, override: false }, 'x'), 'choice')).toContain('reassign');
    expect(offered(choicesModal(sampleView(), 'ada', { assign: false, override: true }, 'x'), 'choice')).toContain('override');
    expect(offered(choicesModal(sampleView(), 'ada', anybody, 'x'), 'choice')).not.toContain('reassign');
  });

  it('offers giving back to whoever took it, and taking back to whoever said something', () => {
    expect(offered(choicesModal(underWay, 'ada', anybody, 'x'), 'choice')).toEqual(
      expect.arrayContaining(['release', 'retract', 'escalate']),
    );
    expect(offered(choicesModal(underWay, 'eve', anybody, 'x'), 'choice')).not.toEqual(expect.arrayContaining(['release']));
    const kept = sampleView({ awaiting: sampleAwaiting({ kept: [{ by: { id: 'ada', name: 'Ada' }, revision: 1 }] }) });
    expect(offered(choicesModal(kept, 'ada', anybody, 'x'), 'choice')).toContain('retract');
    const askedOnly = sampleView({ decisions: [sampleDecision({ verb: 'ask', comment: 'Why?' })] });
    expect(offered(choicesModal(askedOnly, 'ada', anybody, 'x'), 'choice')).not.toContain('retract');
  });

  it('never offers more than Slack takes', () => {
    const all = offered(choicesModal(underWay, 'ada', { assign: true, override: true }, 'x'), 'choice');
    expect(all).toHaveLength(10);
    expect(all).not.toContain('claim');
  });
});

describe('a choice', () => {
  it('is a verb of its own, or opens the dialog that asks on', () => {
    expect(readChoice(sent({ choice: { option: 'abstain' }, comment: ' I am new here ' }), sampleView())).toEqual({
      kind: 'verb',
      verb: 'abstain',
      comment: 'I am new here',
    });
    expect(readChoice(sent({ choice: { option: 'snooze' } }), sampleView())).toEqual({ kind: 'dialog', modal: 'snooze' });
  });

  it('is asked for, and so are words where the policy wants them', () => {
    expect(readChoice(sent({}), sampleView()).kind).toBe('errors');
    expect(readChoice(sent({ choice: { option: 'approve' } }), sampleView()).kind).toBe('errors');
    const strict = sampleView({ plan: samplePlan({ requireComment: ['abstain'] }) });
    expect(readChoice(sent({ choice: { option: 'abstain' } }), strict).kind).toBe('errors');
  });

  it('keeps no words with taking it: nobody would be shown them', () => {
    expect(readChoice(sent({ choice: { option: 'claim' }, comment: 'in hospital' }), sampleView())).toMatchObject({ comment: undefined });
  });
});

describe('handing over', () => {
  const linked = (account: string) => Promise.resolve(account === 'U1' ? 'ben' : null);

  it('names a person by the account that an administrator linked', async () => {
    expect(await readDelegate(sent({ to: { user: 'U1' }, comment: '' }), sampleView(), linked)).toMatchObject({ kind: 'ok', to: 'ben' });
    expect(await readDelegate(sent({ to: { user: 'U2' } }), sampleView(), linked)).toEqual({
      kind: 'errors',
      errors: { to: 'This Slack account is not linked to anybody here.' },
    });
    expect((await readDelegate(sent({}), sampleView(), linked)).kind).toBe('errors');
  });

  it('puts a person or a group in somebody’s place, never both', async () => {
    const from = { option: 'group:finance' };
    expect(await readReassign(sent({ from, to: { user: 'U1' } }), sampleView(), linked)).toMatchObject({
      from: 'group:finance',
      to: 'ben',
    });
    expect(await readReassign(sent({ from, group: { option: 'group:leads' } }), sampleView(), linked)).toMatchObject({ to: 'group:leads' });
    expect((await readReassign(sent({ from, to: { user: 'U1' }, group: { option: 'group:leads' } }), sampleView(), linked)).kind).toBe(
      'errors',
    );
    expect((await readReassign(sent({ from }), sampleView(), linked)).kind).toBe('errors');
    expect((await readReassign(sent({ to: { user: 'U1' } }), sampleView(), linked)).kind).toBe('errors');
  });
});

describe('times', () => {
  it('are offered within what the policy allows, and its bound itself', () => {
    expect(offered(snoozeModal(sampleView(), 'x'), 'for')).toEqual(['15m', '30m', '1h', '2h', '14400000ms']);
    const used = sampleView({ awaiting: sampleAwaiting({ extended: { times: 1, ms: 5_400_000 } }) });
    expect(offered(extendModal(used, 'x'), 'for')).toEqual(['15m', '1800000ms']);
  });

  it('are read as durations, and nothing else is', () => {
    expect(readSpan(sent({ for: { option: '30m' } }), sampleView(), 'snooze')).toEqual({ kind: 'ok', for: '30m', comment: undefined });
    expect(readSpan(sent({ for: { option: 'for ever' } }), sampleView(), 'extend').kind).toBe('errors');
    const strict = sampleView({ plan: samplePlan({ requireComment: ['extend'] }) });
    expect(readSpan(sent({ for: { option: '30m' } }), strict, 'extend').kind).toBe('errors');
  });
});

describe('a verdict', () => {
  it('needs a choice and evidence', () => {
    const verdicts = ['happened', 'did_not_happen', 'compensate'] as const;
    expect(readVerdict(sent({ what: { option: 'happened' }, comment: 'the statement has it' }), verdicts)).toEqual({
      kind: 'ok',
      verdict: 'happened',
      comment: 'the statement has it',
    });
    expect(readVerdict(sent({ what: { option: 'happened' }, comment: ' ' }), verdicts).kind).toBe('errors');
    expect(readVerdict(sent({ what: { option: 'approved' }, comment: 'x' }), verdicts).kind).toBe('errors');
  });

  it('offers the undo only where the action says how', () => {
    expect(offered(settleModal(sampleView({ canUndo: true }), 'x'), 'what')).toEqual(['happened', 'did_not_happen', 'compensate']);
    expect(offered(settleModal(sampleView({ canUndo: false }), 'x'), 'what')).toEqual(['happened', 'did_not_happen']);
  });

  it('of an override cannot approve a question', () => {
    expect(offered(overrideModal(sampleView({ execute: 'none' }), 'x'), 'what')).toEqual(['rejected']);
    expect(offered(overrideModal(sampleView(), 'x'), 'what')).toEqual(['rejected', 'approved']);
  });
});

const hostile = `<!here> \u202e${'x'.repeat(290)}`;
const long = sampleView(
  {
    plan: samplePlan({
      stages: [sampleStage({ rule: { kind: 'entries', need: 'all', entries: ['group:a'], count: 1 } })],
      overridePeople: 2,
    }),
    awaiting: sampleAwaiting({ asked: Array.from({ length: 200 }, (_, i) => `person:${'p'.repeat(120)}${i}`) }),
    decisions: [sampleDecision({ decisionId: 'q1', verb: 'ask', comment: hostile.repeat(20) })],
  },
  [sampleAction({ title: hostile })],
);
const labels = labelsWith(new Map([...names, ['ada', hostile]]));
const groups = Array.from({ length: 200 }, (_, i) => `${'g'.repeat(120)}${i}`);

it.each([
  ['choices', choicesModal(long, 'ada', { assign: true, override: true }, 'x')],
  ['delegate', delegateModal(long, 'x')],
  ['reassign', reassignModal(long, labels, groups, 'x')],
  ['reassign without groups', reassignModal(long, labels, [], 'x')],
  ['extend', extendModal(long, 'x')],
  ['snooze', snoozeModal(long, 'x')],
  ['deny', denyModal({ ...long, status: 'approved' }, 'x')],
  ['settle', settleModal(UNKNOWN, 'x')],
  ['override', overrideModal(long, 'x')],
  ['ask', askModal(QUESTIONED, 'x')],
  ['reply', replyModal(long, 'q1', 'x')],
])('the dialog %s keeps Slack’s limits', (_name, modal) => {
  expect(modalProblems(modal)).toEqual([]);
  expect(JSON.stringify(modal)).not.toMatch(/<[!@#]|\u202e|mrkdwn/);
});
