import type { Registry } from '../../src/activities/registry.js';
import type { Permission } from '../../src/contracts/principal.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startTestService, type TestService } from './service.js';
import {
  asForm,
  BOT_TOKEN,
  clickPayload,
  deliver,
  signed,
  SIGNING_SECRET,
  startSlackEmulator,
  submitPayload,
  type DialogValues,
  type SlackEmulator,
  type SlackMessage,
} from './slack-emulator.js';
import type { Dialog } from './slack-harness.js';
import { until } from './until.js';

/** The whole service with Slack: people decide by signed clicks and dialogs. */
export interface SlackService {
  slack: SlackEmulator;
  service: TestService;
  agent: string;
  /** The channel of the group `finance`. */
  place: string;
  /** Where that person has cards alone. */
  alone(name: string): Promise<string>;
  open(body: object): Promise<string>;
  view(id: string): Promise<RequestView>;
  /** Keys of people, as the API takes them. */
  keys: Readonly<Record<string, string>>;
  /** The request's message of that kind at a place, once it says that. */
  message(where: string, id: string, says: string, kind?: string): Promise<SlackMessage>;
  /** What stands below a card. */
  below(where: string, id: string): Promise<string[]>;
  /** A signed click on the message; default: the request's card where this person has it. */
  click(name: string, id: string, action: string, more?: Click): Promise<{ status: number; body: string }>;
  dialog(name: string, id: string, action: string, more?: Click): Promise<Dialog>;
  submit(name: string, dialog: Omit<Dialog, 'blocks'>, values: DialogValues): Promise<{ status: number; body: string }>;
  /** "More choices…", that choice, and where it asks on the dialog that it turns into. */
  choose(name: string, id: string, choice: string, more?: Click): Promise<Omit<Dialog, 'blocks'>>;
  /** What `/approvals` answers. */
  approvals(name: string): Promise<string>;
  /** What was said privately to that person after `since` whispers, once there is something. */
  whispered(name: string, since: number): Promise<string>;
  stop(): Promise<void>;
}

interface Click {
  option?: string;
  trigger?: string;
  message?: SlackMessage;
  /** Where the message is. */
  where?: string;
}

export interface SlackServiceOptions {
  registry: Registry;
  policies: Record<string, string>;
  env?: Record<string, string>;
  /** Everybody with their groups and permissions; each has the Slack account of the same name. */
  people: Record<string, { groups: readonly string[]; permissions?: readonly Permission[] }>;
  agentName: string;
  agentOwner?: string;
}

export async function startSlackService(options: SlackServiceOptions): Promise<SlackService> {
  const { registry, policies, people, env = {}, agentName, agentOwner } = options;
  const names = Object.keys(people);
  const slack = await startSlackEmulator(names);
  const service = await startTestService({
    registry,
    policies,
    env: { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.apiUrl, ...env },
  }).catch(async (error: unknown) => {
    await slack.close();
    throw error;
  });
  const place = slack.channels['approvals'] ?? '';
  const account = (name: string) => slack.users[name] ?? '';
  const keys: Record<string, string> = {};
  for (const name of names) {
    const { groups = [], permissions = [] } = people[name] ?? {};
    keys[name] = await service.person(name, groups, permissions as readonly ('override' | 'admin')[]);
    await service.db
      .insertInto('identities')
      .values({ channel: 'slack', tenant: slack.team, subject: account(name), person_id: name, linked_by: 'test' })
      .execute();
  }
  await service.db.updateTable('groups').set({ slack_channel: place }).where('id', '=', 'finance').execute();
  const agent = await service.agentKey(agentName, agentOwner);
  const endpoint = () => `${service.url}/slack/interactions`;
  const alone = (name: string) => slack.direct(account(name));
  let commands = 0;

  async function at(where: string, id: string, kind: string): Promise<SlackMessage | undefined> {
    return (await slack.messages(where)).find(
      ({ metadata }) => metadata?.event_payload['request'] === id && metadata.event_payload['kind'] === kind,
    );
  }
  async function message(where: string, id: string, says: string, kind = 'card'): Promise<SlackMessage> {
    let found: SlackMessage | undefined;
    await until(async () => {
      found = await at(where, id, kind);
      return JSON.stringify(found ?? '').includes(says);
    }, 20_000);
    return found as SlackMessage;
  }
  /** The channel, where this person's group is asked in it, else their direct messages. */
  const home = async (name: string) => (people[name]?.groups.includes('finance') ? place : alone(name));

  async function click(name: string, id: string, action: string, more: Click = {}) {
    const where = more.where ?? (await home(name));
    const shown = more.message ?? (await message(where, id, `countersign.${action}`));
    const { option, trigger } = more;
    const payload = clickPayload(slack, {
      user: account(name),
      channel: where,
      message: shown,
      action,
      ...(option ? { option } : {}),
      ...(trigger ? { trigger } : {}),
    });
    return deliver(endpoint(), asForm(payload));
  }
  async function dialog(name: string, id: string, action: string, more: Click = {}): Promise<Dialog> {
    const before = slack.views().length;
    await click(name, id, action, { ...more, trigger: await slack.trigger(account(name)) });
    const opened = slack.views().at(-1);
    if (!opened || slack.views().length === before) throw new Error(`no dialog: ${JSON.stringify(slack.whispers().at(-1))}`);
    return opened;
  }
  const submit = (name: string, opened: Omit<Dialog, 'blocks'>, values: DialogValues) =>
    deliver(endpoint(), asForm(submitPayload(slack, { user: account(name), view: opened, values })));

  return {
    slack,
    service,
    agent,
    place,
    keys,
    alone,
    message,
    click,
    dialog,
    submit,
    open: async (body) => {
      const answer = await service.call('POST', '/v1/requests', agent, body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return (answer.body as { id: string }).id;
    },
    view: async (id) => (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body as RequestView,
    below: async (where, id) => {
      const card = await at(where, id, 'card');
      return card ? (await slack.thread(where, card.ts)).slice(1).map((each) => JSON.stringify(each)) : [];
    },
    choose: async (name, id, choice, more = {}) => {
      const first = await dialog(name, id, 'more', { ...more, option: 'More choices' });
      const { body } = await submit(name, first, { choice: { option: choice }, comment: '' });
      const next = (JSON.parse(body) as { view?: Dialog }).view;
      // An update keeps the id of the view that it replaces.
      return { ...(next ?? first), id: first.id };
    },
    approvals: async (name) => {
      commands += 1;
      const body = `command=%2Fapprovals&team_id=${slack.team}&user_id=${account(name)}&channel_id=${place}&api_app_id=A0COUNTER&trigger_id=1.1.a&n=${commands}`;
      return (await deliver(endpoint(), body, signed(body))).body;
    },
    whispered: async (name, since) => {
      const own = () =>
        slack
          .whispers()
          .slice(since)
          .find((each) => each.user === account(name));
      await until(() => own() !== undefined, 15_000);
      return own()?.text ?? '';
    },
    stop: async () => {
      await service.stop();
      await slack.close();
    },
  };
}
