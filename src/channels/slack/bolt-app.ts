import { App, type Receiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { AckBody, Reply } from './reply.js';
import { slackLogger } from './client.js';
import type { SlackDoor } from './door.js';
import { assertNever } from '../../contracts/assert-never.js';

/** A Bolt app whose handlers only carry between Slack and the door: the same for HTTP and Socket Mode. */
export function createBoltApp(options: { receiver: Receiver; botToken: string; door: SlackDoor; log: Logger }): App {
  const { receiver, botToken, door, log } = options;
  const app = new App({
    receiver,
    // One workspace, one token: Bolt must not ask Slack who it is on the way of a click.
    authorize: () => Promise.resolve({ botToken }),
    ignoreSelf: false,
    convoStore: false,
    logger: slackLogger(log),
  });
  const ours = /^countersign\./;

  app.action(ours, async ({ body, ack }) => carry(await door.blockActions(body), () => ack()));
  app.view(ours, async ({ body, ack }) => {
    await carry(await door.viewSubmission(body), (answer) => ack(viewAnswer(answer)));
  });
  app.command(/^\/approvals$/, async ({ body, ack }) => {
    await carry(await door.slashCommand(body), (answer) =>
      answer.kind === 'message' ? ack({ response_type: 'ephemeral', text: answer.card.text, blocks: answer.card.blocks }) : ack(),
    );
  });
  app.error((error) => {
    log.error({ err: error }, 'slack interaction failed');
    return Promise.resolve();
  });
  return app;

  async function carry(reply: Reply, ack: (body: AckBody) => Promise<void>): Promise<void> {
    if (reply.kind === 'acknowledge') await ack(reply.body);
    // Told after the answer, and not awaited by it: Slack's three seconds are for the decision.
    void reply.afterwards().catch((error: unknown) => log.warn({ err: error }, 'slack follow-up failed'));
  }
}

function viewAnswer(body: AckBody) {
  switch (body.kind) {
    case 'nothing':
    case 'message':
      return undefined;
    case 'close':
      return { response_action: 'clear' as const };
    case 'errors':
      return { response_action: 'errors' as const, errors: body.errors };
    case 'update':
      return { response_action: 'update' as const, view: body.view };
    default:
      return assertNever(body);
  }
}
