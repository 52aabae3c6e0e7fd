import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { cut, escaped, line, lines, say } from './kit.js';
import { describeSlackError, slackErrorCode } from './slack-error.js';

/** Says something to one person only: below the card where they can see it, else in a direct message. Never throws. */
export type Whisper = (to: { user: string; channel: string | null; threadTs?: string | null }, text: string) => Promise<void>;

const NOT_THERE = new Set(['user_not_in_channel', 'channel_not_found', 'not_in_channel', 'is_archived', 'message_not_found']);

export function createWhisper(client: WebClient, log: Logger): Whisper {
  return async ({ user, channel, threadTs }, text) => {
    const message = { text: cut(escaped(text), 1_000), blocks: [lines(line(say(text)))] };
    try {
      if (channel !== null) {
        try {
          await client.chat.postEphemeral({ channel, user, ...(threadTs ? { thread_ts: threadTs } : {}), ...message });
          return;
        } catch (error) {
          if (!NOT_THERE.has(slackErrorCode(error) ?? '')) throw error;
        }
      }
      await client.chat.postMessage({ channel: user, ...message });
    } catch (error) {
      log.warn({ error: describeSlackError(error), user }, 'could not tell a Slack user');
    }
  };
}
