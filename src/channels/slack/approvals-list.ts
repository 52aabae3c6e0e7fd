import type { RequestSummary } from '../../contracts/view.js';
import { namesOf } from '../../ledger/people.js';
import { deliveredCards } from '../../ledger/slack-messages.js';
import { settledBy } from '../../ledger/unknown-outcomes.js';
import type { Caller } from './caller.js';
import type { Card } from './card.js';
import { NOT_RECORDED_TEXT } from './decide.js';
import type { DoorDeps } from './door-deps.js';
import { line, lines, moment, say, type Block } from './kit.js';
import type { Names } from './labels.js';
import { acknowledge, type Reply } from './reply.js';

const MOST = 20;
/** Unknown outcomes are rare; a deployment with more has another trouble. */
const MOST_UNKNOWN = 100;

/**
 * `/approvals`: what waits for this person, themselves or in somebody's place, and what they may settle; with the way to each card and page.
 * Nothing can be decided from the list itself.
 */
export async function listWaiting({ db, intake, workspace, log }: DoorDeps, caller: Caller): Promise<Reply> {
  const by = { kind: 'person' as const, personId: caller.person.id };
  try {
    const answer = await intake.list(by, { reviewer: caller.person.id, status: ['pending'], limit: MOST });
    if (answer.kind === 'refused') return message(answer.message);
    const unknown = await intake.list(by, { status: ['unknown'], limit: MOST_UNKNOWN });
    if (unknown.kind === 'refused') return message(unknown.message);
    const mine = await settledBy(
      db,
      caller.person.id,
      unknown.value.items.map(({ id }) => id),
    );
    const items = [...unknown.value.items.filter(({ id }) => mine.has(id)), ...answer.value.items].slice(0, MOST);
    const cards = await deliveredCards(
      db,
      items.map(({ id }) => id),
    );
    const names = await namesOf(
      db,
      items.flatMap(({ claims }) => claims.map((each) => each.by)),
    );
    const { url } = await workspace();
    const linkOf = (requestId: string) => {
      // The direct message of somebody else would be a dead link.
      const card = cards.find((each) => each.requestId === requestId && (!each.channel.startsWith('D') || each.target === caller.user));
      return card && url !== null ? `${url.replace(/\/$/, '')}/archives/${card.channel}/p${card.ts.replace('.', '')}` : null;
    };
    const more = answer.value.nextCursor !== null || answer.value.items.length + mine.size > MOST;
    return acknowledge({ kind: 'message', card: renderWaiting(items, { linkOf, names, more }) });
  } catch (error) {
    log.error({ err: error, person: caller.person.id }, '/approvals failed');
    return message(NOT_RECORDED_TEXT.replace('Not recorded: the', 'The'));
  }
}

interface ListContext {
  linkOf: (requestId: string) => string | null;
  names: Names;
  /** There are more than are listed. */
  more: boolean;
}

export function renderWaiting(items: readonly RequestSummary[], { linkOf, names, more }: ListContext): Card {
  if (items.length === 0) return { text: 'Nothing waits for you.', blocks: [lines(line(say('Nothing waits for you.')))] };
  const head = items.length === 1 ? '1 request waits for you' : `${items.length}${more ? ' or more' : ''} requests wait for you`;
  return { text: head, blocks: [lines(line(say(head, { bold: true }))), ...items.map((item) => entry(item, linkOf(item.id), names))] };
}

function entry(item: RequestSummary, card: string | null, names: Names): Block {
  const about = [item.type ?? 'request', item.risk === null ? null : `${item.risk} risk`, `revision ${item.revision}`]
    .filter((part) => part !== null)
    .join(' · ');
  return lines(
    line(say(item.title ?? item.id, { bold: true })),
    line(say(about), ...(item.deadlineAt === null ? [] : [say(' · decide by '), moment(item.deadlineAt)])),
    ...(item.status === 'unknown' ? [line(say('Nobody can say whether it happened; it has to be settled.'))] : []),
    ...item.claims.slice(0, 5).map(({ by, until }) => line(say(`Taken by ${names.get(by) ?? by}, until `), moment(until))),
    ...(item.unreachable ? [line(say('Nobody is left who could complete it.'))] : []),
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
