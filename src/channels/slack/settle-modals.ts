import type { RequestView } from '../../contracts/view.js';
import { COMMENT_BLOCK, missingWords, readComment } from './comment-modals.js';
import { line, lines, plain, say, type Block, type Modal } from './kit.js';
import { about, modal, textInput } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';

const WHAT = 'what';

const SETTLEMENTS = [
  { value: 'happened', text: 'It happened', hint: 'The request ends as done' },
  { value: 'did_not_happen', text: 'It did not happen: ask again', hint: 'The same action as a new revision; people approve it again' },
  { value: 'compensate', text: 'Undo it', hint: 'The undo becomes a request of its own, with reviewers of its own' },
] as const;

/** What became of an effect that nobody could tell, with evidence. */
export function settleModal(view: RequestView, metadata: string): Modal {
  return modal('settle', { title: 'Settle', submit: 'Settle' }, metadata, [
    about(view),
    radio(
      'What did you find?',
      SETTLEMENTS.filter(({ value }) => value !== 'compensate' || view.canUndo),
    ),
    textInput(COMMENT_BLOCK, 'Evidence', { optional: false, placeholder: 'Where you looked and what you saw there. Kept for good.' }),
  ]);
}

/** Break-glass. What was approved already, and a question, can only be stopped. */
export function overrideModal(view: RequestView, metadata: string): Modal {
  const people = view.plan?.overridePeople ?? 1;
  const approve = {
    value: 'approved',
    text: 'Approve',
    hint: people === 2 ? 'A second person has to say the same' : 'It runs without the others',
  };
  const reject = { value: 'rejected', text: 'Reject', hint: 'It ends here' };
  const onlyStops = view.execute === 'none' || view.status !== 'pending';
  return modal('override', { title: 'Override', submit: 'Override' }, metadata, [
    about(view),
    lines(line(say('Everybody who is asked is told at once, with your name and reason. An approval is looked at by them afterwards.'))),
    radio('What shall happen?', onlyStops ? [reject] : [reject, approve]),
    textInput(COMMENT_BLOCK, 'Reason', { optional: false, placeholder: 'Announced to all reviewers and kept for good.' }),
  ]);
}

function radio(label: string, options: readonly { value: string; text: string; hint: string }[]): Block {
  return {
    type: 'input',
    block_id: WHAT,
    label: plain(label, 2_000),
    element: {
      type: 'radio_buttons',
      action_id: 'value',
      options: options.map(({ value, text, hint }) => ({ text: plain(text, 75), description: plain(hint, 75), value })),
    },
  };
}

export type VerdictInput<T extends string> =
  { kind: 'ok'; verdict: T; comment: string } | { kind: 'errors'; errors: Record<string, string> };

export function readVerdict<T extends string>(values: ModalValues, verdicts: readonly T[]): VerdictInput<T> {
  const chosen = valueOf(values, WHAT);
  const verdict = verdicts.find((each) => each === chosen);
  if (verdict === undefined) return { kind: 'errors', errors: { [WHAT]: 'Choose one.' } };
  const comment = readComment(values);
  return comment === '' ? missingWords : { kind: 'ok', verdict, comment };
}
