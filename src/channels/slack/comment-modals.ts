import { questionArgsSchema } from '../../contracts/action.js';
import type { RequestView } from '../../contracts/view.js';
import { quote, type Modal } from './kit.js';
import { about, modal, textInput } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';
import { shownText } from './shown-json.js';

const COMMENT = 'comment';

/** For policies that ask for words with an approval. */
export function approveModal(view: RequestView, metadata: string): Modal {
  return modal('approve', { title: 'Approve', submit: 'Approve' }, metadata, [
    about(view),
    textInput(COMMENT, 'Why do you approve this?', { optional: false, placeholder: 'This policy asks for a comment.' }),
  ]);
}

/** The suggestion is filled in where it fits: the person changes it or sends it as it is. */
export function answerModal(view: RequestView, metadata: string): Modal {
  const args = questionArgsSchema.safeParse(view.action?.args);
  const suggested = args.success ? args.data.suggestedResponse : undefined;
  const question = args.success ? shownText(args.data.question) : null;
  return modal('answer', { title: 'Answer', submit: 'Answer' }, metadata, [
    ...(question?.kind === 'complete' ? [quote(question.text)] : [about(view)]),
    textInput(COMMENT, 'Your answer', {
      optional: false,
      ...(suggested !== undefined && suggested.length <= 3_000 && suggested !== '' ? { initial: suggested } : {}),
    }),
  ]);
}

/** A question in the card's thread and to the agent; it decides nothing. */
export function askModal(view: RequestView, metadata: string): Modal {
  return modal('ask', { title: 'Ask in thread', submit: 'Ask' }, metadata, [
    about(view),
    textInput(COMMENT, 'Your question', {
      optional: false,
      max: 2_000,
      placeholder: 'Posted below the card and put to the agent; decides nothing.',
    }),
  ]);
}

export function readComment(values: ModalValues): string {
  return valueOf(values, COMMENT).trim();
}
export const COMMENT_BLOCK = COMMENT;
