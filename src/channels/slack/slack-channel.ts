import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { assertNever } from '../../contracts/assert-never.js';
import { isTerminal } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import type { Db } from '../../ledger/ledger.js';
import type { Channel, Delivery, DeliveryResult } from '../channel.js';
import type { Card } from './card.js';
import { accountOf, callable, cardOf, namesFor } from './card-context.js';
import { findPosted, METADATA_TYPE } from './find-posted.js';
import { renderNote } from './notes.js';
import { renderOutcome } from './outcome-card.js';
import { renderPage } from './page-message.js';
import { directTargetsOf, targetsOf } from './places.js';
import { isOpenQuestion, renderQuestion } from './question-card.js';
import { renderReminder } from './reminder.js';
import { deliveryResultOf, slackErrorCode } from './slack-error.js';
import { parseNoteTopic } from '../topic.js';

export interface SlackChannelDeps {
  client: WebClient;
  db: Db;
  /** The team whose identities are asked; null while nobody has said: then any Slack identity is tried. */
  teamId: () => string | null;
  /** Where cards go when nobody asked can be reached; null: nowhere. */
  fallbackChannel: string | null;
  /** Rings when somebody is paged; null: nowhere. */
  pageChannel: string | null;
  log: Logger;
}

const refSchema = z.object({ channel: z.string(), ts: z.string() });
type MessageRef = z.infer<typeof refSchema>;

/** What a message is put below; null: it stands by itself. */
interface Thread {
  card: MessageRef;
  /** In a channel a thread's reply is easily missed; a broadcast one also shows in the channel. */
  broadcast: boolean;
}

/** There was nothing to show any more. */
const SKIPPED: DeliveryResult = { kind: 'delivered', message: { posted: false } };

/** Cards in channels of groups and in direct messages, rewritten on every move; and what is said once beside them. */
export function createSlackChannel(deps: SlackChannelDeps): Channel {
  return {
    name: 'slack',
    limits: 'everywhere',
    targets: (addressees) =>
      targetsOf(addressees, deps.teamId(), deps.fallbackChannel).map((target) => ({ target, kind: 'card' as const })),
    direct: (addressees) => directTargetsOf(addressees, deps.teamId()),
    pages: deps.pageChannel === null ? [] : [deps.pageChannel],
    deliver: async (delivery, view, signal) => {
      try {
        return await show(deps, delivery, view, signal);
      } catch (error) {
        return deliveryResultOf(error);
      }
    },
  };
}

async function show(deps: SlackChannelDeps, delivery: Delivery, view: RequestView, signal: AbortSignal): Promise<DeliveryResult> {
  switch (delivery.kind) {
    case 'card':
      // Over before anybody saw it: nothing to show.
      return showCurrent(deps, delivery, view, await cardOf(deps, view, delivery.target), {
        worthPosting: !isTerminal(view.status),
        signal,
      });
    case 'outcome': {
      const card = renderOutcome(view, Number(delivery.topic), await namesFor(deps, view));
      return showCurrent(deps, delivery, view, card, { worthPosting: view.status === 'unknown', signal });
    }
    case 'question': {
      const card = renderQuestion(view, delivery.topic);
      return card === null
        ? SKIPPED
        : showCurrent(deps, delivery, view, card, { worthPosting: isOpenQuestion(view, delivery.topic), signal });
    }
    case 'reminder':
      return remind(deps, delivery, view);
    case 'note':
      return tell(deps, delivery, view);
    case 'page': {
      const { accounts } = await callable(deps, view, delivery.refs);
      return sayOnce(deps, delivery, view, renderPage(view, delivery.refs, await namesFor(deps, view), accounts), null);
    }
    case 'callback':
      return { kind: 'failed', error: 'Slack takes no callbacks' };
    default:
      return assertNever(delivery.kind);
  }
}

/** Posts the first time, rewrites afterwards. */
async function showCurrent(
  deps: SlackChannelDeps,
  delivery: Delivery,
  view: RequestView,
  card: Card,
  { worthPosting, signal }: { worthPosting: boolean; signal: AbortSignal },
): Promise<DeliveryResult> {
  const { client } = deps;
  const message = { ...card, ...asSent(delivery, view) };
  const known = refOf(delivery.message) ?? (delivery.attempts > 1 ? await findPosted(deps, delivery) : null);
  if (known !== null) {
    try {
      await client.chat.update({ ...message, ...known });
      return { kind: 'delivered', message: known };
    } catch (error) {
      // Somebody deleted the card: whoever is asked needs another one.
      if (slackErrorCode(error) !== 'message_not_found') throw error;
    }
  }
  if (!worthPosting) return SKIPPED;
  if (signal.aborted) return { kind: 'later', afterMs: null, error: 'stopping', message: null };
  const posted = await client.chat.postMessage({ ...message, channel: delivery.target });
  return { kind: 'delivered', message: refSchema.parse(posted) };
}

async function remind(deps: SlackChannelDeps, delivery: Delivery, view: RequestView): Promise<DeliveryResult> {
  const card = refOf(delivery.card);
  if (card === null) return { kind: 'failed', error: 'there is no card to remind of' };
  if (isDirect(card)) return sayOnce(deps, delivery, view, renderReminder(view, []), { card, broadcast: true });
  const { accounts, resting } = await callable(deps, view, view.awaiting?.asked ?? []);
  // Whoever is left asked for rest.
  if (accounts.length === 0 && resting) return SKIPPED;
  return sayOnce(deps, delivery, view, renderReminder(view, accounts), { card, broadcast: true });
}

/** Below the card where there is one. */
async function tell(deps: SlackChannelDeps, delivery: Delivery, view: RequestView): Promise<DeliveryResult> {
  const topic = parseNoteTopic(delivery.topic);
  if (!topic) return SKIPPED;
  const asker = topic.about === 'answer' ? view.decisions.find(({ decisionId }) => decisionId === topic.decisionId)?.by.id : undefined;
  const note = renderNote(view, topic, asker === undefined ? null : await accountOf(deps, asker));
  if (note === null) return SKIPPED;
  const card = refOf(delivery.card);
  return sayOnce(deps, delivery, view, note, card === null ? null : { card, broadcast: topic.about !== 'answer' });
}

async function sayOnce(
  deps: SlackChannelDeps,
  delivery: Delivery,
  view: RequestView,
  card: Card,
  thread: Thread | null,
): Promise<DeliveryResult> {
  const found = delivery.attempts > 1 ? await findPosted(deps, delivery, thread?.card) : null;
  if (found !== null) return { kind: 'delivered', message: found };
  const message = { ...card, ...asSent(delivery, view), channel: thread?.card.channel ?? delivery.target };
  const { chat } = deps.client;
  const posted = await (thread === null
    ? chat.postMessage(message)
    : chat.postMessage({ ...message, thread_ts: thread.card.ts, reply_broadcast: thread.broadcast }));
  return { kind: 'delivered', message: refSchema.parse(posted) };
}

/** The notification's text must stay as it is: no names and addresses made into links. */
function asSent(delivery: Delivery, view: RequestView) {
  const metadata = { event_type: METADATA_TYPE, event_payload: { delivery: delivery.id, request: view.id, kind: delivery.kind } };
  return { metadata, parse: 'none' as const, link_names: false, unfurl_links: false, unfurl_media: false };
}

function isDirect({ channel }: MessageRef): boolean {
  return channel.startsWith('D');
}

function refOf(message: unknown): MessageRef | null {
  const parsed = refSchema.safeParse(message);
  return parsed.success ? { channel: parsed.data.channel, ts: parsed.data.ts } : null;
}
