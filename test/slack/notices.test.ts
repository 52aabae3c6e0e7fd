import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createDispatcher } from '../../src/channels/dispatcher.js';
import { createSlackClient } from '../../src/channels/slack/client.js';
import { createSlackChannel } from '../../src/channels/slack/slack-channel.js';
import type { RequestView } from '../../src/contracts/view.js';
import { insertAbsence } from '../../src/ledger/absences.js';
import { addNotice, type Notice } from '../../src/ledger/notices.js';
import { noteSighting } from '../../src/ledger/sightings.js';
import { addPerson, addRequestRow, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { sampleAction, sampleAwaiting, sampleDecision, sampleView } from '../support/sample-views.js';
import { BOT_TOKEN, startSlackEmulator, type SlackEmulator } from '../support/slack-emulator.js';

const log = pino({ level: 'silent' });
let ledger: LedgerFixture;
let slack: SlackEmulator;
let view: RequestView;
let place: string;
let fallback: string;
let count = 0;

beforeAll(async () => {
  ledger = await openTestLedger();
  slack = await startSlackEmulator(['ada', 'bob', 'eve', 'gus', 'olga']);
  place = slack.channels['approvals'] ?? '';
  fallback = slack.channels['finance'] ?? '';
  await ledger.db
    .insertInto('groups')
    .values([
      { id: 'finance', slack_channel: place },
      { id: 'leads', slack_channel: null },
    ])
    .execute();
  const linked = (name: string) => ({ tenant: slack.team, subject: slack.users[name] ?? '' });
  await addPerson(ledger.db, 'ada', linked('ada'), ['finance']);
  await addPerson(ledger.db, 'bob', linked('bob'), ['finance']);
  await addPerson(ledger.db, 'eve', linked('eve'), ['leads']);
  await addPerson(ledger.db, 'gus', linked('gus'));
  await addPerson(ledger.db, 'olga', linked('olga'));
  await addPerson(ledger.db, 'nina');
});
afterAll(async () => {
  await slack.close();
  await ledger.close();
});
beforeEach(async () => {
  count += 1;
  view = sampleView({ id: `req_01jn${String(count).padStart(22, '0')}` });
  await ledger.db.deleteFrom('deliveries').execute();
  await addRequestRow(ledger.db, view);
});

/** Who stands behind the request. */
const behind = (columns: { requester_id?: string; owner_id?: string; agent?: string | null }) =>
  ledger.db.updateTable('requests').set(columns).where('id', '=', view.id).execute();
const notice = (kind: Notice['kind'], refs: string[] = []) =>
  ledger.db.transaction().execute((tx) => addNotice(tx, { requestId: view.id, move: view.move, kind, refs }));
function drain(defaultReviewers: string[] = ['group:leads']) {
  const client = createSlackClient({ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log });
  const channel = createSlackChannel({
    client,
    db: ledger.db,
    teamId: () => slack.team,
    fallbackChannel: fallback,
    pageChannel: null,
    log,
  });
  return createDispatcher({ db: ledger.db, channels: [channel], loadView: () => Promise.resolve(view), defaultReviewers, log }).drainOnce();
}
async function bring(kind: Notice['kind'], refs: string[] = [], change: Partial<RequestView> = {}): Promise<void> {
  view = { ...view, ...change, move: view.move + 1 };
  await notice(kind, refs);
  await drain();
}
const due = () =>
  ledger.db
    .updateTable('deliveries')
    .set({ next_attempt_at: sql<Date>`now() - interval '1 second'` })
    .execute();
/** What this request has at a place, oldest first: what kind, and what it says. */
async function at(where: string): Promise<{ kind: string; says: string }[]> {
  const messages = (await slack.messages(slack.users[where] ?? where)).filter(
    ({ metadata }) => metadata?.event_payload['request'] === view.id,
  );
  return messages
    .reverse()
    .map(({ metadata, blocks }) => ({ kind: String(metadata?.event_payload['kind']), says: JSON.stringify(blocks) }));
}
const kinds = async (where: string) => (await at(where)).map(({ kind }) => kind);
async function below(where: string): Promise<string[]> {
  const [card] = (await slack.messages(where)).filter(
    ({ metadata }) => metadata?.event_payload['request'] === view.id && metadata.event_payload['kind'] === 'card',
  );
  if (!card) throw new Error('no card');
  return (await slack.thread(where, card.ts)).slice(1).map((each) => JSON.stringify(each));
}
const over: Partial<RequestView> = { status: 'executed', awaiting: null };

describe('an override', () => {
  const used = sampleDecision({
    decisionId: 'o1',
    verb: 'override',
    by: { id: 'olga', name: 'Olga' },
    answer: 'approved',
    comment: 'The courier waits',
  });
  const resolution = {
    outcome: 'approved' as const,
    by: 'override' as const,
    people: ['olga'],
    reason: 'The courier waits',
    revision: 1,
    digest: view?.digest ?? null,
    at: '2026-03-02T10:20:00Z',
    answer: null,
  };

  it('is announced to everybody asked: below the card where there is one, alone to those who had none yet', async () => {
    await bring('ask', ['group:finance']);
    await bring('announce', ['group:finance', 'group:leads'], {
      ...over,
      decisions: [used],
      resolution,
      followUps: ['req_01jx0000000000000000000001'],
    });
    const [told, ...more] = await below(place);
    expect(more).toEqual([]);
    expect(told).toContain('Olga overrode the reviewers: approved');
    expect(told).toContain('The courier waits');
    expect(told).toContain('/r/req_01jx0000000000000000000001');
    expect(await kinds('eve')).toEqual(['note']);
  });

  it('that waits for a second person is announced as that, and once more when it is complete', async () => {
    await bring('ask', ['group:finance']);
    const awaiting = sampleAwaiting({ overrides: [{ by: { id: 'olga', name: 'Olga' }, reason: 'The courier waits' }] });
    await bring('announce', ['group:finance'], { decisions: [used], awaiting });
    await bring('announce', ['group:finance'], { decisions: [used], awaiting });
    const second = sampleDecision({ ...used, decisionId: 'o2', by: { id: 'gus', name: 'Gus' }, comment: 'I agree' });
    await bring('announce', ['group:finance'], {
      ...over,
      decisions: [used, second],
      resolution: { ...resolution, people: ['olga', 'gus'] },
    });
    const told = await below(place);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('wants to override');
    expect(told[1]).toContain('Olga and Gus overrode');
  });
});

describe('an objection that came too late', () => {
  const late = (decisionId: string) =>
    sampleDecision({ decisionId, verb: 'deny', counted: false, reason: 'too_late', comment: `This is wrong ${decisionId}` });

  it('is told to the requester and the owner alone, each objection once', async () => {
    await behind({ requester_id: 'gus', owner_id: 'olga' });
    await bring('ask', ['group:finance']);
    await bring('objection', [], { ...over, decisions: [late('d1')] });
    await bring('objection', [], { decisions: [late('d1'), late('d2')] });
    for (const name of ['gus', 'olga']) {
      expect((await at(name)).map(({ says }) => /This is wrong d\d/.exec(says)?.[0])).toEqual(['This is wrong d1', 'This is wrong d2']);
    }
    expect(await below(place)).toEqual([]);
    expect(JSON.stringify(await at(place))).not.toContain('This is wrong');
    expect(await at(fallback)).toEqual([]);
  });

  it('goes into no channel where nobody behind the request can be reached', async () => {
    await behind({ requester_id: 'nina' });
    await bring('objection', [], { ...over, decisions: [late('d1')] });
    expect(await at(fallback)).toEqual([]);
    expect(await ledger.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
  });
});

describe('an unknown outcome', () => {
  const unknown: Partial<RequestView> = { status: 'unknown', awaiting: null };

  it('has a card of its own for those asked, the requester and the owner', async () => {
    await behind({ requester_id: 'gus', owner_id: 'olga' });
    await bring('ask', ['group:finance']);
    await bring('unknown', ['group:finance'], unknown);
    expect(await kinds(place)).toEqual(['card', 'outcome']);
    for (const name of ['gus', 'olga']) expect(await kinds(name)).toEqual(['outcome']);
    expect((await at('gus'))[0]?.says).toContain('countersign.settle');
  });

  it('is put to the default reviewers where nobody had been asked', async () => {
    await bring('unknown', [], unknown);
    expect(await kinds('eve')).toEqual(['outcome']);
  });

  it('is one card for each revision, rewritten when it is settled', async () => {
    await bring('unknown', ['group:leads'], unknown);
    await bring('unknown', ['group:leads']);
    const settled = sampleDecision({ verb: 'settle', answer: 'happened', comment: 'Seen in the statement' });
    await bring('rewrite', [], { status: 'executed', decisions: [settled] });
    const [only, ...more] = await at('eve');
    expect(more).toEqual([]);
    expect(only?.says).toContain('Seen in the statement');
    expect(only?.says).not.toContain('countersign.settle');
    view = { ...sampleView(unknown, [sampleAction(), sampleAction()]), id: view.id, move: view.move };
    await bring('unknown', ['group:leads']);
    expect(await kinds('eve')).toEqual(['outcome', 'outcome']);
  });

  it('that could not be undone is said, once', async () => {
    await bring('unknown', ['group:leads'], unknown);
    const undo = sampleDecision({ decisionId: 's1', verb: 'settle', answer: 'compensate', comment: 'Undo it' });
    await bring('rewrite', [], { decisions: [undo] });
    expect(await kinds('eve')).toEqual(['outcome']);
    for (let n = 0; n < 2; n += 1) await bring('unknown', ['group:leads']);
    expect(await kinds('eve')).toEqual(['outcome', 'note']);
    expect((await at('eve'))[1]?.says).toContain('could not be undone');
  });

  it('that was settled before anybody was told is not asked about', async () => {
    view = { ...view, ...unknown };
    await notice('unknown', ['group:leads']);
    view = { ...view, status: 'executed', move: view.move + 1 };
    await drain();
    expect(await at('eve')).toEqual([]);
  });

  it('is not asked about twice when the answer to the post is lost', async () => {
    view = { ...view, ...unknown };
    slack.proxy.fail('api/chat.postMessage', { kind: 'lost' });
    await notice('unknown', ['group:leads']);
    await drain();
    await due();
    await drain();
    expect(await kinds('eve')).toEqual(['outcome']);
  });
});

describe('a reviewer’s question', () => {
  const question = sampleDecision({ decisionId: 'q1', verb: 'ask', comment: 'Which carrier?' });
  const asked: Partial<RequestView> = { decisions: [question], awaiting: sampleAwaiting({ questions: ['q1'] }) };

  it('goes to whoever asked for the action, where no agent did, and is rewritten once it is answered', async () => {
    await behind({ requester_id: 'gus', agent: null });
    await bring('question', [], { ...asked, agent: null });
    expect((await at('gus'))[0]).toMatchObject({ kind: 'question', says: expect.stringContaining('countersign.reply') });
    await bring('rewrite', [], { decisions: [{ ...question, answer: 'The yellow one' }], awaiting: sampleAwaiting() });
    const [only, ...more] = await at('gus');
    expect(more).toEqual([]);
    expect(only?.says).toContain('The yellow one');
    expect(only?.says).not.toContain('countersign.reply');
  });

  it('is left to the agent first', async () => {
    await behind({ requester_id: 'gus' });
    await bring('question', [], asked);
    expect(await at('gus')).toEqual([]);
    await bring('question', ['person:gus']);
    expect(await kinds('gus')).toEqual(['question']);
  });

  it('goes into no channel, whoever cannot be reached', async () => {
    await behind({ requester_id: 'nina', agent: null });
    await bring('question', [], { ...asked, agent: null });
    expect([await at(fallback), await at(place)]).toEqual([[], []]);
  });
});

describe('a reminder', () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const rests = (...names: string[]) =>
    sampleAwaiting({ asked: ['group:finance'], snoozes: names.map((name) => ({ by: { id: name, name }, until })) });

  it('calls those in a channel who did not snooze', async () => {
    await bring('ask', ['group:finance']);
    await bring('remind', ['group:finance'], { awaiting: rests('ada') });
    const [call] = await below(place);
    expect(call).toContain(slack.users['bob']);
    expect(call).not.toContain(slack.users['ada']);
  });

  it('is not said at all where everybody left rests', async () => {
    await bring('ask', ['group:finance']);
    await bring('remind', ['group:finance'], { awaiting: rests('ada', 'bob') });
    expect(await below(place)).toEqual([]);
  });

  it('does not reach whoever snoozed alone, and does again once the snooze is over', async () => {
    await bring('ask', ['group:leads']);
    const home = await slack.direct(slack.users['eve'] ?? '');
    await bring('remind', ['group:leads'], { awaiting: { ...rests('eve'), asked: ['group:leads'] } });
    expect(await below(home)).toEqual([]);
    const past = new Date(Date.now() - 1_000).toISOString();
    const woken = sampleAwaiting({ asked: ['group:leads'], snoozes: [{ by: { id: 'eve', name: 'eve' }, until: past }] });
    await bring('remind', ['group:leads'], { awaiting: woken });
    expect(await below(home)).toHaveLength(1);
  });

  it('calls whoever took their vote back, not whoever only took it, asked or abstained', async () => {
    const said = (verb: 'approve' | 'retract' | 'claim' | 'abstain', id: string) =>
      sampleDecision({ decisionId: `${verb}${id}`, verb, by: { id, name: id } });
    await bring('ask', ['group:finance']);
    await bring('remind', ['group:finance'], { decisions: [said('approve', 'ada'), said('retract', 'ada'), said('abstain', 'bob')] });
    await bring('remind', ['group:finance'], { decisions: [said('approve', 'ada'), said('claim', 'bob')] });
    const [first, second] = await below(place);
    expect([first?.includes(slack.users['ada'] ?? '-'), first?.includes(slack.users['bob'] ?? '-')]).toEqual([true, false]);
    expect([second?.includes(slack.users['ada'] ?? '-'), second?.includes(slack.users['bob'] ?? '-')]).toEqual([false, true]);
  });
});

describe('a card in somebody’s direct messages', () => {
  it('compares with the revision that they saw last', async () => {
    await noteSighting(ledger.db, view.id, 'eve', 1, new Date());
    const cheaper = sampleAction({ args: { ...sampleAction().args, amount: 9_000 } });
    const { id } = view;
    view = { ...sampleView({}, [sampleAction(), cheaper, cheaper]), id, awaiting: sampleAwaiting({ asked: ['group:leads'] }) };
    await bring('ask', ['group:leads', 'group:finance']);
    expect((await at('eve'))[0]?.says).toContain('Changed since revision 1, which you saw last:');
    expect((await at(place))[0]?.says).toContain('Same arguments as revision 2.');
  });

  it('says in whose place they are asked', async () => {
    await addPerson(ledger.db, 'fay');
    const [now, hour] = [Date.now(), 3_600_000];
    const window = { from: new Date(now - hour), until: new Date(now + hour) };
    await ledger.db
      .transaction()
      .execute((tx) => insertAbsence(tx, { personId: 'fay', delegateId: 'eve', ...window, note: null, madeBy: 'test' }, now));
    await bring('ask', ['person:fay'], { awaiting: sampleAwaiting({ asked: ['person:fay'] }) });
    expect((await at('eve'))[0]?.says).toContain('You are asked in the place of fay.');
  });

  it('says to whom it was handed over, and what was said with it, to them alone', async () => {
    const to = { id: 'eve', name: 'eve' };
    const from = { id: 'ada', name: 'Ada' };
    await bring('ask', ['group:finance', 'person:eve'], {
      decisions: [sampleDecision({ verb: 'delegate', by: from, to: 'person:eve', comment: 'You know them' })],
      awaiting: sampleAwaiting({ asked: ['group:finance', 'person:eve'], delegations: [{ from, to }] }),
    });
    expect((await at('eve'))[0]?.says).toContain('Handed over to you by Ada: “You know them”');
    expect((await at(place))[0]?.says).not.toContain('You know them');
  });
});
