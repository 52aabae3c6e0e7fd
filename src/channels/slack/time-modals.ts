import { formatDuration, parseDuration } from '../../contracts/duration.js';
import type { RequestView } from '../../contracts/view.js';
import { readWords, wordsInput, type Words } from './comment-modals.js';
import { plain, type Block, type Modal } from './kit.js';
import { about, modal } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';

const FOR = 'for';
const CHOICES = ['15m', '30m', '1h', '2h', '4h', '8h', '1d', '2d', '3d', '1w', '2w'] as const;

/** How far the deadline may still be moved, milliseconds. */
export function extensionLeftMs({ plan, awaiting }: RequestView): number {
  if (!plan || !awaiting || awaiting.extended.times >= plan.extend.times) return 0;
  return Math.max(0, plan.extend.maxMs - awaiting.extended.ms);
}

export function extendModal(view: RequestView, metadata: string): Modal {
  return modal('extend', { title: 'Extend the deadline', submit: 'Extend' }, metadata, [
    about(view),
    spanInput('By how long?', extensionLeftMs(view)),
    wordsInput(view, 'extend', 'Why?'),
  ]);
}

export function snoozeModal(view: RequestView, metadata: string): Modal {
  return modal('snooze', { title: 'Snooze', submit: 'Snooze' }, metadata, [
    about(view),
    spanInput('No reminders to you for how long?', view.plan?.snoozeMaxMs ?? 0),
  ]);
}

/** Round times within the bound, and the bound itself. */
function spanInput(label: string, mostMs: number): Block {
  const within = CHOICES.filter((each) => (parseDuration(each) ?? 0) < mostMs).map((each) => ({
    text: plain(each, 75),
    value: each as string,
  }));
  const most = { text: plain(`${formatDuration(mostMs)} (the most there is)`, 75), value: `${Math.max(1, mostMs)}ms` };
  return {
    type: 'input',
    block_id: FOR,
    label: plain(label, 2_000),
    element: { type: 'static_select', action_id: 'value', options: [...within, most] },
  };
}

export type SpanInput = { kind: 'ok'; for: string; comment: string | undefined } | { kind: 'errors'; errors: Record<string, string> };

export function readSpan(values: ModalValues, view: RequestView, verb: 'extend' | 'snooze'): SpanInput {
  const span = valueOf(values, FOR);
  if (parseDuration(span) === undefined) return { kind: 'errors', errors: { [FOR]: 'Choose one.' } };
  const words: Words = verb === 'extend' ? readWords(values, view, 'extend') : { kind: 'ok', comment: undefined };
  return words.kind === 'errors' ? words : { kind: 'ok', for: span, comment: words.comment };
}
