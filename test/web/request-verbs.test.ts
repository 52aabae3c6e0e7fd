import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { DESKTOP, PHONE, picture } from './support/dashboard.js';
import { button, handOf, inDialog, openVerb, shows, startRequestWorld, type RequestWorld } from './support/request-world.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

withBrowser('what people say on the page of a request', () => {
  let world: RequestWorld;

  beforeAll(async () => {
    world = await startRequestWorld();
  }, 60_000);
  afterAll(async () => {
    await world.dashboard.stop();
  });

  test('a question goes to the requester, whose answer goes on with the request', async () => {
    const id = await world.opened('small');
    const [ada, rita] = await Promise.all([world.at('ada', id), world.at('rita', id, { size: PHONE })]);
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
    const id = await world.opened('small');
    const [ada, ben] = await Promise.all([world.at('ada', id), world.at('ben', id)]);
    await button(ben, 'Approve').waitFor();
    await openVerb(ada, DESKTOP, handOf(ada), 'Take it');
    await shows(ada, 'Counted: you took it.');
    await shows(ben, 'Ada has taken this one. You can still deny it, or send it back.');
    expect(await button(ben, 'Approve').count()).toBe(0);
    await openVerb(ada, DESKTOP, handOf(ada), 'Give it back');
    await button(ben, 'Approve').waitFor();
  });

  test('handing over names both, and the other one decides', async () => {
    const id = await world.opened('small');
    const ada = await world.at('ada', id, { size: PHONE });
    await openVerb(ada, PHONE, handOf(ada), 'Hand over');
    await inDialog(ada, 'Hand over').click();
    await shows(ada, 'Please choose one.');
    await ada.getByLabel('To whom?').selectOption({ label: 'Dora (dora)' });
    await inDialog(ada, 'Hand over').click();
    await shows(ada, 'You handed this over to Dora, who decides in your place.');
    const dora = await world.at('dora', id);
    await shows(dora, 'Ada handed it over to you.');
    await button(dora, 'Approve').click();
    await shows(dora, 'Counted: you approved.');
  });

  test('what is seldom said is said from the list: more time, further people, no vote, taking it back', async () => {
    const id = await world.opened('large');
    const ada = await world.at('ada', id, { size: PHONE });
    const hand = handOf(ada);
    await openVerb(ada, PHONE, hand, 'Extend the deadline');
    await ada.getByLabel('By how long?').selectOption({ label: '1h' });
    await inDialog(ada, 'Extend').click();
    await shows(ada, 'Counted: you extended the deadline.');
    await openVerb(ada, PHONE, hand, 'Escalate');
    await inDialog(ada, 'Escalate').click();
    await shows(ada, 'Counted: you escalated it.');
    await button(ada, 'Approve').click();
    await shows(ada, 'Counted: you approved.');
    await openVerb(ada, PHONE, hand, 'Take it back');
    await button(ada, 'Approve').waitFor();
    await openVerb(ada, PHONE, hand, 'Abstain');
    await inDialog(ada, 'Abstain').click();
    await shows(ada, 'Counted: you abstained.');
    const { awaiting, decisions } = await world.viewOf(id);
    expect([awaiting?.extended.ms, awaiting?.filled, decisions.map(({ verb }) => verb)]).toEqual([
      3_600_000,
      0,
      ['extend', 'escalate', 'approve', 'retract', 'abstain'],
    ]);
  });

  test('whoever may override does so with a reason, and the requester withdraws in two', async () => {
    const id = await world.opened('large');
    const boss = await world.at('boss', id);
    await openVerb(boss, DESKTOP, handOf(boss), 'Override');
    await boss.getByLabel('Approved').check();
    await boss.getByLabel('Reason').fill('Incident 17, on call.');
    await inDialog(boss, 'Override').click();
    await boss.locator('.lead', { hasText: 'Approved by override of Boss' }).waitFor();
    const other = await world.opened('small');
    const rita = await world.at('rita', other, { size: PHONE });
    const hand = handOf(rita);
    await hand.press('Withdraw');
    await hand.pressIn('Withdraw the request');
    await rita.locator('.lead', { hasText: 'Withdrawn by the requester' }).waitFor();
    expect(hand.count()).toBe(2);
  });

  test('a question is answered with one of its options in one action, or in words', async () => {
    const ask = {
      type: 'human.question',
      title: 'Which region?',
      args: { question: 'Which region first?', options: [{ name: 'eu', title: 'Europe' }] },
    };
    const open = async () => {
      const body = { action: ask, requester: 'rita' };
      const answer = await world.dashboard.service.call('POST', '/v1/requests', world.bot, body);
      expect([answer.status, answer.body]).toEqual([201, expect.any(Object)]);
      const id = String(answer.body.id);
      await until(async () => (await world.viewOf(id)).status === 'pending');
      return id;
    };
    const first = await open();
    const ada = await world.at('ada', first, { size: PHONE });
    await button(ada, 'Europe').click();
    await ada.locator('.lead', { hasText: 'Answered by Ada' }).waitFor();
    expect((await world.viewOf(first)).resolution?.answer).toBe('eu');
    const second = await open();
    const ben = await world.at('ben', second);
    await picture(ben, 'request-human-question');
    await button(ben, 'Answer').click();
    await ben.getByLabel('Your answer').fill('Africa');
    await inDialog(ben, 'Answer').click();
    await ben.locator('.lead', { hasText: 'Answered by Ben' }).waitFor();
    expect((await world.viewOf(second)).resolution?.answer).toBe('Africa');
  });

  test('an unknown outcome is settled with evidence', async () => {
    const id = await world.opened('small');
    await world.says('ada', id, 'approve');
    const { digest } = await world.viewOf(id);
    const permit = await world.dashboard.service.call('POST', `/v1/requests/${id}/permit`, world.bot, { digest });
    await world.dashboard.service.call('POST', `/v1/requests/${id}/outcome`, world.bot, {
      permitId: permit.body.permitId,
      outcome: 'unknown',
    });
    await until(async () => (await world.viewOf(id)).status === 'unknown');
    const ben = await world.at('ben', id, { size: PHONE });
    await button(ben, 'Settle').click();
    await inDialog(ben, 'Settle').click();
    await shows(ben, 'Please choose one.');
    await ben.getByLabel(/^It happened/).check();
    await ben.getByLabel('How do you know?').fill('Booking 4711 is there.');
    await picture(ben, 'request-settle-phone');
    await inDialog(ben, 'Settle').click();
    await ben.locator('.lead', { hasText: 'ran once' }).waitFor();
    expect((await world.viewOf(id)).status).toBe('executed');
  });
});
