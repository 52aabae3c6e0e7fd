import type { RequestSummary } from '../../contracts/view.js';
import { deliveredCards } from '../../ledger/slack-messages.js';
import type { Caller } from './caller.js';
import type { Card } from './card.js';
import { NOT_RECORDED_TEXT } from './decide.js';
import type { DoorDeps } from './door-deps.js';
import { line, lines, moment, say, type Block } from './kit.js';
import { acknowledge, type Reply } from './reply.js';

const MOST = 20;

/** `/approvals`: what waits for this person, with the way to each card and page. Nothing can be decided from the list itself. */
export async function listWaiting({ db, intake, workspace, log }: DoorDeps, caller: Caller): Promise<Reply> {
  try {
    const answer = await intake.list(
      { kind: 'person', personId: caller.person.id },
      { reviewer: caller.person.id, status: ['pending'], limit: MOST },
    );
    if (answer.kind === 'refused') return message(answer.message);
    const { items, nextCursor } = answer.value;
    const cards = await deliveredCards(
      db,
      items.map(({ id }) => id),
    );
    const { url } = await workspace();
    const linkOf = (requestId: string) => {
      // The direct message of somebody else would be a dead link.
      const card = cards.find((each) => each.requestId === requestId && (!each.channel.startsWith('D') || each.target === caller.user));
      return card && url !== null ? `${url.replace(/\/$/, '')}/archives/${card.channel}/p${card.ts.replace('.', '')}` : null;
    };
    return acknowledge({ kind: 'message', card: renderWaiting(items, linkOf, nextCursor !== null) });
  } catch (error) {
    log.error({ err: error, person: caller.person.id }, '/approvals failed');
    return message(NOT_RECORDED_TEXT.replace('Not recorded: the', 'The'));
  }
}

export function renderWaiting(items: readonly RequestSummary[], linkOf: (requestId: string) => string | null, more: boolean): Card {
  if (items.length === 0) return { text: 'Nothing waits for you.', blocks: [lines(line(say('Nothing waits for you.')))] };
  const head = items.length === 1 ? '1 request waits for you' : `${items.length}${more ? ' or more' : ''} requests wait for you`;
  return { text: head, blocks: [lines(line(say(head, { bold: true }))), ...items.map((item) => entry(item, linkOf(item.id)))] };
}

function entry(item: RequestSummary, card: string | null): Block {
  const about = [item.type ?? 'request', item.risk === null ? null : `${item.risk} risk`, `revision ${item.revision}`]
    .filter((part) => part !== null)
    .join(' · ');
  return lines(
    line(say(item.title ?? item.id, { bold: true })),
    line(say(about), ...(item.deadlineAt === null ? [] : [say(' · decide by '), moment(item.deadlineAt)])),
    line(...(card === null ? [] : [{ type: 'link' as const, url: card, text: 'Card' }, say('   ')]), {
      type: 'link',
      url: item.links.page,
      text: 'Request page',
    }),
  );
}

function message(text: string): Reply {
  return acknowledge({ kind: 'message', card: { text, blocks: [lines(line(say(text)))] } });
}
