import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { DESKTOP, PHONE, picture } from './support/dashboard.js';
import { ARGS, button, handOf, inDialog, openVerb, shows, startRequestWorld, type RequestWorld } from './support/request-world.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

withBrowser('the page of a request', () => {
  let world: RequestWorld;

  beforeAll(async () => {
    world = await startRequestWorld();
  }, 60_000);
  afterAll(async () => {
    await world.dashboard.stop();
  });

  /** Whoever looks on a phone or at a desk does the same. */
  const SIZES = [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const;

  test.each(SIZES)('approving is one action, and another browser shows it within two seconds (%s)', async (name, size) => {
    const id = await world.opened('small');
    const [ada, ben] = await Promise.all([world.at('ada', id, { size }), world.at('ben', id)]);
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
    expect((await world.viewOf(id)).decisions).toMatchObject([{ verb: 'approve', by: { id: 'ada' }, channel: 'dashboard', counted: true }]);
  });

  test.each(SIZES)('rejecting with a reason is three actions (%s)', async (name, size) => {
    const id = await world.opened('small');
    const ada = await world.at('ada', id, { size });
    const hand = handOf(ada);
    await hand.press('Reject');
    if (name === 'phone') await picture(ada, 'request-reject-phone');
    await hand.pressIn('Too risky');
    await hand.pressIn('Reject');
    await shows(ada, 'Counted: you sent it back.');
    expect(hand.count()).toBe(3);
    expect((await world.viewOf(id)).decisions).toMatchObject([{ verb: 'reject', comment: 'Too risky', counted: true }]);
  });

  test('rejecting wants a reason to send back, and none to deny', async () => {
    const id = await world.opened('small');
    const ada = await world.at('ada', id);
    await button(ada, 'Reject').click();
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Choose a reason or write one: the agent works from it.');
    await ada.getByLabel(/^Deny/).check();
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you denied it.');
    expect((await world.viewOf(id)).status).toBe('rejected');
  });

  test.each(SIZES)('editing one field is four actions at most, and says what does not fit beside its input (%s)', async (name, size) => {
    const id = await world.opened('large');
    const ada = await world.at('ada', id, { size });
    const hand = handOf(ada);
    await openVerb(ada, size, hand, 'Edit');
    await hand.fill('amount', '9000');
    await picture(ada, `request-edit-${name}`);
    await hand.pressIn('Propose the change');
    await shows(ada, 'Counted: you changed the arguments.');
    expect(hand.count()).toBeLessThanOrEqual(name === 'phone' ? 4 : 3);
    expect((await world.viewOf(id)).action?.args).toEqual({ ...ARGS, amount: 9_000 });

    const ben = await world.at('ben', id, { size });
    await openVerb(ben, size, handOf(ben), 'Edit');
    const dialog = ben.getByRole('dialog');
    await dialog.getByLabel('amount').fill('-1');
    await dialog.getByLabel('invoices').fill('["INV-1", 9007199254740993]');
    await inDialog(ben, 'Propose the change').click();
    await shows(ben, /invoices is not valid.*exactly/);
    await dialog.getByLabel('invoices').fill('["INV-1"]');
    await inDialog(ben, 'Propose the change').click();
    await shows(ben, /amount must be >= 0/);
    expect((await world.viewOf(id)).decisions).toHaveLength(1);
    await dialog.getByLabel('amount').fill('8000');
    await dialog.getByLabel('currency').selectOption({ label: 'USD' });
    await inDialog(ben, 'Propose the change').click();
    await shows(ben, 'Counted: you changed the arguments.');
    expect((await world.viewOf(id)).action?.args).toEqual({ ...ARGS, amount: 8_000, currency: 'USD', invoices: ['INV-1'] });
    await shows(ben, 'Changed since you last looked (revision 2)');
    await picture(ben, `request-changed-${name}`);
  });

  test('of two browsers that race on one request, one counts, and both are told the truth', async () => {
    const id = await world.opened('small');
    const [ada, ben] = await Promise.all([world.at('ada', id), world.at('ben', id)]);
    await Promise.all([button(ada, 'Approve').waitFor(), button(ben, 'Reject').waitFor()]);
    await button(ben, 'Reject').click();
    await inDialog(ben, 'Too risky').click();
    await Promise.all([button(ada, 'Approve').click(), inDialog(ben, 'Reject').click()]);
    await until(
      async () =>
        (await world.viewOf(id)).decisions.every(({ counted }) => counted !== null) && (await world.viewOf(id)).status !== 'pending',
    );
    const { decisions, status } = await world.viewOf(id);
    const counted = decisions.filter((each) => each.counted === true);
    expect([counted.length, decisions.length]).toEqual([1, counted[0]?.verb === 'approve' && decisions.length === 1 ? 1 : 2]);
    const [winner, loser] = counted[0]?.by.id === 'ada' ? [ada, ben] : [ben, ada];
    await shows(winner, /^Counted: you/);
    await shows(loser, /It did not count|This request has moved on/);
    expect(status).toBe(counted[0]?.verb === 'approve' ? 'approved' : 'rejected');
  });

  test('a stale tab’s click is refused politely, with what happened', async () => {
    const id = await world.opened('large');
    const ada = await world.stale('ada', id);
    await button(ada, 'Approve').waitFor();
    await world.says('ben', id, 'edit', { args: { ...ARGS, amount: 11_000 }, comment: 'without the fee' });
    await button(ada, 'Approve').click();
    await shows(ada, 'The request has a newer revision than the one you saw.');
    await shows(ada, 'Ben changed the arguments; this is revision 2.');
    await shows(ada, 'Changed since you last looked (revision 1)');
    await shows(ada, 'without the fee');
    await picture(ada, 'request-stale');
    expect((await world.viewOf(id)).decisions.at(-1)).toMatchObject({ verb: 'approve', counted: false, reason: 'stale_revision' });
  });

  test('at high risk a sign-in of long ago is renewed first, and nothing that was typed is lost', async () => {
    const id = await world.opened('large');
    const ada = await world.at('ada', id, { signedInAtMs: Date.now() - 2 * 3_600_000 });
    await button(ada, 'Approve').click();
    await shows(ada, 'Please sign in again first.');
    expect(await ada.getByRole('link', { name: 'Sign in again' }).getAttribute('href')).toBe(
      `/sign-in/renew?next=${encodeURIComponent(`/r/${id}`)}`,
    );
    expect((await world.viewOf(id)).decisions).toEqual([]);
    await button(ada, 'Reject').click();
    await inDialog(ada, 'Too risky').click();
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you sent it back.');
  });

  test('what was typed stays when the request moves on under an open form', async () => {
    const id = await world.opened('large');
    const ada = await world.at('ada', id);
    await button(ada, 'Reject').click();
    await ada.getByLabel(/^In your words/).fill('Only one of the invoices.');
    await world.says('cleo', id, 'edit', { args: { ...ARGS, amount: 1_000 } });
    await ada.getByRole('dialog').getByText('This request has moved on.').waitFor();
    expect(await inDialog(ada, 'Reject').isDisabled()).toBe(true);
    await inDialog(ada, 'Show how it stands').click();
    await button(ada, 'Reject').click();
    expect(await ada.getByLabel(/^In your words/).inputValue()).toBe('Only one of the invoices.');
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you sent it back.');
  });

  test('the keys say what the buttons say, and nothing while somebody types', async () => {
    const id = await world.opened('small');
    const ada = await world.at('ada', id);
    await button(ada, 'Approve').waitFor();
    await ada.keyboard.press('?');
    await ada.getByRole('dialog').getByText('Approve', { exact: true }).waitFor();
    await ada.keyboard.press('Escape');
    await ada.keyboard.press('r');
    await ada.getByLabel(/^In your words/).focus();
    await ada.keyboard.type('area');
    expect(await ada.getByLabel(/^In your words/).inputValue()).toBe('area');
    await ada.keyboard.press('Escape');
    expect(await ada.evaluate(`document.querySelector('dialog[open]')`)).toBeNull();
    await ada.keyboard.press('e');
    await ada.getByRole('dialog').getByLabel('amount').waitFor();
    await ada.keyboard.press('Escape');
    await ada.keyboard.press('a');
    await shows(ada, 'Counted: you approved.');
  });
});
