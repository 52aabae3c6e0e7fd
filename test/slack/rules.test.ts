import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import { NOT_COUNTED_TEXT } from '../../src/contracts/decision.js';
import { startSlackService, type SlackService } from '../support/slack-service.js';
import { skipTime } from '../support/skip-time.js';
import { until } from '../support/until.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const MINUTE = 60_000;
const ran: string[] = [];
const args = z.strictObject({ n: z.number() });
const action = (type: string) =>
  defineAction({
    type,
    args,
    execute: (_args, { requestId }) => {
      ran.push(requestId);
      return Promise.resolve(null);
    },
  });
const policy = (name: string, more: string) =>
  `name: ${name}\nmatch: { types: ["test.${name}"] }\ndeadline: 4h\nonTimeout: reject\n${more}\n`;
const pagerSecret = `whsec_${Buffer.from('the pager of the night shift....').toString('base64')}`;

let s: SlackService;
let pager: Awaited<ReturnType<typeof startWebhookReceiver>>;
beforeAll(async () => {
  pager = await startWebhookReceiver();
  s = await startSlackService({
    registry: {
      actions: ['test.one', 'test.two', 'test.window', 'test.climb', 'test.quick'].map(action),
      agents: [
        defineAgent({
          name: 'mute',
          propose: () => Promise.resolve({ type: 'test.one', args: { n: 1 }, title: 'From an agent that answers nothing' }),
        }),
      ],
    },
    policies: {
      'one.yaml': policy('one', 'reviewers: [group:finance]\nextend: { upTo: 2h, times: 2 }\nsnooze: { upTo: 2h }'),
      'two.yaml': policy('two', 'reviewers: [group:finance, person:cyd]\nneed: majority'),
      'window.yaml': policy('window', 'reviewers: [group:finance]\nvetoWindow: 30m'),
      'quick.yaml': policy('quick', 'reviewers: [group:finance]\noverride: { people: 2 }'),
      'climb.yaml': policy(
        'climb',
        'reviewers: [group:finance]\nladder:\n  - { after: 10m, remind: true }\n  - { after: 30m, page: [person:cyd] }',
      ),
      'questions.yaml':
        'name: questions\nmatch: { types: ["human.question"] }\nreviewers: [group:finance]\ndeadline: 4h\nonTimeout: reject\n',
    },
    env: { COUNTERSIGN_PAGE_URL: pager.url, COUNTERSIGN_PAGE_SECRET: pagerSecret, COUNTERSIGN_SLACK_PAGE_CHANNEL: 'C000000003' },
    people: {
      ada: { groups: ['finance'] },
      bob: { groups: ['finance'] },
      cyd: { groups: [] },
      dan: { groups: [], permissions: ['assign'] },
      gus: { groups: [] },
      olga: { groups: [], permissions: ['override'] },
      otto: { groups: [], permissions: ['override'] },
    },
    agentName: 'bot',
    agentOwner: 'gus',
  });
}, 60_000);
afterAll(async () => {
  await s.stop();
  await pager.close();
}, 30_000);

const request = (type: string, more: object = {}) => s.open({ action: { type, args: { n: 1 }, title: `About ${type}`, ...more } });
const counted = async (id: string) =>
  (await s.view(id)).decisions.map(({ by, verb, counted: yes, reason, onBehalfOf }) => ({
    by: by.id,
    verb,
    yes,
    reason,
    for: onBehalfOf?.id ?? null,
  }));
const account = (name: string) => ({ user: s.slack.users[name] ?? '' });

describe('the rule', () => {
  it('stands on the card in words', async () => {
    const id = await request('test.two');
    await s.message(s.place, id, 'a majority of finance (group), Cyd');
    await s.message(await s.alone('cyd'), id, '0 of 2');
  });
});

