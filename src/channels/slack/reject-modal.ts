import type { RequestView } from '../../contracts/view.js';
import { plain, type Modal } from './kit.js';
import { about, modal, textInput } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';

const WAY = 'way';
const PRESET = 'preset';
const COMMENT = 'comment';

/** Common reasons, so that a phone needs no typing. The words reach the agent as feedback. */
const PRESETS = ['Not enough information', 'Wrong amount or target', 'Too risky', 'Not now', 'Needs somebody else’s word first'] as const;

/** Sending back asks the agent for a new revision; denying ends the request once enough people deny. */
export function rejectModal(view: RequestView, metadata: string): Modal {
  const back = { text: plain('Send back for changes', 75), value: 'reject' };
  const deny = { text: plain('Deny for good', 75), value: 'deny' };
  return modal('reject', { title: 'Reject', submit: 'Reject' }, metadata, [
    about(view),
    {
      type: 'input',
      block_id: WAY,
      label: plain('What shall happen?', 2_000),
      element: { type: 'radio_buttons', action_id: 'value', options: [back, deny], initial_option: back },
    },
    {
      type: 'input',
      block_id: PRESET,
      optional: true,
      label: plain('Reason', 2_000),
      element: {
        type: 'static_select',
        action_id: 'value',
        placeholder: plain('Choose one, or write below', 150),
        options: PRESETS.map((text, index) => ({ text: plain(text, 75), value: String(index) })),
      },
    },
    textInput(COMMENT, 'In your words', { optional: true, placeholder: 'What should change? The agent reads this.' }),
  ]);
}

export type RejectInput =
  { kind: 'ok'; verb: 'reject' | 'deny'; comment: string | undefined } | { kind: 'errors'; errors: Record<string, string> };

export function readReject(values: ModalValues, view: RequestView): RejectInput {
  const verb = valueOf(values, WAY) === 'deny' ? 'deny' : 'reject';
  const preset = PRESETS[Number(valueOf(values, PRESET) || Number.NaN)];
  const own = valueOf(values, COMMENT).trim();
  const comment = [preset, own].filter((part) => part !== undefined && part !== '').join(': ');
  // Feedback without words would bring the same revision back.
  const needed = verb === 'reject' || (view.plan?.requireComment.includes('deny') ?? false);
  if (needed && comment === '') return { kind: 'errors', errors: { [COMMENT]: 'Choose a reason or write one.' } };
  return { kind: 'ok', verb, comment: comment === '' ? undefined : comment };
}
