import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createEmulator } from 'emulate';
import { BOT_SCOPES, IMPORT_SCOPES } from '../../src/channels/slack/scopes.js';
import { messageProblems, modalProblems } from './block-kit.js';
import type { SlackConfig } from '../../src/config.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';

export const SIGNING_SECRET = 'e6b19c573432dcc6b075501d51b51bb8';
export const BOT_TOKEN = 'xoxb-countersign-test';
export const APP_TOKEN = 'xapp-countersign-test';
export const APP_ID = 'A0COUNTER';
/** An app whose clicks arrive by HTTP, in whichever workspace. */
export function slackConfig(apiUrl: string, over: Partial<SlackConfig> = {}): SlackConfig {
  return {
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    appToken: null,
    apiUrl,
    channel: null,
    pageChannel: null,
    teamId: null,
    appId: null,
    ...over,
  };
}
/** What an app has that was made from our manifest. */
export const MANIFEST_SCOPES = [...Object.keys(BOT_SCOPES), ...Object.keys(IMPORT_SCOPES)];
const ADMIN_TOKEN = 'xoxp-admin-test';
const BOT_USER = 'U0COUNTER';
const BOT_ID = 'B0COUNTER';

export interface SlackMessage {
  ts: string;
  text: string;
  thread_ts?: string;
  blocks?: { type: string; elements?: { action_id?: string; value?: string; options?: { text: { text: string }; value: string }[] }[] }[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

export interface SlackEmulator {
  /** For SLACK_API_URL: goes through the fault proxy. */
  apiUrl: string;
  team: string;
  users: Readonly<Record<string, string>>;
  channels: Readonly<Record<string, string>>;
  proxy: FaultProxy;
  /** Top-level messages of a channel or a person's direct messages, newest first. */
  messages(place: string): Promise<SlackMessage[]>;
  /** The channel of the app's direct messages with this user. */
  direct(user: string): Promise<string>;
  thread(channel: string, ts: string): Promise<SlackMessage[]>;
  /** What was said privately so far, in order. */
  whispers(): { user: string; text: string }[];
  /** The dialogs that were opened so far, in order. */
  views(): { id: string; callback_id: string; private_metadata: string; blocks: Record<string, unknown>[] }[];
  /** A trigger id that `views.open` will take from us for this user. */
  trigger(user: string): Promise<string>;
  close(): Promise<void>;
}

/** The public Slack emulator with one workspace, our app with exactly the manifest's scopes, and the fault proxy before it. */
export async function startSlackEmulator(people: readonly string[] = ['ada', 'bob', 'eve']): Promise<SlackEmulator> {
  const emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        strict_scopes: true,
        users: people.map((name) => ({ name, real_name: name })),
        channels: [{ name: 'approvals' }, { name: 'finance' }, { name: 'secret', is_private: true }],
        oauth_apps: [
          {
            app_id: APP_ID,
            client_id: '1.1',
            client_secret: 'x',
            name: 'Countersign',
            redirect_uris: [],
            scopes: MANIFEST_SCOPES,
            bot_id: BOT_ID,
            bot_user_id: BOT_USER,
            bot_name: 'countersign',
          },
        ],
        tokens: [
          {
            token: BOT_TOKEN,
            type: 'bot',
            user: BOT_USER,
            app_id: APP_ID,
            bot_id: BOT_ID,
            bot_user_id: BOT_USER,
            scopes: MANIFEST_SCOPES,
          },
          {
            token: ADMIN_TOKEN,
            user: 'U000000001',
            scopes: [
              'users:read',
              'channels:read',
              'groups:read',
              'channels:manage',
              'groups:write',
              'channels:history',
              'groups:history',
              'im:read',
              'im:history',
              'chat:write',
            ],
          },
        ],
      },
    },
  });
  const proxy = await startFaultProxy(() => emulator.url);

  async function call(token: string, method: string, args: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const answer = await fetch(`${emulator.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(args),
    });
    return (await answer.json()) as Record<string, unknown>;
  }
  const named = (list: unknown) => Object.fromEntries((list as { id: string; name: string }[]).map(({ id, name }) => [name, id]));
  const users = named((await call(ADMIN_TOKEN, 'users.list'))['members']);
  const channels = named((await call(ADMIN_TOKEN, 'conversations.list', { types: 'public_channel,private_channel' }))['channels']);
  for (const name of ['approvals', 'finance'])
    await call(ADMIN_TOKEN, 'conversations.invite', { channel: channels[name] ?? '', users: BOT_USER });

  async function placeOf(place: string): Promise<string> {
    if (!place.startsWith('U')) return place;
    const opened = await call(BOT_TOKEN, 'conversations.open', { users: place });
    return (opened['channel'] as { id: string }).id;
  }

  return {
    apiUrl: `${proxy.url}/api/`,
    team: 'T000000001',
    users,
    channels,
    proxy,
    messages: async (place) => {
      const answer = await call(BOT_TOKEN, 'conversations.history', { channel: await placeOf(place) });
      return answer['messages'] as SlackMessage[];
    },
    direct: placeOf,
    thread: async (channel, ts) => (await call(BOT_TOKEN, 'conversations.replies', { channel, ts }))['messages'] as SlackMessage[],
    whispers: () =>
      proxy.calls
        .filter(({ path }) => path === 'api/chat.postEphemeral')
        .map(({ args }) => ({ user: String(args['user']), text: String(args['text']) })),
    views: () =>
      proxy.calls
        .filter(({ path, answer }) => path === 'api/views.open' && answer?.['ok'] === true)
        .map(({ answer }) => answer?.['view'] as ReturnType<SlackEmulator['views']>[number]),
    trigger: async (user) => String((await call(BOT_TOKEN, 'views.generateTriggerId', { user_id: user }))['trigger_id']),
    close: async () => {
      await proxy.close();
      await emulator.close();
      const refused = proxy.calls.flatMap(refusedBySlack);
      if (refused.length > 0) throw new Error(`Slack would refuse: ${[...new Set(refused)].slice(0, 5).join('; ')}`);
    },
  };
}

/** The emulator takes any blocks; Slack does not. Problems of whatever was sent, each with its call. */
function refusedBySlack({ path, args }: FaultProxy['calls'][number]): string[] {
  if (path === 'api/views.open') return modalProblems(args['view']).map((problem) => `${path} ${problem}`);
  if (!['api/chat.postMessage', 'api/chat.update', 'api/chat.postEphemeral'].includes(path)) return [];
  const { text, blocks = [] } = args;
  const problems = messageProblems({ text: typeof text === 'string' ? text : JSON.stringify(text), blocks: blocks as unknown[] });
  return problems.map((problem) => `${path} ${problem}`);
}

/** Signs bytes as Slack does; `at` in seconds. */
export function signed(body: string, at = Math.floor(Date.now() / 1000), secret = SIGNING_SECRET): Record<string, string> {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
  };
}

let clicks = 0;
/** A click's payload as Slack sends it (block_actions), on the button of that action id and, in a menu, on that option. */
export function clickPayload(
  slack: Pick<SlackEmulator, 'team'>,
  click: { user: string; channel: string; message: SlackMessage; action: string; option?: string; trigger?: string; actionTs?: string },
) {
  const element = click.message.blocks
    ?.flatMap((block) => block.elements ?? [])
    .find((each) => each.action_id === `countersign.${click.action}`);
  if (!element) throw new Error(`the message has no ${click.action} button`);
  const option = element.options?.find((each) => each.text.text.startsWith(click.option ?? ' '));
  clicks += 1;
  return {
    type: 'block_actions',
    api_app_id: APP_ID,
    team: { id: slack.team, domain: 'emulate' },
    user: { id: click.user, username: 'somebody', team_id: slack.team },
    trigger_id: click.trigger ?? '1.1.none',
    container: { type: 'message', message_ts: click.message.ts, channel_id: click.channel, is_ephemeral: false },
    channel: { id: click.channel, name: 'x' },
    message: { ts: click.message.ts },
    response_url: 'https://hooks.slack.com/actions/T/1/x',
    actions: [
      {
        type: option ? 'overflow' : 'button',
        block_id: 'b',
        action_id: `countersign.${click.action}`,
        action_ts: click.actionTs ?? `1700000000.${String(clicks).padStart(6, '0')}`,
        ...(option ? { selected_option: option } : { value: element.value }),
      },
    ],
  };
}

/** By block id: texts of inputs, the values of chosen options, or chosen accounts. */
export type DialogValues = Record<string, string | { option: string } | { user: string }>;

/** A dialog's submission (view_submission). */
export function submitPayload(
  slack: Pick<SlackEmulator, 'team'>,
  submission: {
    user: string;
    view: { id: string; callback_id: string; private_metadata: string };
    values: DialogValues;
  },
) {
  const { id, callback_id, private_metadata } = submission.view;
  return {
    type: 'view_submission',
    api_app_id: APP_ID,
    team: { id: slack.team, domain: 'emulate' },
    user: { id: submission.user, username: 'somebody', team_id: slack.team },
    trigger_id: '1.1.none',
    view: {
      id,
      team_id: slack.team,
      type: 'modal',
      callback_id,
      private_metadata,
      hash: '1.x',
      app_id: APP_ID,
      state: {
        values: Object.fromEntries(
          Object.entries(submission.values).map(([block, value]) => [
            block,
            {
              value:
                typeof value === 'string'
                  ? { type: 'plain_text_input', value }
                  : 'option' in value
                    ? { type: 'static_select', selected_option: { value: value.option } }
                    : { type: 'users_select', selected_user: value.user },
            },
          ]),
        ),
      },
    },
  };
}

export const asForm = (payload: unknown) => `payload=${encodeURIComponent(JSON.stringify(payload))}`;

/** Sends a payload to our endpoint, signed, as Slack does. */
export async function deliver(
  endpoint: string,
  body: string,
  headers: Record<string, string> = signed(body),
): Promise<{ status: number; body: string }> {
  const answer = await fetch(endpoint, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.text() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
