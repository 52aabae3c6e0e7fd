import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Countersign, Denied, lateObjections, OutcomeUnknown, type Requests, type RequestView } from '../../client/src/index.js';
import { until } from '../support/until.js';
import { startVotesWorld, type VotesWorld } from '../support/votes-world.js';

let world: VotesWorld;
let people: Record<'ada' | 'grace' | 'lena' | 'boss' | 'chief', Requests>;
let bot: Countersign;
let n = 0;

beforeAll(async () => {
  world = await startVotesWorld();
  const client = (apiKey: string) => new Countersign({ url: world.service.url, apiKey });
  const { ada, grace, lena, boss, chief } = world.keys;
  people = {
    ada: client(ada).requests,
    grace: client(grace).requests,
    lena: client(lena).requests,
    boss: client(boss).requests,
    chief: client(chief).requests,
  };
  bot = client(world.keys.bot);
}, 120_000);
afterAll(() => world.service.stop(), 60_000);

async function opened(type: string): Promise<RequestView> {
  const { id } = await bot.requests.create({ action: { type, args: { amount: 5 } } });
  await until(async () => (await bot.requests.get(id)).status === 'pending', 20_000);
  return bot.requests.get(id);
}

/** The request about this host, once it stands so. */
async function about(host: string, status: RequestView['status'] = 'pending'): Promise<RequestView> {
  let found: RequestView | undefined;
  await until(async () => {
    for await (const { id } of bot.requests.list({ status })) {
      const view = await bot.requests.get(id);
      if (view.action?.args['host'] === host) found = view;
    }
    return found !== undefined;
  }, 20_000);
  if (!found) throw new Error(`nothing about ${host}`);
  return found;
}

const ran: string[] = [];
const act = ({ host }: { host: string }): Promise<string> => {
  ran.push(host);
  return Promise.resolve(`${host} is off`);
};
const newHost = () => `web-${(n += 1)}`;
const key = ({ host }: { host: string }) => host;
const why = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not reject')),
    (error: unknown) => error,
  );

describe('each verb of the client against the service', () => {
  it('takes, gives back, hands over, puts off, moves on, asks, answers, abstains and takes back', async () => {
    const { ada, grace, lena } = people;
    const request = await opened('one.thing');
    const counted = { counted: true };
    expect(await ada.claim(request, { for: '10m' })).toMatchObject(counted);
    expect((await ada.page({ claimed: 'me' })).items.map(({ id }) => id)).toContain(request.id);
    expect(await grace.approve(request)).toMatchObject({ counted: false, reason: 'claimed' });
    expect(await ada.release(request)).toMatchObject(counted);
    expect(await ada.snooze(request, '1h')).toMatchObject(counted);
    expect(await ada.extend(request, '1h')).toMatchObject(counted);
    const { decisionId } = await ada.ask(request, 'Whose is it?');
    await until(async () => (await bot.requests.get(request.id)).awaiting?.questions.includes(decisionId) === true, 20_000);
    await bot.requests.answerQuestion(request.id, { decisionId, answer: 'The shop’s.' });
    expect(await ada.delegate(request, 'lena')).toMatchObject(counted);
    expect(await lena.abstain(request)).toMatchObject(counted);
    expect(await lena.retract(request)).toMatchObject(counted);
    expect(await ada.retract(request)).toMatchObject(counted);
    expect((await bot.requests.get(request.id)).awaiting?.delegations).toEqual([]);
    expect(await grace.escalate(request)).toMatchObject({ counted: false, reason: 'nothing_to_escalate' });
    expect(await grace.edit(request, { amount: 4 })).toMatchObject(counted);
    await until(async () => (await bot.requests.get(request.id)).revision === 2, 20_000);
    const next = await bot.requests.get(request.id);
    // The edit is its editor’s vote, and one is enough here.
    expect(next.status).toBe('approved');
  }, 60_000);

  it('reassigns, denies, rejects, answers and overrides', async () => {
    const { ada, grace, boss, chief } = people;
    const swapped = await opened('both.thing');
    expect(await boss.reassign(swapped, { from: 'person:ada', to: 'person:lena' })).toMatchObject({ counted: true });
    expect(await grace.deny(swapped, { comment: 'no' })).toMatchObject({ counted: true, status: 'rejected' });
    expect(await ada.reject(await opened('one.thing'), { comment: 'less' })).toMatchObject({ counted: true, status: 'rejected' });
    const glass = await opened('both.thing');
    expect(await boss.override(glass, { resolution: 'approved', reason: 'incident 17' })).toMatchObject({
      counted: true,
      status: 'pending',
    });
    expect(await chief.override(glass, { resolution: 'approved', reason: 'incident 17' })).toMatchObject({ status: 'approved' });
    const asking = bot.humanAsTool({ question: 'Which one?', key: `question-${(n += 1)}` });
    await until(async () => (await ada.page({ type: 'human.question', status: 'pending', reviewer: 'ada' })).items.length > 0, 20_000);
    const [item] = (await ada.page({ type: 'human.question', status: 'pending', reviewer: 'ada' })).items;
    if (!item) throw new Error('no question waits');
    await ada.answer(item, 'the second');
    // A busy machine may answer that it is recorded and not yet counted.
    await until(async () => (await ada.get(item.id)).status === 'answered');
    expect(await asking).toBe('the second');
  }, 60_000);

  it('settles what nobody knows, and knows the request that takes it back', async () => {
    const { ada, grace } = people;
    const host = newHost();
    const { id } = await bot.requests.create({ action: { type: 'one.isolate', args: { host } } });
    await until(async () => (await bot.requests.get(id)).status === 'pending', 20_000);
    await ada.approve(await bot.requests.get(id));
    const unknown = await about(host, 'unknown');
    expect(await grace.settle(unknown, { found: 'compensate', evidence: 'the wrong host' })).toMatchObject({ counted: true });
    await until(async () => (await bot.requests.get(id)).followUps.length === 1, 20_000);
    const [undo = ''] = (await ada.get(id)).followUps;
    expect(await ada.get(undo)).toMatchObject({ type: 'one.restore', follows: id });
  }, 60_000);
});

