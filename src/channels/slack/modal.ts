import { ACTION_PREFIX } from './card-buttons.js';
import { line, lines, plain, say, type Block, type Modal } from './kit.js';
import type { ModalName } from './seal.js';

export const callbackId = (name: ModalName) => `${ACTION_PREFIX}${name}`;

/** Slack allows 24 characters for the title and the two buttons. */
export function modal(name: ModalName, words: { title: string; submit: string }, metadata: string, blocks: Block[]): Modal {
  return {
    type: 'modal',
    callback_id: callbackId(name),
    private_metadata: metadata,
    title: plain(words.title, 24),
    submit: plain(words.submit, 24),
    close: plain('Cancel', 24),
    blocks,
  };
}

/** Replaces a modal when there is something to say instead of closing it. */
export function noticeModal(title: string, text: string): Modal {
  return { type: 'modal', title: plain(title, 24), close: plain('Close', 24), blocks: [lines(line(say(text)))] };
}

/** Which revision this is about, in each modal's first line. */
export function about(view: { type: string | null; revision: number; action: { title: string } | null }): Block {
  return lines(line(say(view.action?.title ?? '', { bold: true })), line(say(`${view.type ?? 'request'}, revision ${view.revision}`)));
}

export function textInput(
  blockId: string,
  label: string,
  input: { optional: boolean; placeholder?: string; initial?: string; max?: number; hint?: string },
): Block {
  return {
    type: 'input',
    block_id: blockId,
    optional: input.optional,
    label: plain(label, 2_000),
    ...(input.hint === undefined ? {} : { hint: plain(input.hint, 2_000) }),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      multiline: true,
      max_length: input.max ?? 3_000,
      ...(input.placeholder === undefined ? {} : { placeholder: plain(input.placeholder, 150) }),
      ...(input.initial === undefined ? {} : { initial_value: input.initial }),
    },
  };
}
