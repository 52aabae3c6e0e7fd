import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Delivery } from '../channel.js';
import { deliveryResultOf, describeSlackError } from './slack-error.js';

export const METADATA_TYPE = 'countersign_card';

// The ledger's clock and Slack's need not agree to the second.
const SKEW_MS = 600_000;
const PAGE = 200;
/** 1,000 messages since the delivery was made: beyond, a second card is the lesser evil. */
const MOST_PAGES = 5;
const MESSAGE_PLACE = /^[CGD][A-Z0-9]{2,}$/;

/**
 * Looks for a message of ours whose post was not recorded (its answer was lost, or the process died), by the delivery's id in its metadata.
 * Null if there is none, or where the app may not look: without the history scopes a lost answer can make a second card, whose buttons are
 * refused because it is not the recorded one.
 */
export async function findPosted(
  { client, log }: { client: WebClient; log: Logger },
  delivery: Delivery,
  thread?: { channel: string; ts: string },
): Promise<{ channel: string; ts: string } | null> {
  try {
    const channel = thread?.channel ?? (await placeOf(client, delivery.target));
    if (channel === null) return null;
    const oldest = String((delivery.createdAt.getTime() - SKEW_MS) / 1000);
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { channel, oldest, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const { messages = [], response_metadata: next } = thread
        ? await client.conversations.replies({ ...query, ts: thread.ts })
        : await client.conversations.history(query);
      const ts = messages.find(({ metadata }) => isOurs(metadata, delivery.id))?.ts;
      if (ts !== undefined) return { channel, ts };
      cursor = next?.next_cursor;
      if (!cursor) return null;
    }
    return null;
  } catch (error) {
    // Slack's own "no" (a missing scope, a private channel) will not change by trying again; anything else is worth waiting for.
    if (deliveryResultOf(error).kind === 'later') throw error;
    log.warn({ error: describeSlackError(error), target: delivery.target }, 'cannot look for a card that may have been posted');
    return null;
  }
}

function isOurs(metadata: unknown, deliveryId: string): boolean {
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as { event_type?: string; event_payload?: { delivery?: unknown } };
  return type === METADATA_TYPE && payload?.delivery === deliveryId;
}

async function placeOf(client: WebClient, target: string): Promise<string | null> {
  if (MESSAGE_PLACE.test(target)) return target;
  if (!/^[UW][A-Z0-9]{2,}$/.test(target)) return null;
  const { channel } = await client.conversations.open({ users: target });
  return channel?.id ?? null;
}
