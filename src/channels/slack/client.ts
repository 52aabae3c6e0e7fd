import { LogLevel, WebClient, type Logger as SlackLogger } from '@slack/web-api';
import type { Logger } from 'pino';

// Slack answers in a fraction of a second; ten is the most that a card or a click should wait for a broken connection.
const TIMEOUT_MS = 10_000;

/** The Web API client. It never retries by itself: the dispatcher does, with its record; a click has 3 s in all. */
export function createSlackClient(options: { botToken: string; apiUrl: string | null; log: Logger; timeoutMs?: number }): WebClient {
  return new WebClient(options.botToken, {
    ...(options.apiUrl === null ? {} : { slackApiUrl: options.apiUrl.endsWith('/') ? options.apiUrl : `${options.apiUrl}/` }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    allowAbsoluteUrls: false,
    logger: slackLogger(options.log),
  });
}

/** Slack's libraries log into ours; their debug output holds message texts and stays off. */
export function slackLogger(log: Logger): SlackLogger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (...words: unknown[]) =>
      log[level]({ from: 'slack-sdk' }, words.map(String).join(' '));
  return {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
