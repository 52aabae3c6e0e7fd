import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { Channel } from '../../src/channels/channel.js';
import { createDispatcher } from '../../src/channels/dispatcher.js';
import type { Hours } from '../../src/contracts/people.js';
import { WEEKDAYS } from '../../src/contracts/policy-calendar.js';
import { insertAbsence } from '../../src/ledger/absences.js';
import { addNotice, type Notice } from '../../src/ledger/notices.js';
import { updatePerson } from '../../src/ledger/people.js';
import { sampleAwaiting } from '../api/support/sample-view.js';
import { addPerson, addRequestRow, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { sampleView } from '../support/sample-views.js';

let ledger: LedgerFixture;
const view = sampleView({ awaiting: sampleAwaiting('2026-03-02T10:00:00.000Z') });
let shown: string[];
beforeAll(async () => {
  ledger = await openTestLedger();
  await addPerson(ledger.db, 'ada', { tenant: 'T1', subject: 'UADA' });
  await addPerson(ledger.db, 'bob', { tenant: 'T1', subject: 'UBOB' });
  await addRequestRow(ledger.db, view);
});
afterAll(() => ledger.close());
beforeEach(async () => {
  shown = [];
  await sql`truncate deliveries, notices, absences`.execute(ledger.db);
  await updatePerson(ledger.db, 'ada', { hours: null, timeZone: null });
});

const DAY_MS = 86_400_000;
/** The only working day of the week is this many days ahead. */
const worksIn = (days: number): Hours => ({
  days: [WEEKDAYS[new Date(Date.now() + days * DAY_MS).getUTCDay()] ?? 'mon'],
  from: '09:00',
  to: '17:00',
});
const ALWAYS: Hours = { days: [...WEEKDAYS], from: '00:00', to: '24:00' };

/** Asks people at their Slack accounts. */
const channel: Channel = {
  name: 'slack',
  limits: 'everywhere',
  direct: () => [],
  pages: [],
  targets: (addressees) =>
    addressees.people.flatMap(({ identities }) => identities.map(({ subject }) => ({ target: subject, kind: 'card' as const }))),
  deliver: (delivery) => {
    shown.push(`${delivery.kind} ${delivery.target}`);
    return Promise.resolve({ kind: 'delivered', message: {} });
  },
};

async function notify(kind: Notice['kind'], ...refs: string[]): Promise<void> {
  await ledger.db.transaction().execute((tx) => addNotice(tx, { requestId: view.id, move: view.move, kind, refs }));
  await createDispatcher({
    db: ledger.db,
    channels: [channel],
    loadView: () => Promise.resolve(view),
    defaultReviewers: [],
    log: pino({ level: 'silent' }),
  }).drainOnce();
}
const waiting = async () =>
  (
    await ledger.db.selectFrom('deliveries').selectAll().where('kind', '=', 'reminder').whereRef('shown_move', '<', 'wanted_move').execute()
  ).map(({ target, next_attempt_at: at }) => ({ target, at: at.toISOString() }));

describe('a reminder to somebody', () => {
  it('at work goes out at once', async () => {
    await updatePerson(ledger.db, 'ada', { hours: ALWAYS, timeZone: 'UTC' });
    await notify('remind', 'person:ada');
    expect(shown).toEqual(['card UADA', 'reminder UADA']);
  });

  it('who is not at work waits until they are, and many of them become one', async () => {
    await updatePerson(ledger.db, 'ada', { hours: worksIn(3), timeZone: 'UTC' });
    for (let n = 0; n < 3; n += 1) await notify('remind', 'person:ada', 'person:bob');
    expect(shown.filter((each) => each === 'reminder UADA')).toEqual([]);
    expect(shown.filter((each) => each === 'reminder UBOB')).toHaveLength(3);
    const opens = `${new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10)}T09:00:00.000Z`;
    expect(await waiting()).toEqual([{ target: 'UADA', at: opens }]);

    await sql`update deliveries set next_attempt_at = now() where shown_move < wanted_move`.execute(ledger.db);
    await notify('rewrite');
    expect(shown.filter((each) => each === 'reminder UADA')).toHaveLength(1);
  });

  it('holds up no first card', async () => {
    await updatePerson(ledger.db, 'ada', { hours: worksIn(3), timeZone: 'UTC' });
    await notify('ask', 'person:ada');
    expect(shown).toEqual(['card UADA']);
  });

  it('who is absent is left out; whoever stands in is asked and reminded', async () => {
    const now = Date.now();
    const window = { from: new Date(now - 1000), until: new Date(now + DAY_MS) };
    await ledger.db
      .transaction()
      .execute((tx) => insertAbsence(tx, { personId: 'ada', delegateId: 'bob', ...window, note: null, madeBy: 'test' }, now));
    await notify('remind', 'person:ada');
    expect(shown.sort()).toEqual(['card UADA', 'card UBOB', 'reminder UBOB']);
    expect(await waiting()).toEqual([]);
  });
});
