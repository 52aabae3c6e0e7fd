import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import { pino } from 'pino';
import { createDispatcher } from '../../src/channels/dispatcher.js';
import { createSlack, type Slack } from '../../src/channels/slack/slack.js';
import type { RequestView } from '../../src/contracts/view.js';
import type { Intake } from '../../src/intake/intake.js';
import { openLedger, type Db } from '../../src/ledger/ledger.js';
import type { Notice } from '../../src/ledger/notices.js';
import { createArgsChecker } from '../../src/moves/args-schema.js';
import { fakeIntake, type FakeIntake } from './fake-intake.js';
import { modalProblems } from './block-kit.js';
import { addPerson, addRequestRow, openTestLedger, type LedgerFixture } from './ledger-fixture.js';
import { sampleView } from './sample-views.js';
import {
  asForm,
  clickPayload,
  deliver,
  signed,
  slackConfig,
  startSlackEmulator,
  submitPayload,
  type DialogValues,
  type SlackEmulator,
  type SlackMessage,
} from './slack-emulator.js';

export type Dialog = Pick<ReturnType<SlackEmulator['views']>[number], 'id' | 'callback_id' | 'private_metadata' | 'blocks'>;

/** Slack end to end without the workflow: emulator, ledger, dispatcher, HTTP endpoints; only the door to requests is a typed stand-in. */
export interface SlackHarness {
  ledger: LedgerFixture;
  slack: SlackEmulator;
  product: Slack;
  intake: FakeIntake;
  endpoint: string;
  /** What cards are rendered from and what `intake.view` answers. */
  view: RequestView;
  /** What the log says about refusals. */
  logged: { reason?: string; msg: string }[];
  /** Opens a fresh request, asks `finance` and returns its card. */
  ask(view?: Partial<RequestView>, actions?: Parameters<typeof sampleView>[1]): Promise<SlackMessage>;
  /** Shows the present view on all cards. */
  rewrite(change: Partial<RequestView>): Promise<SlackMessage>;
  /** Brings a notice to people, after the view has changed; answers the newest message of that kind at the place. */
  tell(
    kind: Notice['kind'],
    refs: readonly string[],
    change?: Partial<RequestView>,
    shown?: { place: string; kind: string },
  ): Promise<SlackMessage | undefined>;
  /** A signed click; afterwards what followed it has been awaited. */
  click(
    user: string,
    action: string,
    more?: {
      option?: string;
      message?: SlackMessage;
      change?: (payload: ReturnType<typeof clickPayload>) => unknown;
      trigger?: string;
      actionTs?: string;
      /** Where the message is; default: the channel of the cards. */
      channel?: string;
    },
  ): Promise<{ status: number; body: string }>;
  /** Opens a dialog by a click and returns it. */
  open(
    user: string,
    action: string,
    option?: string,
    at?: { message: SlackMessage; channel: string },
  ): Promise<ReturnType<SlackEmulator['views']>[number]>;
  /** A dialog that another one turned into: `choose` submits "More choices…" and answers what Slack would show next. */
  choose(user: string, choice: string, comment?: string): Promise<{ json: Record<string, unknown>; next: Dialog }>;
  submit(
    user: string,
    view: { id: string; callback_id: string; private_metadata: string },
    values: DialogValues,
    /** Sent again with the same content, Slack signs anew. */
    secondsLater?: number,
  ): Promise<{ status: number; body: string; json: Record<string, unknown> }>;
  /** Replaces parts of the stand-in for one test. */
  override(over: Partial<Intake>): void;
  /** A second process on the same ledger (or on one that cannot be reached). */
  replica(options?: { brokenLedger?: boolean }): Promise<{ endpoint: string; stop(): Promise<void> }>;
  close(): Promise<void>;
}