describe('taking it', () => {
  it('goes to one of two who click at once; the other is told, and can still say no', async () => {
    const id = await request('test.one');
    await s.message(s.place, id, 'countersign.approve');
    const since = s.slack.whispers().length;
    await Promise.all(['ada', 'bob'].map((name) => s.click(name, id, 'more', { option: 'Take it' })));
    await until(async () => (await counted(id)).filter(({ yes }) => yes !== null).length === 2);
    const receipts = await counted(id);
    const winner = receipts.find(({ yes }) => yes)?.by ?? '';
    const loser = receipts.find(({ yes }) => !yes);
    expect(loser).toMatchObject({ verb: 'claim', reason: 'claimed' });
    expect(await s.whispered(loser?.by ?? '', since)).toBe(NOT_COUNTED_TEXT.claimed);
    await s.message(s.place, id, 'Taken by: ');
    expect(await s.approvals(loser?.by ?? '')).toContain(`Taken by ${winner === 'ada' ? 'Ada' : 'Bob'}, until`);
    await s.click(loser?.by ?? '', id, 'approve');
    await until(async () => (await counted(id)).some(({ verb, yes }) => verb === 'approve' && yes === false));
    await s.submit(loser?.by ?? '', await s.choose(loser?.by ?? '', id, 'deny'), { comment: 'Not today' });
    await s.message(s.place, id, 'Rejected');
    expect(ran).not.toContain(id);
  }, 30_000);

  it('ends when it is given back', async () => {
    const id = await request('test.one');
    await s.click('ada', id, 'more', { option: 'Take it' });
    await s.message(s.place, id, 'Taken by: ');
    await s.choose('ada', id, 'release');
    await until(async () => (await s.view(id)).awaiting?.claims.length === 0);
    await s.click('bob', id, 'approve');
    await s.message(s.place, id, 'Approved and done');
  }, 30_000);
});

describe('handing over', () => {
  it('asks the other one directly, and records both names with the vote', async () => {
    const id = await request('test.two');
    await s.message(await s.alone('cyd'), id, 'countersign.approve');
    await s.submit('cyd', await s.dialog('cyd', id, 'more', { option: 'Hand over' }), { to: account('dan'), comment: 'You know them' });
    await s.message(await s.alone('dan'), id, 'Handed over to you by Cyd: “You know them”');
    await s.message(s.place, id, 'Cyd to Dan');
    expect(await s.approvals('dan')).toContain(id);
    await s.click('dan', id, 'approve');
    const card = await s.message(s.place, id, 'Dan approved for Cyd');
    expect(JSON.stringify(card)).not.toContain('You know them');
    await s.click('ada', id, 'approve');
    await until(() => ran.includes(id), 15_000);
    expect(await counted(id)).toEqual([
      { by: 'cyd', verb: 'delegate', yes: true, reason: null, for: null },
      { by: 'dan', verb: 'approve', yes: true, reason: null, for: 'cyd' },
      { by: 'ada', verb: 'approve', yes: true, reason: null, for: null },
    ]);
  }, 30_000);

  it('of a place by somebody with the permission asks whom they name', async () => {
    const id = await request('test.two');
    await s.message(s.place, id, 'countersign.approve');
    // Whoever reassigns need not be asked: the card in the channel is where everybody can see it.
    const next = await s.choose('dan', id, 'reassign', { where: s.place });
    await s.submit('dan', next, { from: { option: 'person:cyd' }, to: account('otto') });
    await s.message(await s.alone('otto'), id, 'countersign.approve');
    await s.message(s.place, id, 'Dan gave the place of Cyd to Otto');
  }, 30_000);
});

describe('changing one’s mind, and the clock', () => {
  it('takes a vote back, abstains, extends and snoozes', async () => {
    const id = await request('test.two');
    await s.click('ada', id, 'approve');
    await s.message(s.place, id, 'Ada approved');
    await s.choose('ada', id, 'retract');
    await s.message(s.place, id, 'Ada took it back');
    const one = await request('test.one');
    await s.message(s.place, one, 'countersign.approve');
    await s.submit('ada', await s.choose('ada', one, 'extend'), { for: { option: '30m' }, comment: '' });
    await s.message(s.place, one, '(moved once, by 30m)');
    await s.submit('bob', await s.choose('bob', one, 'snooze'), { for: { option: '1h' } });
    await s.message(s.place, one, 'Not reminded: ');
    await s.choose('bob', one, 'abstain');
    await s.message(s.place, one, 'Bob abstained');
    expect((await counted(one)).map(({ by, verb, yes }) => [by, verb, yes])).toEqual([
      ['ada', 'extend', true],
      ['bob', 'snooze', true],
      ['bob', 'abstain', true],
    ]);
  }, 30_000);

  it('says on the card that nobody is left', async () => {
    const id = await request('test.two');
    await s.message(s.place, id, 'countersign.approve');
    await s.choose('cyd', id, 'abstain');
    await s.message(s.place, id, 'Nobody is left who could complete this');
    await s.message(s.place, id, 'Missing: ');
  }, 30_000);
});

