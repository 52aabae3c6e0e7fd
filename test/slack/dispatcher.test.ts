import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Channel, Delivery, DeliveryResult } from '../../src/channels/channel.js';
import { createDispatcher, type Dispatcher } from '../../src/channels/dispatcher.js';
import type { RequestView } from '../../src/contracts/view.js';
import { leaseDeliveries, recordDelivered } from '../../src/ledger/deliveries.js';
import { addNotice, type Notice } from '../../src/ledger/notices.js';
import { until } from '../support/until.js';
import { addRequestRow, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { sampleView } from '../support/sample-views.js';

const log = pino({ level: 'silent' });
let ledger: LedgerFixture;
let view: RequestView;
let count = 0;
const started: Dispatcher[] = [];

beforeAll(async () => {
  ledger = await openTestLedger();
  await ledger.db.insertInto('groups').values({ id: 'finance', slack_channel: 'C1' }).execute();
});
afterAll(() => ledger.close());
beforeEach(async () => {
  await ledger.db.deleteFrom('deliveries').execute();
  await ledger.db.deleteFrom('notices').execute();
  count += 1;
  view = sampleView({ id: `req_01jd${String(count).padStart(22, '0')}` });
  await addRequestRow(ledger.db, view);
});
afterEach(async () => {
  for (const dispatcher of started.splice(0)) await dispatcher.stop();
});

const notice = (kind: Notice['kind'], move = view.move, refs: string[] = ['group:finance']) =>
  ledger.db.transaction().execute((tx) => addNotice(tx, { requestId: view.id, move, kind, refs }));
const rows = () => ledger.db.selectFrom('deliveries').selectAll().orderBy('target').execute();
const makeDue = () =>
  ledger.db
    .updateTable('deliveries')
    .set({ next_attempt_at: sql<Date>`now() - interval '1 second'` })
    .execute();

type Deliver = (delivery: Delivery, shown: RequestView) => DeliveryResult | Promise<DeliveryResult>;
const done: Deliver = (_delivery, shown) => ({ kind: 'delivered', message: { move: shown.move } });

/** A channel that asks groups at `<name>:<group>` and keeps what it was told to show. */
function channel(name: Channel['name'], deliver: Deliver = done, limits: Channel['limits'] = 'everywhere') {
  const log: { kind: string; target: string; move: number; attempts: number }[] = [];
  const it: Channel = {
    name,
    limits,
    targets: (addressees) => addressees.groups.map(({ id }) => ({ target: `${name}:${id}`, kind: 'card' as const })),
    direct: (addressees) => addressees.people.map(({ id }) => `${name}:${id}`),
    pages: [],
    deliver: async (delivery, shown) => {
      log.push({ kind: delivery.kind, target: delivery.target, move: shown.move, attempts: delivery.attempts });
      return deliver(delivery, shown);
    },
  };
  return { ...it, log };
}
function dispatcher(...channels: Channel[]): Dispatcher {
  return dispatcherWith({}, ...channels);
}
function dispatcherWith(more: { idleMs?: number }, ...channels: Channel[]): Dispatcher {
  const made = createDispatcher({
    ...more,
    db: ledger.db,
    channels,
    loadView: () => Promise.resolve(view),
    defaultReviewers: ['group:finance'],
    log,
  });
  started.push(made);
  return made;
}

describe('the dispatcher', () => {
  it('asks each place once on each channel', async () => {
    const [slack, email] = [channel('slack'), channel('email')];
    await notice('ask');
    expect(await dispatcher(slack, email).drainOnce()).toBe(3);
    expect([...slack.log, ...email.log]).toEqual([
      { kind: 'card', target: 'slack:finance', move: 1, attempts: 1 },
      { kind: 'card', target: 'email:finance', move: 1, attempts: 1 },
    ]);
    expect(await dispatcher(slack, email).drainOnce()).toBe(0);
    expect((await rows()).map(({ shown_move: move, error, attempts }) => ({ move, error, attempts }))).toEqual(
      Array(2).fill({ move: 1, error: null, attempts: 0 }),
    );
  });

  it('rewrites every card on a move, from the present view', async () => {
    const slack = channel('slack');
    await notice('ask');
    await dispatcher(slack).drainOnce();
    view = { ...view, move: 5 };
    await notice('rewrite', 2, []);
    await notice('rewrite', 4, []);
    await dispatcher(slack).drainOnce();
    expect(slack.log.map(({ move }) => move)).toEqual([1, 5]);
  });

  it('asks nobody by rewriting', async () => {
    const slack = channel('slack');
    await notice('rewrite');
    await dispatcher(slack).drainOnce();
    expect(slack.log).toEqual([]);
  });

  it('reminds after the card, once, and only while somebody is asked', async () => {
    const slack = channel('slack');
    await notice('remind');
    await dispatcher(slack).drainOnce();
    expect(slack.log.map(({ kind }) => kind)).toEqual(['card', 'reminder']);
    view = { ...view, awaiting: null, status: 'approved', move: 2 };
    await notice('remind', 2);
    await dispatcher(slack).drainOnce();
    expect(slack.log.map(({ kind }) => kind)).toEqual(['card', 'reminder', 'card']);
  });

  it('calls again where a card is already: rewriting tells nobody', async () => {
    const slack = channel('slack');
    await notice('ask');
    await dispatcher(slack).drainOnce();
    view = { ...view, move: 2 };
    await notice('ask', 2);
    await dispatcher(slack).drainOnce();
    expect(slack.log.map(({ kind }) => kind)).toEqual(['card', 'card', 'reminder']);
  });

  it('shows a move that happened while the card was being delivered', async () => {
    const slack = channel('slack', async (_delivery, shown) => {
      if (shown.move === 1) {
        view = { ...view, move: 2 };
        await notice('rewrite', 2, []);
      }
      return { kind: 'delivered', message: {} };
    });
    await notice('ask');
    await dispatcher(slack).drainOnce();
    expect(slack.log.map(({ move }) => move)).toEqual([1, 2]);
  });

  it('waits as long as the vendor asks, for every card of that channel, while others go on', async () => {
    await ledger.db
      .insertInto('groups')
      .values({ id: 'leads', slack_channel: 'C2' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const slack = channel('slack', () => ({ kind: 'later', afterMs: 30_000, error: 'limited', message: null }));
    const email = channel('email');
    const one = dispatcher(slack, email);
    await notice('ask');
    await one.drainOnce();
    await notice('ask', 1, ['group:leads']);
    await one.drainOnce();
    expect(slack.log).toHaveLength(1);
    expect(email.log).toHaveLength(2);
    const limited = (await rows()).find(({ target }) => target === 'slack:finance');
    expect(limited).toMatchObject({ failed: false, error: 'limited', attempts: 0 });
    expect(limited && limited.next_attempt_at.getTime() - limited.updated_at.getTime()).toBe(30_000);
  });

  it('lets a stranger’s "wait" hold up only the stranger', async () => {
    const webhook = channel(
      'webhook',
      (delivery) =>
        delivery.target.endsWith('finance') ? { kind: 'later', afterMs: 86_400_000, error: 'wait', message: null } : done(delivery, view),
      'target',
    );
    await notice('ask', 1, ['group:finance', 'group:leads']);
    await dispatcher(webhook).drainOnce();
    expect((await rows()).map(({ target, attempts, shown_move: move }) => [target, attempts, move])).toEqual([
      ['webhook:finance', 1, -1],
      ['webhook:leads', 0, 1],
    ]);
  });

  it('backs off by itself where the vendor names no time, and keeps what was reached', async () => {
    let fail = true;
    const slack = channel('slack', (delivery, shown) =>
      fail ? { kind: 'later', afterMs: null, error: '500', message: { half: true } } : done(delivery, shown),
    );
    await notice('ask');
    await dispatcher(slack).drainOnce();
    await dispatcher(slack).drainOnce();
    expect(slack.log).toHaveLength(1);
    expect(await rows()).toMatchObject([{ attempts: 1, message: { half: true } }]);
    fail = false;
    await makeDue();
    await dispatcher(slack).drainOnce();
    expect(slack.log.map(({ attempts }) => attempts)).toEqual([1, 2]);
  });

  it('gives up after a day of attempts, and tries again on the next move', async () => {
    const slack = channel('slack', () => ({ kind: 'later', afterMs: null, error: '500', message: null }));
    await notice('ask');
    await dispatcher(slack).drainOnce();
    await ledger.db.updateTable('deliveries').set({ attempts: 37 }).execute();
    await makeDue();
    await dispatcher(slack).drainOnce();
    expect(await rows()).toMatchObject([{ failed: true, error: 'given up after 38 attempts: 500' }]);
    view = { ...view, move: 2 };
    await notice('rewrite', 2, []);
    await dispatcher(slack).drainOnce();
    expect(slack.log.at(-1)).toMatchObject({ move: 2, attempts: 1 });
  });

  it('tries again what failed when a process starts', async () => {
    let broken = true;
    const slack = channel('slack', (delivery, shown) => (broken ? { kind: 'failed', error: 'no token' } : done(delivery, shown)));
    await notice('ask');
    await dispatcher(slack).drainOnce();
    await dispatcher(slack).drainOnce();
    expect(slack.log).toHaveLength(1);
    broken = false;
    await dispatcher(slack).start();
    await until(async () => (await rows())[0]?.shown_move === 1);
  });

  it('keeps a card that a defect of the channel threw away', async () => {
    const slack = channel('slack', () => Promise.reject(new Error('oops')));
    await notice('ask');
    await dispatcher(slack).drainOnce();
    expect(await rows()).toMatchObject([{ failed: false, error: 'oops', attempts: 1 }]);
  });

  it('does not let a channel that hangs hold up another', async () => {
    let release: () => void = () => undefined;
    const slack = channel('slack', () => new Promise((resolve) => (release = () => resolve({ kind: 'delivered', message: {} }))));
    const email = channel('email');
    await dispatcher(slack, email).start();
    await notice('ask');
    await until(() => email.log.length === 1 && slack.log.length === 1);
    view = { ...view, move: 2 };
    await notice('rewrite', 2, []);
    await until(() => email.log.length === 2);
    expect(slack.log).toHaveLength(1);
    release();
    await until(() => slack.log.length === 2);
    release();
  });

  it('delivers each card once however many processes there are', async () => {
    const slack = channel('slack');
    for (let i = 0; i < 4; i += 1) await dispatcher(slack).start();
    await Promise.all(Array.from({ length: 20 }, () => notice('ask')));
    const open = () => ledger.db.selectFrom('notices').select('id').where('done_at', 'is', null).execute();
    await until(async () => (await open()).length === 0, 20_000);
    await until(async () => (await rows()).every(({ shown_move: shown, wanted_move: wanted }) => shown >= wanted), 20_000);
    expect(slack.log.filter(({ kind, attempts }) => kind === 'card' && attempts === 1)).toHaveLength(1);
  });

  it('wakes at once when it is told of a move', async () => {
    const slack = channel('slack');
    // By itself it would look in an hour.
    const one = dispatcherWith({ idleMs: 3_600_000 }, slack);
    await one.start();
    await notice('ask');
    one.wake();
    await until(() => slack.log.length === 1);
  });

  it('shows the newest state again when a process that had lost its lease finishes late', async () => {
    const slack = channel('slack');
    await notice('ask');
    await dispatcher(slack).drainOnce();
    view = { ...view, move: 2 };
    await notice('rewrite', 2, []);
    const fanOutOnly = dispatcher();
    await fanOutOnly.drainOnce();
    const [zombie] = await leaseDeliveries(ledger.db, 'slack', 1, 1);
    if (!zombie) throw new Error('nothing was due');
    await until(async () => {
      const [row] = await ledger.db
        .selectFrom('deliveries')
        .select(sql<boolean>`leased_until < now()`.as('over'))
        .execute();
      return row?.over === true;
    });
    view = { ...view, move: 3 };
    await notice('rewrite', 3, []);
    await dispatcher(slack).drainOnce();
    // The late one wrote the state of move 2 over that of move 3.
    await recordDelivered(ledger.db, zombie, 2, { stale: true });
    expect(await rows()).toMatchObject([{ shown_move: 2, wanted_move: 3 }]);
    await dispatcher(slack).drainOnce();
    expect(await rows()).toMatchObject([{ shown_move: 3, message: { move: 3 } }]);
  });

  it('does not lease what another process holds', async () => {
    const slack = channel('slack');
    await notice('ask');
    await dispatcher(slack).drainOnce();
    view = { ...view, move: 2 };
    await notice('rewrite', 2, []);
    await dispatcher().drainOnce();
    expect(await leaseDeliveries(ledger.db, 'slack', 5, 60_000)).toHaveLength(1);
    expect(await leaseDeliveries(ledger.db, 'slack', 5, 60_000)).toEqual([]);
  });
});
