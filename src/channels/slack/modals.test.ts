import { describe, expect, it } from '@jest/globals';
import { modalProblems } from '../../../test/support/block-kit.js';
import { sampleAction, samplePlan, sampleQuestion, sampleView } from '../../../test/support/sample-views.js';
import { answerModal, approveModal, askModal } from './comment-modals.js';
import { noticeModal } from './modal.js';
import { readReject, rejectModal } from './reject-modal.js';

const hostile = sampleView({}, [sampleAction({ title: `<!here> \u202e${'x'.repeat(400)}` })]);

describe('dialogs', () => {
  it.each([
    ['reject', rejectModal(hostile, 'x')],
    ['approve', approveModal(hostile, 'x')],
    ['ask', askModal(hostile, 'x')],
    ['answer', answerModal(sampleQuestion({ question: 'q'.repeat(9_000), suggestedResponse: 's'.repeat(9_000) }), 'x')],
    ['a notice', noticeModal('A title that is much too long for Slack', 'x'.repeat(9_000))],
  ])('%s keeps Slack’s limits', (_name, modal) => {
    expect(modalProblems(modal)).toEqual([]);
    expect(JSON.stringify(modal)).not.toMatch(/<[!@#]|\u202e|mrkdwn/);
  });

  it('prefill a suggested answer', () => {
    expect(JSON.stringify(answerModal(sampleQuestion({ question: 'Ship it?', suggestedResponse: 'Yes, today' }), 'x'))).toContain(
      '"initial_value":"Yes, today"',
    );
  });
});

describe('rejecting', () => {
  const values = (way: string, preset: string, comment: string) => ({
    way: { value: way },
    preset: { value: preset },
    comment: { value: comment },
  });
  const strict = sampleView({ plan: samplePlan({ requireComment: ['deny'] }) });

  it('sends back with the chosen reason and the person’s words', () => {
    expect(readReject(values('reject', '1', ' not 9 but 8 '), sampleView())).toEqual({
      kind: 'ok',
      verb: 'reject',
      comment: 'Wrong amount or target: not 9 but 8',
    });
  });
  it('does not send back without a word, because the agent would propose the same again', () => {
    expect(readReject(values('reject', '', ' '), sampleView()).kind).toBe('errors');
  });
  it('denies without a word unless the policy asks for one', () => {
    expect(readReject(values('deny', '', ''), sampleView())).toEqual({ kind: 'ok', verb: 'deny', comment: undefined });
    expect(readReject(values('deny', '', ''), strict).kind).toBe('errors');
  });
});