describe('before and after the effect', () => {
  it('an approval in its veto window is stopped by a denial', async () => {
    const id = await request('test.window');
    await s.click('ada', id, 'approve');
    const card = await s.message(s.place, id, 'May run from: ');
    await s.submit('bob', await s.dialog('bob', id, 'deny', { message: card }), { comment: 'Wait' });
    const ended = await s.message(s.place, id, 'Rejected');
    expect(JSON.stringify(ended)).not.toContain('countersign.');
    expect(ran).not.toContain(id);
  }, 30_000);

  it('an approval in its veto window falls with a vote that is taken back', async () => {
    const id = await request('test.window');
    await s.click('ada', id, 'approve');
    await s.message(s.place, id, 'May run from: ');
    await s.click('ada', id, 'retract');
    await s.message(s.place, id, 'countersign.approve');
    expect(ran).not.toContain(id);
  }, 30_000);

  it('a denial after the effect is told to whoever stands behind the request, with its words', async () => {
    const id = await request('test.one');
    const card = await s.message(s.place, id, 'countersign.approve');
    const dialog = await s.dialog('bob', id, 'reject');
    await s.click('ada', id, 'approve', { message: card });
    await s.message(s.place, id, 'Approved and done');
    const since = s.slack.whispers().length;
    await s.submit('bob', dialog, { way: { option: 'deny' }, comment: 'This was the wrong one' });
    expect(await s.whispered('bob', since)).toBe(NOT_COUNTED_TEXT.too_late);
    await s.message(await s.alone('gus'), id, 'This was the wrong one', 'note');
    expect(JSON.stringify(await s.message(s.place, id, 'Bob objected after it had been started'))).not.toContain('This was the wrong one');
  }, 30_000);

  it('an unknown outcome has a card of its own, and is asked again after "it did not happen"', async () => {
    const id = await request('test.one', {});
    const own = await s.open({ action: { type: 'test.one', args: { n: 2 }, title: 'By the caller' }, execute: 'caller' });
    expect(id).not.toBe(own);
    await s.click('ada', own, 'approve');
    await until(async () => (await s.view(own)).status === 'approved');
    const { digest } = await s.view(own);
    const permit = await s.service.call('POST', `/v1/requests/${own}/permit`, s.agent, { digest });
    await s.service.call('POST', `/v1/requests/${own}/outcome`, s.agent, { permitId: permit.body.permitId, outcome: 'unknown' });
    const asked = await s.message(s.place, own, 'countersign.settle', 'outcome');
    await s.message(await s.alone('gus'), own, 'countersign.settle', 'outcome');
    expect(await s.approvals('bob')).toContain('it has to be settled');
    expect(await s.approvals('cyd')).not.toContain(own);
    const dialog = await s.dialog('bob', own, 'settle', { message: asked, where: s.place });
    await s.submit('bob', dialog, { what: { option: 'did_not_happen' }, comment: 'The statement does not have it' });
    await s.message(s.place, own, 'Asked again as revision 2', 'outcome');
    await s.message(await s.alone('gus'), own, 'The statement does not have it', 'outcome');
    expect(await s.view(own)).toMatchObject({ status: 'pending', revision: 2 });
  }, 30_000);
});

