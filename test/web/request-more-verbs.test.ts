import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { alive, axe, DESKTOP, PHONE, picture, type Size } from './support/dashboard.js';
import { ARGS, button, handOf, inDialog, offered, openVerb, shows, startRequestWorld, type RequestWorld } from './support/request-world.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

const FURTHER = {
  // Two of three; Cleo alone may veto. Nobody edits, and an approval waits before it runs.
  guarded: `reviewers: [person:ada, person:ben, person:cleo]
need: { atLeast: 2 }
deny: 2
veto: [person:cleo]
vetoWindow: 2h
snooze: { upTo: 45m }
maxEdits: 0
`,
  // Whoever decides says why.
  worded: `reviewers: [group:finance]
require: { comment: [approve, reject, deny, retract, delegate] }
`,
};

withBrowser('each verb on the page of a request, and where it is refused', () => {
  let world: RequestWorld;
  const browsers = new Map<string, Page>();

  beforeAll(async () => {
    world = await startRequestWorld(FURTHER);
  }, 60_000);
  // What stays open would hear of the next request too.
  afterEach(() => Promise.all([...browsers.values()].map((page) => page.goto('about:blank'))));
  afterAll(async () => {
    await world.dashboard.stop();
  });

  /** People come back with the browser that they had, which need not load everything anew. */
  async function at(person: string, id: string, size: Size = DESKTOP): Promise<Page> {
    const key = `${person} ${size.width}`;
    const page = browsers.get(key) ?? (await (await world.dashboard.context(person, { size })).newPage());
    browsers.set(key, page);
    await page.goto(`${world.dashboard.service.url}/r/${id}`);
    await alive(page);
    return page;
  }
  const open = (page: Page, verb: string, size: object = DESKTOP) => openVerb(page, size, handOf(page), verb);
  const lead = (page: Page, text: string) => page.locator('.lead', { hasText: text }).waitFor();
  const optionsOf = (page: Page, label: string) => page.getByRole('dialog').getByLabel(label).locator('option').allInnerTexts();
  const lastOf = async (id: string) => (await world.viewOf(id)).decisions.at(-1);
  /** The caller takes its permit, so that the effect has begun; optionally says how it ended. */
  async function started(id: string, outcome?: 'unknown'): Promise<void> {
    const { call } = world.dashboard.service;
    const { digest } = await world.viewOf(id);
    const permit = await call('POST', `/v1/requests/${id}/permit`, world.bot, { digest });
    expect([permit.status, permit.body]).toEqual([200, expect.any(Object)]);
    if (outcome) await call('POST', `/v1/requests/${id}/outcome`, world.bot, { permitId: permit.body.permitId, outcome });
    await until(async () => (await world.viewOf(id)).status === (outcome ?? 'executing'));
  }

  test('snoozing puts off reminders for as long as the policy allows, and no longer', async () => {
    const id = await world.opened('guarded');
    const ada = await at('ada', id, PHONE);
    await open(ada, 'Snooze', PHONE);
    expect(await optionsOf(ada, 'For how long?')).toEqual(['Choose', '15m', '30m', '45m']);
    expect(await axe(ada)).toEqual([]);
    await inDialog(ada, 'Snooze').click();
    await shows(ada, 'Please choose one.');
    await ada.getByLabel('For how long?').selectOption({ label: '45m' });
    await picture(ada, 'request-snooze-phone');
    await inDialog(ada, 'Snooze').click();
    await shows(ada, 'Counted: you snoozed it.');
    await shows(ada, /^Ada gets no reminders until/);
    const { awaiting, decisions, status } = await world.viewOf(id);
    expect([status, decisions]).toMatchObject(['pending', [{ verb: 'snooze', by: { id: 'ada' }, forMs: 2_700_000, counted: true }]]);
    expect(awaiting?.snoozes).toMatchObject([{ by: { id: 'ada' } }]);
    const leftMs = Date.parse(awaiting?.snoozes[0]?.until ?? '') - Date.now();
    expect(Math.abs(leftMs - 2_700_000)).toBeLessThan(60_000);
    // Who is not reminded still decides.
    await button(ada, 'Approve').waitFor();

    expect(await world.says('ada', id, 'snooze', { for: '46m' })).toMatchObject({ counted: false, reason: 'snooze_refused' });
    await shows(ada, 'The policy does not allow to snooze that long.');
    const dora = await at('dora', id);
    await shows(dora, 'You are not among the people this request asks.');
    expect(await offered(dora)).toEqual([]);
  });

  test('reassigning puts another in somebody’s place, but takes no veto away', async () => {
    const id = await world.opened('guarded');
    const [boss, ben] = await Promise.all([at('boss', id), at('ben', id)]);
    await open(boss, 'Reassign');
    expect(await axe(boss)).toEqual([]);
    expect(await optionsOf(boss, 'Whose place?')).toEqual(['Choose', 'Ada', 'Ben']);
    await inDialog(boss, 'Reassign').click();
    expect(await boss.getByRole('dialog').getByText('Please choose one.').count()).toBe(2);
    await boss.getByLabel('Whose place?').selectOption({ label: 'Ben' });
    await boss.getByLabel('Who takes it?').selectOption({ label: 'Dora (dora)' });
    await boss.getByLabel(/^Comment/).fill('Ben is on a plane.');
    await picture(boss, 'request-reassign');
    await inDialog(boss, 'Reassign').click();
    await shows(boss, 'Counted: you reassigned it.');
    await shows(boss, 'gave the place of Ben to Dora');
    // Who lost the place is told, and offered nothing any more.
    await shows(ben, 'You are not among the people this request asks.');
    expect(await offered(ben)).toEqual([]);
    expect((await world.viewOf(id)).awaiting?.asked).toEqual(['person:ada', 'person:dora', 'person:cleo']);
    expect(await lastOf(id)).toMatchObject({ verb: 'reassign', from: 'person:ben', to: 'person:dora', comment: 'Ben is on a plane.' });

    const dora = await at('dora', id, PHONE);
    await shows(dora, 'You are asked by name.');
    await button(dora, 'Approve').click();
    await shows(dora, 'Counted: you approved.');
    expect((await world.viewOf(id)).awaiting?.filled).toBe(1);
    // Without the permission it is not offered; sent all the same it is refused, and so is a place that may veto.
    expect(await offered(await at('ada', id))).not.toContain('Reassign');
    const swap = { from: 'person:ada', to: 'person:ben' };
    expect(await world.says('ada', id, 'reassign', swap)).toMatchObject({ counted: false, reason: 'reassign_not_permitted' });
    const veto = { from: 'person:cleo', to: 'person:ben' };
    expect(await world.says('boss', id, 'reassign', veto)).toMatchObject({ counted: false, reason: 'holds_veto' });
    await shows(boss, /^That reviewer may veto, so their place is not given to somebody else/);
  });

  test('whoever put a reviewer in place does not fill that place', async () => {
    const id = await world.opened('small');
    const boss = await at('boss', id, PHONE);
    await open(boss, 'Reassign', PHONE);
    await boss.getByLabel('Whose place?').selectOption({ label: 'finance' });
    await boss.getByLabel('Who takes it?').selectOption({ label: 'leads (group)' });
    await inDialog(boss, 'Reassign').click();
    await shows(boss, 'You put this reviewer in place, so you do not fill that place yourself.');
    expect(await offered(boss)).toEqual(['Reassign', 'Override']);
    expect((await world.viewOf(id)).awaiting?.asked).toEqual(['group:leads']);
  });

  test('one denial of whoever holds a veto ends it; that of another does not', async () => {
    const id = await world.opened('guarded');
    const [ada, cleo] = await Promise.all([at('ada', id), at('cleo', id, PHONE)]);
    await button(ada, 'Reject').click();
    await ada.getByLabel(/^Deny/).check();
    await shows(ada, 'Final, once 2 people deny');
    await inDialog(ada, 'Reject').click();
    await shows(ada, 'Counted: you denied it.');
    expect((await world.viewOf(id)).status).toBe('pending');
    await lead(ada, 'wants to run');

    await button(cleo, 'Reject').click();
    await cleo.getByLabel(/^Deny/).check();
    await shows(cleo, 'Final: you have a veto here');
    await inDialog(cleo, 'Too risky').click();
    await inDialog(cleo, 'Reject').click();
    for (const page of [cleo, ada]) await lead(page, 'Rejected by');
    const { status, resolution } = await world.viewOf(id);
    expect([status, resolution]).toMatchObject(['rejected', { outcome: 'rejected', by: 'people', people: ['cleo'] }]);
    expect([await offered(cleo), await offered(ada)]).toEqual([[], []]);
  });

  test('a veto within its window stops what was approved, and afterwards nothing is left to stop', async () => {
    const id = await world.opened('guarded');
    await world.says('ada', id, 'approve');
    await world.says('ben', id, 'approve');
    const cleo = await at('cleo', id, PHONE);
    await lead(cleo, 'and not run yet');
    await shows(cleo, /the policy leaves time for a veto/);
    // Those whom it never asked cannot veto.
    expect(await offered(await at('dora', id))).toEqual([]);
    await button(cleo, 'Deny').click();
    await shows(cleo, 'It has not run yet: a denial still stops it.');
    expect(await axe(cleo)).toEqual([]);
    await cleo.getByLabel(/^In your words/).fill('The customer was paid on Monday.');
    await picture(cleo, 'request-veto-phone');
    await inDialog(cleo, 'Deny').click();
    await shows(cleo, 'Counted: you denied it.');
    await lead(cleo, 'Rejected by Cleo');
    const { status, digest } = await world.viewOf(id);
    const permit = await world.dashboard.service.call('POST', `/v1/requests/${id}/permit`, world.bot, { digest });
    expect([status, permit.body.code]).toEqual(['rejected', 'not_approved']);
    expect(await lastOf(id)).toMatchObject({ verb: 'deny', counted: true, comment: 'The customer was paid on Monday.' });
  });

  test('a no that comes after the start is kept as an objection, and says that it was too late', async () => {
    const id = await world.opened('small');
    await world.says('ada', id, 'approve');
    await started(id);
    const ben = await at('ben', id);
    await button(ben, 'Object').click();
    await shows(ben, /^It was started already/);
    expect(await axe(ben)).toEqual([]);
    await inDialog(ben, 'Wrong amount or target').click();
    await inDialog(ben, 'Object').click();
    await shows(ben, /It had been started already\. Your objection is recorded/);
    await lead(ben, 'being run now');
    expect((await world.viewOf(id)).status).toBe('executing');
    expect(await lastOf(id)).toMatchObject({ verb: 'deny', counted: false, reason: 'too_late', comment: 'Wrong amount or target' });
  });

  test('an approval is taken back until it runs; a stale tab is told that it is too late', async () => {
    const id = await world.opened('small');
    await world.says('ada', id, 'approve');
    const [ada, ben] = await Promise.all([at('ada', id, PHONE), at('ben', id)]);
    // Whoever approved nothing has nothing to take back.
    expect(await offered(ben)).toEqual(['Deny']);
    await button(ada, 'Take it back').click();
    await shows(ada, 'Counted: you took it back.');
    await lead(ada, 'wants to run');
    const { status, awaiting } = await world.viewOf(id);
    expect([status, awaiting?.filled, await lastOf(id)]).toMatchObject(['pending', 0, { verb: 'retract', counted: true }]);
    await button(ben, 'Approve').click();
    await shows(ben, 'Counted: you approved.');

    const stale = await world.stale('ben', id);
    await button(stale, 'Take it back').waitFor();
    await started(id);
    await button(stale, 'Take it back').click();
    await shows(stale, /It did not count\. The request was already closed/);
    await lead(stale, 'being run now');
    expect(await lastOf(id)).toMatchObject({ verb: 'retract', by: { id: 'ben' }, counted: false, reason: 'already_closed' });
  });

  test('a hand-over is taken back, and nobody hands over to who has voted meanwhile', async () => {
    const id = await world.opened('large');
    const ada = await at('ada', id);
    await open(ada, 'Hand over');
    expect(await axe(ada)).toEqual([]);
    // Neither oneself nor the requester.
    expect(await optionsOf(ada, 'To whom?')).toEqual(['Choose', 'Ben (ben)', 'Boss (boss)', 'Cleo (cleo)', 'Dora (dora)']);
    await ada.getByLabel('To whom?').selectOption({ label: 'Dora (dora)' });
    await inDialog(ada, 'Hand over').click();
    await shows(ada, 'You handed this over to Dora, who decides in your place.');
    expect(await offered(ada)).toEqual(['Take it back']);
    await button(ada, 'Take it back').click();
    await button(ada, 'Approve').waitFor();
    expect((await world.viewOf(id)).awaiting?.delegations).toEqual([]);

    await open(ada, 'Hand over');
    await ada.getByLabel('To whom?').selectOption({ label: 'Ben (ben)' });
    await world.says('ben', id, 'approve');
    await until(async () => !(await optionsOf(ada, 'To whom?')).includes('Ben (ben)'));
    await inDialog(ada, 'Hand over').click();
    await shows(ada, 'Please choose one.');
    expect(await world.says('ada', id, 'delegate', { to: 'ben' })).toMatchObject({ counted: false, reason: 'delegation_refused' });
    await inDialog(ada, 'Cancel').click();
    await shows(ada, /^It cannot be handed to that person/);
    await button(ada, 'Approve').click();
    await shows(ada, 'Counted: you approved.');
    // A vote is not handed on.
    expect(await offered(ada)).not.toContain('Hand over');
  });

  test('a claim is not offered while somebody else has it, and a stale tab hears of it', async () => {
    const id = await world.opened('small');
    const [stale, cleo] = await Promise.all([world.stale('ben', id), at('cleo', id)]);
    expect(await offered(stale)).toContain('Take it');
    expect(await offered(cleo)).toEqual([]);
    await world.says('ada', id, 'claim');
    await open(stale, 'Take it');
    await shows(stale, /It did not count\. Somebody else has taken this one/);
    await shows(stale, 'taken by Ada');
    const left = await offered(stale);
    expect(left).toContain('Reject');
    for (const verb of ['Approve', 'Edit', 'Take it']) expect(left).not.toContain(verb);
    expect((await world.viewOf(id)).awaiting?.claims).toMatchObject([{ by: { id: 'ada' } }]);
    expect(await lastOf(id)).toMatchObject({ verb: 'claim', by: { id: 'ben' }, counted: false, reason: 'claimed' });
  });

  test('escalating asks further people at once, and is not offered where there is nobody further', async () => {
    const id = await world.opened('large');
    const [ada, boss] = await Promise.all([at('ada', id), at('boss', id, PHONE)]);
    await shows(boss, 'You are not among the people this request asks.');
    await open(ada, 'Escalate');
    expect(await axe(ada)).toEqual([]);
    await ada.getByLabel(/^Why\?/).fill('It is above what I may judge.');
    await inDialog(ada, 'Escalate').click();
    await shows(ada, 'Counted: you escalated it.');
    await shows(boss, /^You are asked as one of leads since it was escalated/);
    await button(boss, 'Approve').click();
    await shows(boss, 'Counted: you approved.');
    const { awaiting } = await world.viewOf(id);
    expect([awaiting?.asked.includes('group:leads'), awaiting?.filled]).toEqual([true, 1]);
    expect(await offered(ada)).not.toContain('Escalate');
    expect(await world.says('ada', id, 'escalate')).toMatchObject({ counted: false, reason: 'nothing_to_escalate' });
    await shows(ada, 'There is nobody further to escalate to.');
  });

  test('a question needs words, and whoever is asked about does not ask', async () => {
    const id = await world.opened('small');
    const [ada, rita] = await Promise.all([at('ada', id, PHONE), at('rita', id)]);
    await open(ada, 'Ask', PHONE);
    expect(await axe(ada)).toEqual([]);
    await inDialog(ada, 'Ask').click();
    await shows(ada, 'Please write something here.');
    expect((await world.viewOf(id)).decisions).toEqual([]);
    // The requester decides nothing of their own request: no approval, no change, no question.
    await shows(rita, 'This request is yours, so that your approval would not count.');
    expect(await offered(rita)).toEqual(['Withdraw']);
    expect(await world.says('rita', id, 'approve')).toMatchObject({ counted: false, reason: 'self_approval' });
    await shows(rita, 'Nobody approves their own request.');
  });

  test('editing is not offered where the policy lets nobody edit, by no button and no key', async () => {
    const id = await world.opened('guarded');
    const ada = await at('ada', id);
    expect(await offered(ada)).not.toContain('Edit');
    await ada.keyboard.press('e');
    await ada.keyboard.press('?');
    await ada.getByRole('dialog').getByRole('heading', { name: 'Keys' }).waitFor();
    expect(await axe(ada)).toEqual([]);
    expect(await ada.getByRole('dialog').count()).toBe(1);
    await ada.keyboard.press('Escape');
    expect(await world.says('ada', id, 'edit', { args: { ...ARGS, amount: 1 } })).toMatchObject({ reason: 'no_edits_left' });
    await shows(ada, /^It has been changed as often as the policy allows/);
    expect((await world.viewOf(id)).revision).toBe(1);
  });

  test('at high risk whoever changed the arguments does not approve them', async () => {
    const id = await world.opened('large');
    const ada = await at('ada', id);
    await open(ada, 'Edit');
    await ada.getByRole('dialog').getByLabel('amount').fill('9000');
    await inDialog(ada, 'Propose the change').click();
    await shows(ada, /^You changed part of what is to be approved/);
    expect(await offered(ada)).not.toContain('Approve revision 2');
    expect(await world.says('ada', id, 'approve')).toMatchObject({ counted: false, reason: 'own_edit' });
    const ben = await at('ben', id);
    await button(ben, 'Approve revision 2').click();
    await shows(ben, 'Counted: you approved.');
  });

  test('where the policy wants words with a decision, the form asks for them, and a reason to tap is enough', async () => {
    const id = await world.opened('worded');
    const [ada, ben] = await Promise.all([at('ada', id, PHONE), at('ben', id)]);
    await button(ada, 'Approve').click();
    expect(await axe(ada)).toEqual([]);
    await inDialog(ada, 'Approve').click();
    await shows(ada, 'Please write something here.');
    await ada.getByLabel('Comment', { exact: true }).fill('Checked with the bank.');
    await inDialog(ada, 'Approve').click();
    await shows(ada, 'Counted: you approved.');
    expect(await lastOf(id)).toMatchObject({ verb: 'approve', comment: 'Checked with the bank.' });

    // It is approved, and not run yet: denying it has its own form.
    await button(ben, 'Deny').click();
    await inDialog(ben, 'Deny').click();
    await shows(ben, 'Please write something here.');
    await inDialog(ben, 'Too risky').click();
    await inDialog(ben, 'Deny').click();
    await shows(ben, 'Counted: you denied it.');
    expect(await lastOf(id)).toMatchObject({ verb: 'deny', comment: 'Too risky', counted: true });

    const other = await world.opened('worded');
    const page = await at('ben', other);
    await button(page, 'Reject').click();
    await page.getByLabel(/^Deny/).check();
    await inDialog(page, 'Reject').click();
    await shows(page, 'Choose a reason or write one: this policy asks for it.');
    expect((await world.viewOf(other)).decisions).toEqual([]);
    await inDialog(page, 'Too risky').click();
    await inDialog(page, 'Reject').click();
    await shows(page, 'Counted: you denied it.');
    expect((await world.viewOf(other)).status).toBe('rejected');
  });

  test('an unknown outcome that did not happen is approved again before it runs', async () => {
    const id = await world.opened('small');
    await world.says('ada', id, 'approve');
    await started(id, 'unknown');
    const [ben, dora] = await Promise.all([at('ben', id), at('dora', id)]);
    // Who was never asked cannot know; sent all the same it is refused.
    expect(await offered(dora)).toEqual([]);
    const guess = { answer: 'happened', comment: 'I think so.' };
    expect(await world.says('dora', id, 'settle', guess)).toMatchObject({ counted: false, reason: 'not_eligible' });
    await button(ben, 'Settle').click();
    expect(await axe(ben)).toEqual([]);
    await ben.getByLabel(/^It did not happen/).check();
    await inDialog(ben, 'Settle').click();
    await shows(ben, 'Please write something here.');
    await ben.getByLabel('How do you know?').fill('The account shows no booking.');
    await inDialog(ben, 'Settle').click();
    await button(ben, 'Approve revision 2').waitFor();
    await shows(ben, 'it did not happen');
    await shows(ben, 'It says it is 86 % sure.');
    expect(await world.viewOf(id)).toMatchObject({ status: 'pending', revision: 2, awaiting: { filled: 0 }, action: { args: ARGS } });
    await button(ben, 'Approve revision 2').click();
    await shows(ben, 'Counted: you approved.');
    expect(await world.viewOf(id)).toMatchObject({ status: 'approved', resolution: { people: ['ben'] } });
  });

  test('an unknown outcome whose action has no undo stays unknown, and the page says so', async () => {
    const id = await world.opened('worded');
    await world.says('ada', id, 'approve', { comment: 'Checked.' });
    await started(id, 'unknown');
    const ben = await at('ben', id, PHONE);
    await button(ben, 'Settle').click();
    await ben.getByLabel(/^Undo it/).check();
    await ben.getByLabel('How do you know?').fill('It is there twice.');
    await inDialog(ben, 'Settle').click();
    await shows(ben, 'Counted: you settled the outcome.');
    await shows(ben, /^It could not be undone, so the outcome is still unknown/);
    expect((await world.viewOf(id)).status).toBe('unknown');
    await button(ben, 'Settle').waitFor();
  });
});
