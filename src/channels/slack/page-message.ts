import type { ReviewerRef } from '../../contracts/plan.js';
import type { RequestView } from '../../contracts/view.js';
import type { Card } from './card.js';
import { cut, escaped, header, line, lines, moment, say } from './kit.js';
import { labelsWith, type Names } from './labels.js';

const bold = { bold: true } as const;
const MOST_CALLED = 20;

/** Rings in the paging channel: what waits and for whom, without what people said or what would run. */
export function renderPage(view: RequestView, paged: readonly ReviewerRef[], names: Names, accounts: readonly string[]): Card {
  const { awaiting, deadlineAt, action } = view;
  const title = action?.title ?? view.type ?? view.id;
  const labelOf = labelsWith(names);
  return {
    text: cut(escaped(`Nobody has decided: ${title}`), 300),
    blocks: [
      header(`Nobody has decided: ${view.type ?? 'request'}`),
      lines(
        line(say(title, bold)),
        ...(paged.length === 0 ? [] : [line(say('Paged: ', bold), say(paged.map(labelOf).join(', ')))]),
        ...(accounts.length === 0
          ? []
          : [line(...accounts.slice(0, MOST_CALLED).flatMap((id) => [{ type: 'user' as const, user_id: id }, say(' ')]))]),
        ...(awaiting
          ? [line(say('Needed: ', bold), say(`${awaiting.filled} of ${awaiting.need}, asked since `), moment(awaiting.since))]
          : []),
        ...(action ? [line(say('Risk: ', bold), say(action.risk))] : []),
        ...(deadlineAt === null ? [] : [line(say('Decide by: ', bold), moment(deadlineAt))]),
        line({ type: 'link', url: view.links.page, text: 'Request page' }, say(`   ${view.id}`)),
      ),
    ],
  };
}
