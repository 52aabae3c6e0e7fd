import { questionArgsSchema } from '../../contracts/action.js';
import type { Verb } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { quote, say, line, lines, type Block, type Modal } from './kit.js';
import { about, modal, textInput } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';
import { shownText } from './shown-json.js';

export const COMMENT_BLOCK = 'comment';

/** For policies that ask for words with an approval. */
export function approveModal(view: RequestView, metadata: string): Modal {
  return modal('approve', { title: 'Approve', submit: 'Approve' }, metadata, [
    about(view),
    textInput(COMMENT_BLOCK, 'Why do you approve this?', { optional: false, placeholder: 'This policy asks for a comment.' }),
  ]);
}

/** The suggestion is filled in where it fits: the person changes it or sends it as it is. */
export function answerModal(view: RequestView, metadata: string): Modal {
  const args = questionArgsSchema.safeParse(view.action?.args);
  const suggested = args.success ? args.data.suggestedResponse : undefined;
  const question = args.success ? shownText(args.data.question) : null;
  return modal('answer', { title: 'Answer', submit: 'Answer' }, metadata, [
    ...(question?.kind === 'complete' ? [quote(question.text)] : [about(view)]),
    textInput(COMMENT_BLOCK, 'Your answer', {
      optional: false,
      ...(suggested !== undefined && suggested.length <= 3_000 && suggested !== '' ? { initial: suggested } : {}),
    }),
  ]);
}

/** A question in the card's thread and to the agent, or to whoever asked for the action; it decides nothing. */
export function askModal(view: RequestView, metadata: string): Modal {
  const whom = view.agent === null ? 'whoever asked for this' : 'the agent';
  return modal('ask', { title: 'Ask in thread', submit: 'Ask' }, metadata, [
    about(view),
    textInput(COMMENT_BLOCK, 'Your question', {
      optional: false,
      max: 2_000,
      placeholder: `Posted below the card and put to ${whom}; decides nothing.`,
    }),
  ]);
}

/** A no that ends the request once enough people say it; in the veto window it also stops what was approved. */
export function denyModal(view: RequestView, metadata: string): Modal {
  return modal('deny', { title: 'Deny', submit: 'Deny for good' }, metadata, [
    about(view),
    ...(view.status === 'approved' ? [lines(line(say('It was approved and has not been started. A denial can still stop it.')))] : []),
    wordsInput(view, 'deny', 'Why?'),
  ]);
}

/** What a reviewer asked, for whoever asked for the action. */
export function replyModal(view: RequestView, decisionId: string, metadata: string): Modal {
  const question = shownText(view.decisions.find((each) => each.decisionId === decisionId)?.comment ?? '', 2_500);
  return modal('reply', { title: 'Answer a question', submit: 'Answer' }, metadata, [
    about(view),
    quote(question.kind === 'complete' ? question.text : question.head),
    textInput(COMMENT_BLOCK, 'Your answer', { optional: false, placeholder: 'Shown to the reviewers and kept; it decides nothing.' }),
  ]);
}

/** Words that go with a verb: needed where the policy says so. */
export function wordsInput(view: RequestView, verb: Verb, label: string, placeholder = 'Shown on the card and kept.'): Block {
  return textInput(COMMENT_BLOCK, label, { optional: !asksForWords(view, verb), placeholder });
}

export type Words = { kind: 'ok'; comment: string | undefined } | { kind: 'errors'; errors: Record<string, string> };

export function readWords(values: ModalValues, view: RequestView, verb: Verb): Words {
  const comment = readComment(values);
  if (comment === '' && asksForWords(view, verb)) return missingWords;
  return { kind: 'ok', comment: comment === '' ? undefined : comment };
}

export const missingWords = { kind: 'errors' as const, errors: { [COMMENT_BLOCK]: 'Please write something.' } };

export function asksForWords(view: RequestView, verb: Verb): boolean {
  return view.plan?.requireComment.some((each) => each === verb) ?? false;
}

export function readComment(values: ModalValues): string {
  return valueOf(values, COMMENT_BLOCK).trim();
}
