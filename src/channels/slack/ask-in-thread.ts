import type { RequestView } from '../../contracts/view.js';
import type { Caller } from './caller.js';
import type { DoorDeps } from './door-deps.js';
import { cut, escaped, lines, quote, say } from './kit.js';
import { noticeModal } from './modal.js';
import { acknowledge, type Reply } from './reply.js';
import type { Sealed } from './seal.js';
import { describeSlackError } from './slack-error.js';

/** Posts a person's question below the card and calls the requester where that person has a Slack account. Null: posted. It decides nothing. */
export async function askInThread(deps: DoorDeps, caller: Caller, sealed: Sealed, view: RequestView, text: string): Promise<Reply | null> {
  const requester = view.requester ? await accountOf(deps, view.requester.id, caller.team) : undefined;
  try {
    await deps.client.chat.postMessage({
      channel: sealed.channel,
      thread_ts: sealed.ts,
      text: cut(escaped(`${caller.person.name} asks: ${text}`), 1_000),
      blocks: [
        lines({
          type: 'rich_text_section',
          elements: [
            say(`${caller.person.name} asks`, { bold: true }),
            ...(requester ? [say(' '), { type: 'user' as const, user_id: requester }] : []),
            say(':'),
          ],
        }),
        quote(text),
      ],
      parse: 'none',
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
    return null;
  } catch (error) {
    deps.log.warn({ error: describeSlackError(error), requestId: view.id }, 'question not posted in thread');
    return acknowledge({
      kind: 'update',
      view: noticeModal('Not posted', 'Slack did not take the question. Please write it in the thread yourself.'),
    });
  }
}

async function accountOf({ db }: DoorDeps, personId: string, team: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('identities')
    .select('subject')
    .where('person_id', '=', personId)
    .where('channel', '=', 'slack')
    .where('tenant', '=', team)
    .executeTakeFirst();
  return row?.subject;
}
