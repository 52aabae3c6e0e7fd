import type { RequestView } from '../../contracts/view.js';
import type { Card } from './card.js';
import { replyButtons } from './card-buttons.js';
import { cut, escaped, header, line, lines, quote, say, type Block } from './kit.js';
import { shownText } from './shown-json.js';

const bold = { bold: true } as const;

/** What a reviewer wants to know, for whoever asked for the action. Null where there is no such question. */
export function renderQuestion(view: RequestView, decisionId: string): Card | null {
  const asked = view.decisions.find((each) => each.decisionId === decisionId && each.verb === 'ask');
  if (!asked) return null;
  const title = view.action?.title ?? view.type ?? view.id;
  return {
    text: cut(escaped(`${asked.by.name} asks about ${title}`), 300),
    blocks: [
      header(`A question about ${view.type ?? 'a request'}`),
      lines(line(say(title, bold)), line(say(`${asked.by.name} has to decide this, and asks:`))),
      said(asked.comment ?? ''),
      ...answer(view, decisionId, asked.answer),
      lines(line({ type: 'link', url: view.links.page, text: 'Request page' }, say(`   ${view.id}`))),
    ],
  };
}

/** Whether an answer would still help somebody. */
export function isOpenQuestion(view: RequestView, decisionId: string): boolean {
  const asked = view.decisions.find((each) => each.decisionId === decisionId && each.verb === 'ask');
  return asked !== undefined && asked.answer === null && asked.revision === view.revision && view.status === 'pending';
}

function answer(view: RequestView, decisionId: string, given: string | null): Block[] {
  if (given !== null) return [lines(line(say('The answer:', bold))), said(given)];
  if (!isOpenQuestion(view, decisionId) || view.digest === null) return [lines(line(say('No answer is needed any more.')))];
  return [
    lines(line(say('Your answer goes to the reviewers and into the record. It decides nothing.'))),
    replyButtons(view, { requestId: view.id, revision: view.revision, digest: view.digest }),
  ];
}

function said(text: string): Block {
  const shown = shownText(text, 2_500);
  return quote(shown.kind === 'complete' ? shown.text : `${shown.head}… (continued on the request page)`);
}