describe('a question', () => {
  it('goes to the owner where the agent answers nothing, and its answer to the thread and the card', async () => {
    const id = await s.open({ agent: 'mute', input: {}, requester: 'gus' });
    await s.submit('ada', await s.dialog('ada', id, 'more', { option: 'Ask in thread' }), { comment: 'Which carrier was it?' });
    const home = await s.alone('gus');
    const asked = await s.message(home, id, 'countersign.reply', 'question');
    await s.submit('gus', await s.dialog('gus', id, 'reply', { message: asked, where: home }), { comment: 'The yellow one' });
    await s.message(s.place, id, 'The yellow one');
    await until(async () => (await s.below(s.place, id)).some((each) => each.includes('The yellow one')), 15_000);
    const told = (await s.below(s.place, id)).filter((each) => each.includes('The yellow one'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(s.slack.users['ada']);
    expect(JSON.stringify(await s.message(home, id, 'The yellow one', 'question'))).not.toContain('countersign.reply');
    expect((await s.view(id)).decisions).toMatchObject([{ verb: 'ask', answer: 'The yellow one' }]);
    expect((await s.view(id)).status).toBe('pending');
  }, 40_000);
});

describe('breaking glass', () => {
  it('takes two, is announced with its reasons, and those passed over are asked whether it was right', async () => {
    const id = await request('test.quick');
    await s.message(s.place, id, 'countersign.approve');
    const say = async (name: string, comment: string) =>
      s.submit(name, await s.choose(name, id, 'override', { where: s.place }), { what: { option: 'approved' }, comment });
    await say('olga', 'The courier waits');
    await s.message(s.place, id, 'Olga wants to override the reviewers: ');
    await until(async () => (await s.below(s.place, id)).some((each) => each.includes('wants to override')), 15_000);
    expect(ran).not.toContain(id);
    await say('otto', 'I saw it too');
    await s.message(s.place, id, 'Approved and done');
    expect(ran).toContain(id);
    await until(async () => (await s.below(s.place, id)).some((each) => each.includes('Olga and Otto overrode')), 15_000);
    await until(async () => (await s.view(id)).followUps.length === 1, 15_000);
    const [followUp = ''] = (await s.view(id)).followUps;
    await s.message(s.place, followUp, 'It was right [right]');
    await s.message(s.place, followUp, 'Follows from: ');
  }, 40_000);

  it('is refused to whoever lacks the permission, and says so only to them', async () => {
    const id = await request('test.quick');
    const since = s.slack.whispers().length;
    const next = await s.choose('ada', id, 'override');
    await s.submit('ada', next, { what: { option: 'approved' }, comment: 'I want to' });
    expect(await s.whispered('ada', since)).toBe(NOT_COUNTED_TEXT.override_not_permitted);
  }, 30_000);

  it('the kill switch shows on what it holds', async () => {
    const pause = await s.service.call('POST', '/v1/pauses', s.service.adminKey, {
      scope: { kind: 'type', value: 'test.one' },
      reason: 'The bank answers twice',
    });
    const id = await request('test.one');
    await s.click('ada', id, 'approve');
    await s.message(s.place, id, 'The bank answers twice');
    expect(ran).not.toContain(id);
    await s.service.call('DELETE', `/v1/pauses/${pause.body.id as string}`, s.service.adminKey);
    await s.message(s.place, id, 'Approved and done');
  }, 40_000);
});

it('the ladder reminds whoever did not snooze, then pages: the person, the paging channel and the pager', async () => {
  const id = await request('test.climb');
  await s.message(s.place, id, 'after 30m pages Cyd');
  await s.submit('bob', await s.choose('bob', id, 'snooze'), { for: { option: '2h' } });
  await s.message(s.place, id, 'Not reminded: ');
  pager.clear();
  await skipTime(s.service.temporal, `approval/${id}`, 45 * MINUTE);
  await s.message(await s.alone('cyd'), id, 'countersign.approve');
  await until(() => pager.taken().length === 1, 20_000);
  const [call] = pager.taken();
  expect(new Webhook(pagerSecret).verify(call?.body ?? '', call?.headers as Record<string, string>)).toMatchObject({
    type: 'request.paged',
    data: { id, paged: ['person:cyd'], stage: expect.any(String) },
  });
  const reminders = (await s.below(s.place, id)).filter((each) => each.includes('Waits for a decision'));
  expect(reminders.some((each) => each.includes(s.slack.users['ada'] ?? '-'))).toBe(true);
}, 60_000);
