import { assertNever } from '../../contracts/assert-never.js';
import type { Status } from '../../contracts/status.js';
import type { DecisionView, RequestView } from '../../contracts/view.js';
import type { NoteTopic } from '../topic.js';
import type { Card } from './card.js';
import { requestLink } from './card-facts.js';
import { cut, escaped, line, lines, quote, say, type Block } from './kit.js';
import { shownText } from './shown-json.js';

const bold = { bold: true } as const;

/** Said once, about one decision. `mention`: the Slack account to call. Null where there is nothing to say (any more). */
export function renderNote(view: RequestView, { about, decisionId }: NoteTopic, mention: string | null): Card | null {
  const decision = view.decisions.find((each) => each.decisionId === decisionId);
  if (!decision) return null;
  switch (about) {
    case 'override':
      return overridden(view, decision);
    case 'objection':
      return objection(view, decision);
    case 'answer':
      return decision.answer === null ? null : answered(view, decision, decision.answer, mention);
    case 'undo':
      return view.status === 'unknown' ? notUndone(view, decision) : null;
    default:
      return assertNever(about);
  }
}

function overridden(view: RequestView, { by, comment, answer }: DecisionView): Card {
  const { resolution, awaiting } = view;
  const approves = answer !== 'rejected';
  const waits = awaiting?.overrides.some((each) => each.by.id === by.id) ?? false;
  const others = (resolution?.by === 'override' ? resolution.people : []).filter((id) => id !== by.id);
  const together = others.map((id) => view.decisions.find((each) => each.by.id === id)?.by.name ?? id);
  const head = waits
    ? `${by.name} wants to override the reviewers`
    : `${[...together, by.name].join(' and ')} overrode the reviewers: ${approves ? 'approved' : 'rejected'}`;
  return message(view, head, [
    lines(line(say('Why:', bold))),
    said(comment ?? ''),
    ...(waits ? [lines(line(say('A second person with that permission has to agree.')))] : []),
    ...(waits || !approves ? [] : [lines(...lookBack(view))]),
  ]);
}

/** Who was passed over says afterwards whether it was right. */
function lookBack(view: RequestView) {
  if (view.followUps.length === 0) return [line(say('You will be asked whether it was right.'))];
  return view.followUps.slice(0, 3).map((id) => line(say('Was it right? ', bold), requestLink(view, id)));
}

const NOW: Partial<Record<Status, string>> = {
  executing: 'It is running',
  executed: 'It is done',
  failed: 'It failed',
  unknown: 'Nobody can say whether it happened',
};

function objection(view: RequestView, { by, comment }: DecisionView): Card {
  return message(view, `${by.name} objected after it had been started`, [
    ...(comment === null ? [] : [said(comment)]),
    lines(line(say(`${NOW[view.status] ?? 'It was started'}. The objection is recorded and changes nothing by itself.`))),
  ]);
}

function notUndone(view: RequestView, { by }: DecisionView): Card {
  return message(view, 'It could not be undone', [
    lines(line(say(`${by.name} wanted it undone, and that was not possible. It still has to be settled: did it happen?`))),
  ]);
}

function answered(view: RequestView, { comment }: DecisionView, answer: string, mention: string | null): Card {
  return message(view, 'The answer to a question', [
    lines(
      line(
        ...(mention === null ? [] : [{ type: 'user' as const, user_id: mention }, say(' ')]),
        say('asked: '),
        say(cut(comment ?? '', 500), { italic: true }),
      ),
    ),
    said(answer),
  ]);
}

function message(view: RequestView, head: string, blocks: Block[]): Card {
  const title = view.action?.title ?? view.type ?? view.id;
  return {
    text: cut(escaped(`${head}: ${title}`), 300),
    blocks: [
      lines(line(say(head, bold)), line(say(title))),
      ...blocks,
      lines(line({ type: 'link', url: view.links.page, text: 'Request page' }, say(`   ${view.id}`))),
    ],
  };
}

function said(text: string): Block {
  const shown = shownText(text, 2_500);
  return quote(shown.kind === 'complete' ? shown.text : `${shown.head}… (continued on the request page)`);
}