export async function startSlackHarness(): Promise<SlackHarness> {
  const ledger = await openTestLedger();
  const slack = await startSlackEmulator();
  const channel = slack.channels['approvals'] ?? '';
  await ledger.db.insertInto('groups').values({ id: 'finance', slack_channel: channel }).execute();
  for (const name of ['ada', 'bob'])
    await addPerson(ledger.db, name, { tenant: slack.team, subject: slack.users[name] ?? '' }, ['finance']);

  const logged: SlackHarness['logged'] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line) as { msg: string }) });
  const intake = fakeIntake(() => harness.view);
  let overrides: Partial<Intake> = {};
  const make = (db: Db) => {
    const made = createSlack({
      config: { slack: slackConfig(slack.apiUrl) },
      db,
      // Tests replace single calls while the product runs.
      intake: new Proxy(intake, { get: (target, name) => Reflect.get({ ...target, ...overrides }, name) as unknown }),
      checkArgs: createArgsChecker(),
      log,
      clock: Date.now,
    });
    if (!made?.router) throw new Error('no router');
    return { ...made, router: made.router };
  };
  const product = make(ledger.db);
  const dispatcher = createDispatcher({
    db: ledger.db,
    channels: [product.channel],
    loadView: () => Promise.resolve(harness.view),
    defaultReviewers: [],
    log,
  });
  const here = await serve(product.router);
  await product.start();
  let requests = 0;

  const harness: SlackHarness = {
    ledger,
    slack,
    product,
    intake,
    endpoint: here.endpoint,
    view: sampleView(),
    logged,
    ask: async (over = {}, actions) => {
      requests += 1;
      harness.view = sampleView({ id: `req_01je${String(requests).padStart(22, '0')}`, ...over }, actions);
      overrides = {};
      intake.decisions.length = 0;
      intake.decideCalls = 0;
      await addRequestRow(ledger.db, harness.view);
      await ledger.db
        .insertInto('notices')
        .values({ request_id: harness.view.id, move: harness.view.move, kind: 'ask', refs: ['group:finance'] })
        .execute();
      await dispatcher.drainOnce();
      return card();
    },
    rewrite: async (change) => {
      harness.view = { ...harness.view, ...change, move: harness.view.move + 1 };
      await ledger.db
        .insertInto('notices')
        .values({ request_id: harness.view.id, move: harness.view.move, kind: 'rewrite', refs: [] })
        .execute();
      await dispatcher.drainOnce();
      return card();
    },
    tell: async (kind, refs, change = {}, shown) => {
      harness.view = { ...harness.view, ...change, move: harness.view.move + 1 };
      await ledger.db
        .insertInto('notices')
        .values({ request_id: harness.view.id, move: harness.view.move, kind, refs: [...refs] })
        .execute();
      await dispatcher.drainOnce();
      if (!shown) return undefined;
      return (await slack.messages(shown.place)).find(
        ({ metadata }) => metadata?.event_payload['request'] === harness.view.id && metadata.event_payload['kind'] === shown.kind,
      );
    },
    click: async (user, action, more = {}) => {
      const payload = clickPayload(slack, {
        user: slack.users[user] ?? user,
        channel: more.channel ?? channel,
        message: more.message ?? (await card()),
        action,
        ...(more.option ? { option: more.option } : {}),
        ...(more.trigger ? { trigger: more.trigger } : {}),
        ...(more.actionTs ? { actionTs: more.actionTs } : {}),
      });
      const body = asForm(more.change?.(payload) ?? payload);
      return deliver(harness.endpoint, body, signed(body));
    },
    open: async (user, action, option, at) => {
      const trigger = await slack.trigger(slack.users[user] ?? '');
      await harness.click(user, action, { trigger, ...(option ? { option } : {}), ...at });
      const view = slack.views().at(-1);
      if (!view) throw new Error(`no dialog was opened: ${JSON.stringify(slack.whispers().at(-1))}`);
      return view;
    },
    submit: async (user, view, values, secondsLater = 0) => {
      const body = asForm(submitPayload(slack, { user: slack.users[user] ?? user, view, values }));
      const answer = await deliver(harness.endpoint, body, signed(body, Math.floor(Date.now() / 1000) + secondsLater));
      const json = answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
      const problems = json['view'] === undefined ? [] : modalProblems(json['view']);
      if (problems.length > 0) throw new Error(`Slack would refuse: ${problems.join('; ')}`);
      return { ...answer, json };
    },
    choose: async (user, choice, comment = '') => {
      const first = await harness.open(user, 'more', 'More choices');
      const { json } = await harness.submit(user, first, { choice: { option: choice }, comment });
      // An update keeps the id of the view that it replaces.
      return { json, next: { ...(json['view'] as Omit<Dialog, 'id'>), id: first.id } };
    },
    override: (over) => void (overrides = over),
    replica: async ({ brokenLedger = false } = {}) => {
      const db = openLedger({ url: brokenLedger ? 'postgres://nobody@127.0.0.1:1/none' : ledger.url, maxConnections: 3 });
      const other = make(db);
      await other.start();
      const there = await serve(other.router);
      return {
        endpoint: there.endpoint,
        stop: async () => {
          await other.stop();
          await there.close();
          await db.destroy();
        },
      };
    },
    close: async () => {
      await product.stop();
      await here.close();
      await slack.close();
      await ledger.close();
    },
  };

  async function card(): Promise<SlackMessage> {
    const message = (await slack.messages(channel)).find(({ metadata }) => metadata?.event_payload['request'] === harness.view.id);
    if (!message) throw new Error('no card was posted');
    return message;
  }
  return harness;
}

async function serve(router: Router): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer(express().use('/slack', router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/interactions`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
