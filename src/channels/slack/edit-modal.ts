import type { types } from '@slack/bolt';
import { assertNever } from '../../contracts/assert-never.js';
import type { RequestView } from '../../contracts/view.js';
import { initialText, optionText, type FormField } from './form.js';
import { plain, type Block, type Modal } from './kit.js';
import { about, modal, textInput } from './modal.js';

export const EDIT_COMMENT = 'comment';

/** The action's arguments as inputs; sending it makes a new revision by this person. */
export function editModal(view: RequestView, fields: readonly FormField[], metadata: string): Modal {
  return modal('edit', { title: 'Edit', submit: 'Propose the change' }, metadata, [
    about(view),
    ...fields.map(inputBlock),
    textInput(EDIT_COMMENT, 'Why?', {
      optional: !(view.plan?.requireComment.includes('edit') ?? false),
      placeholder: 'Shown with the new revision.',
    }),
  ]);
}

function inputBlock(field: FormField): Block {
  return {
    type: 'input',
    block_id: field.blockId,
    // Slack does not let an input that is not optional be empty; an empty text may be a valid argument.
    optional: !field.required || (field.kind === 'text' && field.minLength === 0),
    label: plain(field.key === '' ? '(empty name)' : field.key, 2_000),
    ...(field.hint === null ? {} : { hint: plain(field.hint, 2_000) }),
    element: element(field),
  };
}

function element(field: FormField): types.InputBlock['element'] {
  const initial = initialText(field);
  const filled = initial === null || initial === '' ? {} : { initial_value: initial };
  switch (field.kind) {
    case 'text':
      return {
        type: 'plain_text_input',
        action_id: 'value',
        multiline: field.multiline,
        ...(field.minLength > 0 ? { min_length: field.minLength } : {}),
        max_length: field.maxLength,
        ...filled,
      };
    case 'number':
      return {
        type: 'number_input',
        action_id: 'value',
        is_decimal_allowed: field.decimals,
        ...(field.min === null ? {} : { min_value: String(field.min) }),
        ...(field.max === null ? {} : { max_value: String(field.max) }),
        ...filled,
      };
    case 'choice': {
      const options = field.options.map((option, index) => ({ text: plain(optionText(option), 75), value: String(index) }));
      const chosen = initial === null ? undefined : options[Number(initial)];
      return { type: 'static_select', action_id: 'value', options, ...(chosen ? { initial_option: chosen } : {}) };
    }
    case 'json':
      return { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 3_000, ...filled };
    default:
      return assertNever(field);
  }
}
