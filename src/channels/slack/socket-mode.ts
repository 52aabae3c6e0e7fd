import { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { slackLogger } from './client.js';

/**
 * Slack over a web socket that we open: no public URL, no signatures; the connection itself belongs to the app. Several processes may hold
 * one each (Slack spreads what it sends). Bolt reconnects by itself.
 */
export function createSocketModeReceiver(options: { appToken: string; apiUrl: string | null; log: Logger }): SocketModeReceiver {
  const { appToken, apiUrl, log } = options;
  return new SocketModeReceiver({
    appToken,
    logger: slackLogger(log),
    ...(apiUrl === null ? {} : { installerOptions: { clientOptions: { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` } } }),
    // A failed interaction is not acknowledged: Slack shows the person that it did not work.
    processEventErrorHandler: ({ error }) => {
      log.error({ err: error }, 'slack interaction failed');
      return Promise.resolve(false);
    },
  });
}

// Slack answers a close at once; where it does not, the process must still end soon.
const CLOSE_MS = 2_000;

/** Closes the connection and waits for it: Bolt's own stop returns before, and would leave its timers behind. */
export async function closeSocketMode(receiver: SocketModeReceiver): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
  await Promise.race([receiver.client.disconnect(), patience]);
  clearTimeout(timer);
}
