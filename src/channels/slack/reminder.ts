import type { RequestView } from '../../contracts/view.js';
import { cut, escaped, line, lines, moment, say, type Block } from './kit.js';

/** A message in the card's thread that calls the people who have not decided yet; the card itself is above it. */
export function renderReminder(view: RequestView, userIds: readonly string[]): { text: string; blocks: Block[] } {
  const title = view.action?.title ?? view.type ?? view.id;
  const what = view.revision > 1 ? `Revision ${view.revision} waits for a decision` : 'Waits for a decision';
  return {
    text: cut(escaped(`${what}: ${title}`), 300),
    blocks: [
      lines({
        type: 'rich_text_section',
        elements: [
          ...userIds.slice(0, 20).flatMap((id) => [{ type: 'user' as const, user_id: id }, say(' ')]),
          say(`${what}: `),
          say(title, { bold: true }),
        ],
      }),
      ...(view.deadlineAt === null ? [] : [lines(line(say('Decide by: '), moment(view.deadlineAt)))]),
    ],
  };
}
