import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../src/contracts/json.js';
import type { RequestView } from '../../src/contracts/view.js';
import { registerDefinition } from '../../src/ledger/definitions.js';
import { until } from '../support/until.js';
import { axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

const POLICIES = {
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
const ARGS = {
  amount: 12_500.5,
  currency: 'EUR',
  customer: { id: 'cus_8841', name: 'Example Industries GmbH', vip: true },
  invoices: ['INV-2031', 'INV-2044'],
  note: 'Double charge in October.\nConfirmed by the bank on 21 November.',
};

withBrowser('the page of a request', () => {
  let dashboard: Dashboard;
  let bot: string;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    dashboard = await startDashboard({ policies: POLICIES });
    const { service } = dashboard;
    const groups = { ada: ['finance'], ben: ['finance'], cleo: ['controlling'], dora: [], rita: [], boss: ['leads'] };
    for (const [id, in_] of Object.entries(groups)) keys[id] = await dashboard.person(id, in_, id === 'boss' ? ['override', 'assign'] : []);
    bot = await service.agentKey('refund-bot');
    for (const type of ['money.small', 'money.large']) {
      const definition = { type, version: '1', argsSchema: SCHEMA, title: null, description: null };
      await registerDefinition(
        service.db,
        { ...definition, riskFloor: 'low', effect: 'once', executes: false, observes: false },
        new Date(),
      );
    }
  }, 60_000);
  afterAll(async () => {
    await dashboard.stop();
  });

  async function opened(type: 'small' | 'large', more: JsonObject = {}, args: JsonObject = ARGS): Promise<string> {
    const action = {
      type: `money.${type}`,
      title: 'Refund 12,500.50 EUR to Example Industries',
      rationale: 'The customer was charged twice for INV-2031.\nThe bank confirms both bookings.',
      confidence: 0.86,
      args,
      ...more,
    };
    const answer = await dashboard.service.call('POST', '/v1/requests', bot, { action, requester: 'rita' });
    expect([answer.status, answer.body]).toEqual([201, expect.any(Object)]);
    const id = String(answer.body.id);
    await until(async () => (await viewOf(id)).status === 'pending');
    return id;
  }
  async function viewOf(id: string): Promise<RequestView> {
    return (await dashboard.service.call('GET', `/v1/requests/${id}`, dashboard.service.adminKey)).body as RequestView;
  }
  const says = async (person: string, id: string, verb: string, more: object = {}) =>
    dashboard.service.decide(keys[person] ?? '', await viewOf(id), verb, more);
  const at = (person: string, id: string, visit: Parameters<Dashboard['visit']>[2] = {}) => dashboard.visit(person, `/r/${id}`, visit);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
  const shows = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();

  /** Whoever looks on a phone or at a desk does the same. */
  const SIZES = [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const;

  /** A hand that counts what it does: every click, tap and typed answer is one action. */
  function handOf(page: Page) {
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
  async function openVerb(page: Page, size: object, hand: ReturnType<typeof handOf>, near: string, listed = near): Promise<void> {
    if (size === DESKTOP && (await button(page, near).count()) > 0) return hand.press(near);
    await hand.press('More');
    await page.getByRole('dialog').getByRole('button', { name: listed }).click();
  }

  test.each(SIZES)('approving is one action, and another browser shows it within two seconds (%s)', async (name, size) => {
    const id = await opened('small');
    const [ada, ben] = await Promise.all([at('ada', id, { size }), at('ben', id)]);
    await button(ben, 'Approve').waitFor();
    await button(ada, 'Approve').waitFor();
    await picture(ada, `request-${name}`);
    const hand = handOf(ada);
    await hand.press('Approve');
    await shows(ada, 'Counted: you approved.');
    const since = Date.now();
    await ben.locator('.lead', { hasText: 'Approved by Ada' }).waitFor();
    expect(Date.now() - since).toBeLessThan(2_000);
    expect([hand.count(), await button(ben, 'Approve').count()]).toEqual([1, 0]);
    expect((await viewOf(id)).decisions).toMatchObject([{ verb: 'approve', by: { id: 'ada' }, channel: 'dashboard', counted: true }]);
  });

  test.each(SIZES)('rejecting with a reason is three actions (%s)', async (name, size) => {
    const id = await opened('small');
    const ada = await at('ada', id, { size });
    const hand = handOf(ada);
    await hand.press('Reject');
    if (name === 'phone') await picture(ada, 'request-reject-phone');
    await hand.pressIn('Too risky');
    await hand.pressIn('Reject');
    await shows(ada, 'Counted: you sent it back.');
    expect(hand.count()).toBe(3);
    expect((await viewOf(id)).decisions).toMatchObject([{ verb: 'reject', comment: 'Too risky', counted: true }]);
  });

  test('rejecting wants a reason to send back, and none to deny', async () => {
    const id = await opened('small');
    const ada = await at('ada', id);
    await button(ada, 'Reject').click();
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Choose a reason or write one: the agent works from it.');
    await ada.getByLabel(/^Deny/).check();
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you denied it.');
    expect((await viewOf(id)).status).toBe('rejected');
  });

  test.each(SIZES)('editing one field is four actions at most, and says what does not fit beside its input (%s)', async (name, size) => {
    const id = await opened('large');
    const ada = await at('ada', id, { size });
    const hand = handOf(ada);
    await openVerb(ada, size, hand, 'Edit');
    await hand.fill('amount', '9000');
    await picture(ada, `request-edit-${name}`);
    await hand.pressIn('Propose the change');
    await shows(ada, 'Counted: you changed the arguments.');
    expect(hand.count()).toBeLessThanOrEqual(name === 'phone' ? 4 : 3);
    expect((await viewOf(id)).action?.args).toEqual({ ...ARGS, amount: 9_000 });

    const ben = await at('ben', id, { size });
    await openVerb(ben, size, handOf(ben), 'Edit');
    const dialog = ben.getByRole('dialog');
    await dialog.getByLabel('amount').fill('-1');
    await dialog.getByLabel('invoices').fill('["INV-1", 9007199254740993]');
    await inDialog(ben, 'Propose the change').click();
    await shows(ben, /invoices is not valid.*exactly/);
    await dialog.getByLabel('invoices').fill('["INV-1"]');
    await inDialog(ben, 'Propose the change').click();
    await shows(ben, /amount must be >= 0/);
    expect((await viewOf(id)).decisions).toHaveLength(1);
    await dialog.getByLabel('amount').fill('8000');
    await dialog.getByLabel('currency').selectOption({ label: 'USD' });
    await inDialog(ben, 'Propose the change').click();
    await shows(ben, 'Counted: you changed the arguments.');
    expect((await viewOf(id)).action?.args).toEqual({ ...ARGS, amount: 8_000, currency: 'USD', invoices: ['INV-1'] });
    await shows(ben, 'Changed since you last looked (revision 2)');
    await picture(ben, `request-changed-${name}`);
  });

  test('a question goes to the requester, whose answer goes on with the request', async () => {
    const id = await opened('small');
    const [ada, rita] = await Promise.all([at('ada', id), at('rita', id, { size: PHONE })]);
    await button(ada, 'Ask').click();
    await ada.getByLabel('Your question').fill('Which invoice is it about?');
    await inDialog(ada, 'Ask').click();
    await shows(ada, 'no answer yet');
    await rita.getByLabel('Your answer').fill('INV-2031 alone.');
    await picture(rita, 'request-question-phone');
    await button(rita, 'Answer').click();
    await shows(rita, 'Answered. Whoever asked is told.');
    await shows(ada, 'INV-2031 alone.');
    await button(ada, 'Approve').click();
    await shows(ada, 'Counted: you approved.');
  });

  test('taking it keeps others from approving, and giving it back frees it', async () => {
    const id = await opened('small');
    const [ada, ben] = await Promise.all([at('ada', id), at('ben', id)]);
    await button(ben, 'Approve').waitFor();
    await openVerb(ada, DESKTOP, handOf(ada), 'Take it');
    await shows(ada, 'Counted: you took it.');
    await shows(ben, 'Ada has taken this one. You can still deny it, or send it back.');
    expect(await button(ben, 'Approve').count()).toBe(0);
    await openVerb(ada, DESKTOP, handOf(ada), 'Give it back');
    await button(ben, 'Approve').waitFor();
  });

  test('handing over names both, and the other one decides', async () => {
    const id = await opened('small');
    const ada = await at('ada', id, { size: PHONE });
    await openVerb(ada, PHONE, handOf(ada), 'Hand over');
    await inDialog(ada, 'Hand over').click();
    await shows(ada, 'Please choose one.');
    await ada.getByLabel('To whom?').selectOption({ label: 'Dora (dora)' });
    await inDialog(ada, 'Hand over').click();
    await shows(ada, 'You handed this over to Dora, who decides in your place.');
    const dora = await at('dora', id);
    await shows(dora, 'Ada handed it over to you.');
    await button(dora, 'Approve').click();
    await shows(dora, 'Counted: you approved.');
  });

  test('an unknown outcome is settled with evidence', async () => {
    const id = await opened('small');
    await says('ada', id, 'approve');
    const { digest } = await viewOf(id);
    const permit = await dashboard.service.call('POST', `/v1/requests/${id}/permit`, bot, { digest });
    await dashboard.service.call('POST', `/v1/requests/${id}/outcome`, bot, { permitId: permit.body.permitId, outcome: 'unknown' });
    await until(async () => (await viewOf(id)).status === 'unknown');
    const ben = await at('ben', id, { size: PHONE });
    await button(ben, 'Settle').click();
    await inDialog(ben, 'Settle').click();
    await shows(ben, 'Please choose one.');
    await ben.getByLabel(/^It happened/).check();
    await ben.getByLabel('How do you know?').fill('Booking 4711 is there.');
    await picture(ben, 'request-settle-phone');
    await inDialog(ben, 'Settle').click();
    await ben.locator('.lead', { hasText: 'ran once' }).waitFor();
    expect((await viewOf(id)).status).toBe('executed');
  });

  test('of two browsers that race on one request, one counts, and both are told the truth', async () => {
    const id = await opened('small');
    const [ada, ben] = await Promise.all([at('ada', id), at('ben', id)]);
    await Promise.all([button(ada, 'Approve').waitFor(), button(ben, 'Reject').waitFor()]);
    await button(ben, 'Reject').click();
    await inDialog(ben, 'Too risky').click();
    await Promise.all([button(ada, 'Approve').click(), inDialog(ben, 'Reject').click()]);
    await until(
      async () => (await viewOf(id)).decisions.every(({ counted }) => counted !== null) && (await viewOf(id)).status !== 'pending',
    );
    const { decisions, status } = await viewOf(id);
    const counted = decisions.filter((each) => each.counted === true);
    expect([counted.length, decisions.length]).toEqual([1, counted[0]?.verb === 'approve' && decisions.length === 1 ? 1 : 2]);
    const [winner, loser] = counted[0]?.by.id === 'ada' ? [ada, ben] : [ben, ada];
    await shows(winner, /^Counted: you/);
    await shows(loser, /It did not count|This request has moved on/);
    expect(status).toBe(counted[0]?.verb === 'approve' ? 'approved' : 'rejected');
  });

  test('a stale tab’s click is refused politely, with what happened', async () => {
    const id = await opened('large');
    const context = await dashboard.context('ada');
    // A tab that hears of nothing.
    await context.route('**/v1/events', (route) => route.abort());
    const ada = await context.newPage();
    await ada.goto(`${dashboard.service.url}/r/${id}`);
    await button(ada, 'Approve').waitFor();
    await says('ben', id, 'edit', { args: { ...ARGS, amount: 11_000 }, comment: 'without the fee' });
    await button(ada, 'Approve').click();
    await shows(ada, 'The request has a newer revision than the one you saw.');
    await shows(ada, 'Changed since you last looked (revision 1)');
    await shows(ada, 'without the fee');
    await picture(ada, 'request-stale');
    expect((await viewOf(id)).decisions.at(-1)).toMatchObject({ verb: 'approve', counted: false, reason: 'stale_revision' });
  });

  test('at high risk a sign-in of long ago is renewed first, and nothing that was typed is lost', async () => {
    const id = await opened('large');
    const ada = await at('ada', id, { signedInAtMs: Date.now() - 2 * 3_600_000 });
    await button(ada, 'Approve').click();
    await shows(ada, 'Please sign in again first.');
    expect(await ada.getByRole('link', { name: 'Sign in again' }).getAttribute('href')).toBe(
      `/sign-in/renew?next=${encodeURIComponent(`/r/${id}`)}`,
    );
    expect((await viewOf(id)).decisions).toEqual([]);
    await button(ada, 'Reject').click();
    await inDialog(ada, 'Too risky').click();
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you sent it back.');
  });

  test('what was typed stays when the request moves on under an open form', async () => {
    const id = await opened('large');
    const ada = await at('ada', id);
    await button(ada, 'Reject').click();
    await ada.getByLabel(/^In your words/).fill('Only one of the invoices.');
    await says('cleo', id, 'edit', { args: { ...ARGS, amount: 1_000 } });
    await ada.getByRole('dialog').getByText('This request has moved on.').waitFor();
    expect(await inDialog(ada, 'Reject').isDisabled()).toBe(true);
    await inDialog(ada, 'Show how it stands').click();
    await button(ada, 'Reject').click();
    expect(await ada.getByLabel(/^In your words/).inputValue()).toBe('Only one of the invoices.');
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you sent it back.');
  });

  test('the keys say what the buttons say, and nothing while somebody types', async () => {
    const id = await opened('small');
    const ada = await at('ada', id);
    await button(ada, 'Approve').waitFor();
    await ada.keyboard.press('?');
    await ada.getByRole('dialog').getByText('Approve', { exact: true }).waitFor();
    await ada.keyboard.press('Escape');
    await ada.keyboard.press('r');
    await ada.getByLabel(/^In your words/).focus();
    await ada.keyboard.type('area');
    expect(await ada.getByLabel(/^In your words/).inputValue()).toBe('area');
    await ada.keyboard.press('Escape');
    expect(await ada.evaluate(() => document.querySelector('dialog[open]'))).toBeNull();
    await ada.keyboard.press('e');
    await ada.getByRole('dialog').getByLabel('amount').waitFor();
    await ada.keyboard.press('Escape');
    await ada.keyboard.press('a');
    await shows(ada, 'Counted: you approved.');
  });

  test('what is hidden in a text is spelled out, and what cannot be shown in full cannot be approved', async () => {
    const odd = await opened('small', { title: 'Refund to p\u0430ypal' }, { ...ARGS, note: 'to \u202eABC' });
    const ada = await at('ada', odd, { size: PHONE });
    await shows(ada, '⟨U+202E⟩');
    await shows(ada, /mixed alphabets/);
    const long = await opened('small', {}, { ...ARGS, invoices: Array.from({ length: 4_000 }, (_, index) => `INV-${index}`) });
    const page = await at('ada', long);
    await shows(page, 'This cannot be shown here in full, so it cannot be approved here.');
    expect([await button(page, 'Approve').count(), await button(page, 'Reject').count()]).toEqual([0, 1]);
  });

  test('can be read without script', async () => {
    const id = await opened('small');
    const page = await at('ada', id, { script: false });
    await page.getByRole('heading', { name: 'Refund 12,500.50 EUR to Example Industries' }).waitFor();
    const text = await page.locator('main').innerText();
    for (const words of ['Example Industries GmbH', 'Approve revision 1', 'Revision 1 was proposed by refund-bot'])
      expect(text).toContain(words);
  });

  test.each([
    ['desktop', DESKTOP, false],
    ['desktop-dark', DESKTOP, true],
    ['phone', PHONE, false],
    ['phone-dark', PHONE, true],
  ] as const)('axe finds nothing, on the page and in its forms (%s)', async (name, size, dark) => {
    const id = await opened('large');
    await says('cleo', id, 'edit', { args: { ...ARGS, amount: 12_000 }, comment: 'The fee is ours.' });
    await says('ada', id, 'ask', { comment: 'Which invoice?' });
    await says('ben', id, 'approve');
    const ada = await at('cleo', id, { size, dark });
    const complaints: string[] = [];
    ada.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await ada.reload();
    await shows(ada, 'Which invoice?');
    expect(await axe(ada)).toEqual([]);
    await picture(ada, `request-large-${name}`);
    await button(ada, 'Reject').click();
    expect(await axe(ada)).toEqual([]);
    await inDialog(ada, 'Cancel').click();
    await button(ada, 'More').click();
    await picture(ada, `request-more-${name}`);
    expect(await axe(ada)).toEqual([]);
    await ada.getByRole('dialog').getByRole('button', { name: /^Edit/ }).click();
    expect(await axe(ada)).toEqual([]);
    expect(complaints).toEqual([]);
    const wider = await ada.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider).toBe(0);
  });
});