describe('requireApproval and the rules of the votes', () => {
  it('asks for a majority of those whom the code names, and somebody else after half an hour, in one line', async () => {
    const { service } = world;
    await service.person('mallory', ['security-team']);
    await service.person('devops-lead', []);
    const isolate = bot.requireApproval(act, {
      key,
      type: 'one.switch',
      reviewers: ['security-team', 'devops-lead'],
      need: 'majority',
      escalate: { after: '30m', to: ['ada'] },
    });
    const host = newHost();
    const controller = new AbortController();
    const result = isolate({ host }, { signal: controller.signal });
    const { plan } = await about(host);
    expect(plan?.stages.at(-1)).toMatchObject({
      name: 'caller',
      rule: { need: 'majority', entries: ['group:security-team', 'person:devops-lead'], count: 2 },
      ladder: [{ afterMs: 1_800_000, do: 'add', to: ['person:ada'] }],
    });
    controller.abort(new Error('enough seen'));
    await why(result);
    expect(await why(bot.requireApproval(act, { type: 'one.switch', reviewers: ['nobody-here'] })({ host }))).toMatchObject({
      status: 422,
      code: 'unknown_reviewer',
      field: '/reviewers/0',
    });
  }, 60_000);

  it('runs after the veto window, and not within it', async () => {
    const host = newHost();
    const result = bot.requireApproval(act, { key, type: 'moment.switch' })({ host });
    await people.ada.approve(await about(host));
    const approved = await about(host, 'approved');
    expect(approved.runFrom).not.toBeNull();
    expect(ran).not.toContain(host);
    expect(await result).toBe(`${host} is off`);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(approved.runFrom ?? ''));
  }, 60_000);

  it('throws the denial that came within the window', async () => {
    const host = newHost();
    const denied = why(bot.requireApproval(act, { key, type: 'veto.switch' })({ host }));
    await people.ada.approve(await about(host));
    await people.grace.deny(await about(host, 'approved'), { comment: 'not that host' });
    expect(await denied).toBeInstanceOf(Denied);
    expect(((await denied) as Denied).feedback.map(({ comment }) => comment)).toEqual(['not that host']);
    expect(ran).not.toContain(host);
  }, 60_000);

  it('shows objections that came after the start', async () => {
    const host = newHost();
    let go: (() => void) | undefined;
    const started = new Promise<void>((done) => {
      go = done;
    });
    const running = bot.requireApproval(
      async (args: { host: string }) => {
        await started;
        return act(args);
      },
      { key, type: 'one.switch' },
    )({ host });
    await people.ada.approve(await about(host));
    const executing = await about(host, 'executing');
    expect(await people.grace.deny(executing, { comment: 'stop' })).toMatchObject({ counted: false, reason: 'too_late' });
    go?.();
    await running;
    expect(lateObjections(await bot.requests.get(executing.id))).toMatchObject([{ by: { id: 'grace' }, comment: 'stop' }]);
  }, 60_000);

  it('waits for new votes where it did not happen, and runs under the next revision', async () => {
    const host = newHost();
    const cutOff = bot.requireApproval(
      (_: { host: string }): Promise<string> => Promise.reject(Object.assign(new Error('cut off'), { name: 'TimeoutError' })),
      { key, type: 'one.switch' },
    );
    const cut = why(cutOff({ host }));
    await people.ada.approve(await about(host));
    await cut;
    const unknown = await about(host, 'unknown');
    const isolate = bot.requireApproval(act, { key, type: 'one.switch' });
    expect(await why(isolate({ host }))).toBeInstanceOf(OutcomeUnknown);
    await people.grace.settle(unknown, { found: 'did_not_happen', evidence: 'the port is up' });
    const again = await about(host);
    const result = isolate({ host });
    await people.grace.approve(again);
    expect(await result).toBe(`${host} is off`);
    expect(await bot.requests.wait(again.id, { until: 'terminal' })).toMatchObject({ status: 'executed', revision: 2 });
    expect(ran.filter((each) => each === host)).toHaveLength(1);
  }, 60_000);
});

describe('policies.try against the service', () => {
  it('says how an action would be reviewed, and opens nothing', async () => {
    const admin = new Countersign({ url: world.service.url, apiKey: world.service.adminKey });
    const trial = await admin.policies.try({ action: { type: 'veto.thing', args: {} }, at: '2026-12-24T20:00:00+01:00' });
    expect(trial).toMatchObject({
      result: 'planned',
      plan: { policy: { name: 'veto' } },
      missing: null,
      runFrom: '2026-12-24T20:00:00.000Z',
    });
    expect((await admin.requests.page({ type: 'veto.thing' })).items).toEqual([]);
  }, 30_000);
});
