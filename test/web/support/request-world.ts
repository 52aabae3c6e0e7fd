import { registerDefinition } from '../../../src/ledger/definitions.js';
import type { JsonObject } from '../../../src/contracts/json.js';
import type { Receipt } from '../../../src/contracts/decision.js';
import type { RequestView } from '../../../src/contracts/view.js';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../support/until.js';
import { alive, DESKTOP, startDashboard, type Dashboard } from './dashboard.js';

const POLICIES = {
  'question.yaml': `name: question
match: { types: ["human.question"] }
reviewers: [group:finance]
onTimeout: reject
`,
  'small.yaml': `name: small
match: { types: ["money.small"] }
reviewers: [group:finance]
deadline: 4h
onTimeout: reject
`,
  'large.yaml': `name: large
match: { types: ["money.large"] }
risk: high
reviewers: [group:finance, group:controlling]
need: all
escalate: { after: 30m, to: [group:leads] }
deadline: 4h
onTimeout: reject
extend: { upTo: 2h, times: 1 }
`,
};
const SCHEMA = {
  type: 'object',
  required: ['amount', 'currency'],
  additionalProperties: false,
  properties: {
    amount: { type: 'number', minimum: 0, description: 'In the currency of the invoice.' },
    currency: { type: 'string', enum: ['EUR', 'USD'] },
    customer: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' }, vip: { type: 'boolean' } } },
    invoices: { type: 'array', items: { type: 'string' } },
    note: { type: 'string' },
    urgent: { type: 'boolean' },
  },
};
export const ARGS = {
  amount: 12_500.5,
  currency: 'EUR',
  customer: { id: 'cus_8841', name: 'Example Industries GmbH', vip: true },
  invoices: ['INV-2031', 'INV-2044'],
  note: 'Double charge in October.\nConfirmed by the bank on 21 November.',
};

/** Requests of an agent, people who are asked, and what a test says to both. */
export interface RequestWorld {
  dashboard: Dashboard;
  bot: string;
  opened(type: string, more?: JsonObject, args?: JsonObject): Promise<string>;
  viewOf(id: string): Promise<RequestView>;
  says(person: string, id: string, verb: string, more?: object): Promise<Receipt>;
  at(person: string, id: string, visit?: Parameters<Dashboard['visit']>[2]): Promise<Page>;
  /** The same, in a tab that hears of nothing that happens afterwards. */
  stale(person: string, id: string): Promise<Page>;
}

/**
 * `money.small`: one of finance decides; `money.large`: high risk, one of finance and one of controlling. Rita is who the agent acts for.
 * `further`: what else its policy says, by the last part of a type of the suite's own, which no
 * definition describes.
 */
export async function startRequestWorld(further: Readonly<Record<string, string>> = {}): Promise<RequestWorld> {
  const own = Object.entries(further).map(([type, rest]) => [
    `${type}.yaml`,
    `name: ${type}\nmatch: { types: ["money.${type}"] }\ndeadline: 4h\nonTimeout: reject\n${rest}`,
  ]);
  const dashboard = await startDashboard({ policies: { ...POLICIES, ...Object.fromEntries(own) } });
  const { service } = dashboard;
  const groups = { ada: ['finance'], ben: ['finance'], cleo: ['controlling'], dora: [], rita: [], boss: ['leads'] };
  const keys: Record<string, string> = {};
  for (const [id, in_] of Object.entries(groups)) keys[id] = await dashboard.person(id, in_, id === 'boss' ? ['override', 'assign'] : []);
  const bot = await service.agentKey('refund-bot');
  for (const type of ['small', 'large']) {
    const definition = { type: `money.${type}`, version: '1', argsSchema: SCHEMA, title: null, description: null };
    await registerDefinition(service.db, { ...definition, riskFloor: 'low', effect: 'once', executes: false, observes: false }, new Date());
  }
  const viewOf = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body as RequestView;
  return {
    dashboard,
    bot,
    async opened(type, more = {}, args = ARGS) {
      const action = {
        type: `money.${type}`,
        title: 'Refund 12,500.50 EUR to Example Industries',
        rationale: 'The customer was charged twice for INV-2031.\nThe bank confirms both bookings.',
        confidence: 0.86,
        args,
        ...more,
      };
      const answer = await service.call('POST', '/v1/requests', bot, { action, requester: 'rita' });
      expect([answer.status, answer.body]).toEqual([201, expect.any(Object)]);
      const id = String(answer.body.id);
      await until(async () => (await viewOf(id)).status === 'pending');
      return id;
    },
    viewOf,
    says: async (person, id, verb, more = {}) => service.decide(keys[person] ?? '', await viewOf(id), verb, more),
    at: (person, id, visit = {}) => dashboard.visit(person, `/r/${id}`, visit),
    async stale(person, id) {
      const context = await dashboard.context(person);
      await context.route('**/v1/events', (route) => route.abort());
      const page = await context.newPage();
      await page.goto(`${service.url}/r/${id}`);
      await alive(page);
      return page;
    },
  };
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
export const shows = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();

/** A hand that counts what it does: every click, tap and typed answer is one action. */
export function handOf(page: Page) {
  let actions = 0;
  const act = async (doing: Promise<unknown>): Promise<void> => {
    actions += 1;
    await doing;
  };
  return {
    count: () => actions,
    press: (name: string) => act(button(page, name).click()),
    pressIn: (name: string) => act(inDialog(page, name).click()),
    fill: (label: string, text: string) => act(page.getByRole('dialog').getByLabel(label).fill(text)),
  };
}
/** On a phone what is seldom said stands one step further away. */
export async function openVerb(page: Page, size: object, hand: ReturnType<typeof handOf>, near: string, listed = near): Promise<void> {
  if (size === DESKTOP && (await button(page, near).count()) > 0) return hand.press(near);
  await hand.press('More');
  await page.getByRole('dialog').getByRole('button', { name: listed }).click();
}

/** Everything that the page offers this person to say: beside the request, and in the list behind "More". */
export async function offered(page: Page): Promise<string[]> {
  // Not in sight where there is nothing to say.
  await page.locator('section[aria-label="Your decision"]').waitFor({ state: 'attached' });
  const bar = page.getByRole('group', { name: 'Decide' });
  const near = await bar.getByRole('button').filter({ visible: true }).allInnerTexts();
  if (!near.includes('More')) return near;
  await bar.getByRole('button', { name: 'More' }).click();
  const listed = await page.getByRole('dialog').locator('li strong').allInnerTexts();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  return [...near.filter((text) => text !== 'More'), ...listed];
}
