import { describe, expect, test } from '@jest/globals';
import type { ReviewView } from '../../../src/contracts/review.js';
import { VERBS } from '../../../src/contracts/decision-text.js';
import { formFor, missingIn, saidBy, spansUpTo } from './forms.js';

const HOUR_MS = 3_600_000;

function reviewWith(verbs: ReviewView['may']['verbs'], more: object = {}): ReviewView {
  const forms = {
    commentNeeded: ['reject', 'ask', 'settle', 'override'],
    presets: ['Too risky'],
    rejectHint: 'r',
    denyHint: 'd',
    overrideHint: null,
    overrides: ['approved', 'rejected'],
    extendMaxMs: 2 * HOUR_MS,
    snoozeMaxMs: HOUR_MS,
    takers: { people: [{ value: 'person:dora', title: 'Dora' }], groups: [] },
  };
  return {
    may: { verbs },
    forms,
    view: { status: 'pending' },
    people: { asked: [] },
    question: null,
    isQuestion: false,
    ...more,
  } as unknown as ReviewView;
}

describe('the form of a verb', () => {
  test('sends back with a preset, with words, or with both; with neither it says what is missing', () => {
    const form = formFor('reject', reviewWith(['reject', 'deny']));
    const back = { ...form.initial, comment: '', preset: '' };
    expect(missingIn(form, back)).toEqual({ comment: expect.stringContaining('the agent works from it') });
    expect(saidBy(form, { ...back, preset: 'Too risky' })).toEqual({ verb: 'reject', comment: 'Too risky' });
    expect(saidBy(form, { ...back, preset: 'Too risky', comment: ' ask Ben ' })).toEqual({ verb: 'reject', comment: 'Too risky: ask Ben' });
  });

  test('denies without words, where the policy asks for none', () => {
    const form = formFor('reject', reviewWith(['reject', 'deny']));
    const deny = { ...form.initial, way: 'deny' };
    expect([missingIn(form, deny), saidBy(form, deny)]).toEqual([{}, { verb: 'deny' }]);
  });

  test('denies at once where nothing can be sent back', () => {
    const form = formFor('reject', reviewWith(['deny']));
    expect(saidBy(form, form.initial)).toEqual({ verb: 'deny' });
  });

  test('wants what its verb cannot do without', () => {
    const review = reviewWith([...VERBS]);
    const missing = (['answer', 'ask', 'delegate', 'reassign', 'extend', 'snooze', 'settle', 'override'] as const).map((verb) => {
      const form = formFor(verb, review);
      return [verb, Object.keys(missingIn(form, form.initial)).sort()];
    });
    expect(missing).toEqual([
      ['answer', ['answer']],
      ['ask', ['comment']],
      ['delegate', ['to']],
      ['reassign', ['from', 'to']],
      ['extend', ['for']],
      ['snooze', ['for']],
      ['settle', ['answer', 'comment']],
      ['override', ['comment', 'resolution']],
    ]);
  });

  test('asks for the words that the policy wants, and a reason to tap is enough', () => {
    const review = reviewWith(['reject', 'deny']);
    const strict = { ...review, forms: { ...review.forms, commentNeeded: [...review.forms.commentNeeded, 'deny' as const] } };
    const [reject, deny] = [formFor('reject', strict), formFor('deny', strict)];
    expect(missingIn(reject, { way: 'deny' })).toEqual({ comment: expect.stringContaining('this policy asks for it') });
    expect(missingIn(reject, { way: 'deny', preset: 'Too risky' })).toEqual({});
    expect([missingIn(deny, {}), missingIn(deny, { preset: 'Too risky' })]).toEqual([{ comment: 'Please write something here.' }, {}]);
  });

  test('does not send what was chosen once and is no choice any more', () => {
    const form = formFor('delegate', reviewWith(['delegate']));
    expect([missingIn(form, { to: 'person:dora' }), missingIn(form, { to: 'person:ben' })]).toEqual([{}, { to: 'Please choose one.' }]);
  });

  test('offers no place that holds a veto to somebody else', () => {
    const asked = ['ada', 'cleo'].map((id) => ({ ref: `person:${id}`, label: id, members: null, filledBy: null }));
    const more = { people: { asked }, view: { status: 'pending', awaiting: { reassignable: ['person:ada'] } } };
    const [from] = formFor('reassign', reviewWith(['reassign'], more)).inputs;
    expect(from).toMatchObject({ name: 'from', choices: [{ value: 'person:ada', text: 'ada' }] });
  });

  test('carries nothing that its verb has no use for', () => {
    const form = formFor('ask', reviewWith(['ask']));
    expect(saidBy(form, { comment: 'Why?', to: ' ', answer: '' })).toEqual({ verb: 'ask', comment: 'Why?' });
  });

  test('of each verb has a title and says what it does', () => {
    for (const verb of [...VERBS, 'withdraw'] as const) {
      const { title, hint, button } = formFor(verb, reviewWith([...VERBS]));
      expect([verb, title !== '', hint !== '', button !== '']).toEqual([verb, true, true, true]);
    }
  });
});

test('lengths of time are round, and end with the longest that is allowed', () => {
  expect(spansUpTo(50 * 60_000).map(({ text }) => text)).toEqual(['15m', '30m', '50m']);
  expect(spansUpTo(60_000).map(({ text }) => text)).toEqual(['1m']);
});
