import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { Attributes } from '../../src/contracts/people.js';
import { closesCircle, deleteAbsence, insertAbsence, listAbsences, noticeAbsences } from '../../src/ledger/absences.js';
import { loadAddressees } from '../../src/ledger/addressees.js';
import { changeDirectory, directoryVersion } from '../../src/ledger/directory-version.js';
import { addMember, ensureGroups, removeMember } from '../../src/ledger/groups.js';
import { personOfIdentity } from '../../src/ledger/identities.js';
import { addNested, groupsOf, isInside } from '../../src/ledger/nested-groups.js';
import { insertPerson, updatePerson } from '../../src/ledger/people.js';
import type { RequestRow } from '../../src/ledger/requests.js';
import { standInsOf } from '../../src/ledger/stand-ins.js';
import { factsOf, loadMembers, targetOf } from '../../src/moves/directory.js';
import { openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());
beforeEach(async () => {
  await sql`truncate people, groups, agents cascade`.execute(ledger.db);
});

const T0 = Date.UTC(2026, 5, 1, 8);
const HOUR = 3_600_000;
const nothing = () => [];
const row = (over: Partial<RequestRow> = {}) =>
  ({
    ...{ requested_by_kind: 'agent', requested_by_id: 'bot', requester_id: null, owner_id: null, agent: 'bot', excluded: [] },
    ...over,
  }) as RequestRow;

async function person(id: string, groups: readonly string[] = [], more: { attributes?: Attributes; active?: boolean } = {}): Promise<void> {
  await insertPerson(ledger.db, { id, name: id, email: null, permissions: [], attributes: more.attributes });
  await ensureGroups(ledger.db, groups);
  for (const group of groups) await addMember(ledger.db, group, id);
  if (more.active === false) await updatePerson(ledger.db, id, { active: false });
}

async function nest(parent: string, child: string): Promise<void> {
  await ensureGroups(ledger.db, [parent, child]);
  await ledger.db.transaction().execute((tx) => addNested(tx, parent, child));
}

/** Absent from `from` hours after T0 until `until`. */
async function absent(personId: string, delegateId: string | null, from = 0, until = 24): Promise<string> {
  const window = { from: new Date(T0 + from * HOUR), until: new Date(T0 + until * HOUR) };
  const made = await ledger.db
    .transaction()
    .execute((tx) => insertAbsence(tx, { personId, delegateId, ...window, note: null, madeBy: 'test' }, T0 - 24 * HOUR));
  return made.id;
}

/** `person` → whose places, at hours after T0. */
async function places(hours = 1, asker = row()): Promise<Record<string, string[]>> {
  const { members } = await loadMembers(ledger.db, asker, T0 + hours * HOUR, nothing);
  return Object.fromEntries(members.map(({ personId, standings }) => [personId, standings.map((standing) => standing.as)]));
}

async function placesOf(personId: string, hours = 1, asker = row()): Promise<string[] | undefined> {
  return (await factsOf(ledger.db, asker, personId, T0 + hours * HOUR, nothing))?.standings.map((standing) => standing.as);
}

describe('groups', () => {
  it('hold whoever is in a nested group, through any number of them', async () => {
    await person('ada', ['berlin']);
    await person('bob', ['emea', 'berlin']);
    await nest('emea', 'berlin');
    await nest('finance', 'emea');
    expect(await groupsOf(ledger.db, 'ada')).toEqual(['berlin', 'emea', 'finance']);
    const { members } = await loadMembers(ledger.db, row(), T0, nothing);
    expect(members.map(({ personId, standings }) => [personId, standings[0]?.groups])).toEqual([
      ['ada', ['berlin', 'emea', 'finance']],
      ['bob', ['berlin', 'emea', 'finance']],
    ]);
    expect((await factsOf(ledger.db, row(), 'ada', T0, nothing))?.standings).toEqual([
      { as: 'ada', groups: ['berlin', 'emea', 'finance'], fits: [] },
    ]);
    const asked = await loadAddressees(ledger.db, ['group:finance']);
    expect(asked.groups).toEqual([{ id: 'finance', slackChannel: null, members: ['ada', 'bob'] }]);
    expect(asked.people.map(({ groups }) => groups)).toEqual([['finance'], ['finance']]);
  });

  it('that hold each other are read to the end all the same', async () => {
    await person('ada', ['a']);
    await nest('a', 'b');
    await nest('b', 'c');
    await nest('c', 'a');
    await nest('d', 'd');
    await person('bob', ['d']);
    expect(await groupsOf(ledger.db, 'ada')).toEqual(['a', 'b', 'c']);
    expect(await groupsOf(ledger.db, 'bob')).toEqual(['d']);
    expect((await places())['ada']).toEqual(['ada']);
    expect((await loadAddressees(ledger.db, ['group:b'])).groups[0]?.members).toEqual(['ada']);
  });

  it('are told from those that would close a circle', async () => {
    await nest('a', 'b');
    await nest('b', 'c');
    expect(await isInside(ledger.db, 'c', 'a')).toBe(true);
    expect(await isInside(ledger.db, 'a', 'a')).toBe(true);
    expect(await isInside(ledger.db, 'a', 'c')).toBe(false);
  });

  it('that were emptied have nobody, and are nobody’s', async () => {
    await person('ada', ['finance']);
    expect(await targetOf(ledger.db, row(), 'group:finance')).toEqual({ ref: 'group:finance', able: true });
    await removeMember(ledger.db, 'finance', 'ada');
    expect(await groupsOf(ledger.db, 'ada')).toEqual([]);
    expect(await targetOf(ledger.db, row(), 'group:finance')).toEqual({ ref: 'group:finance', able: false });
    expect((await loadAddressees(ledger.db, ['group:finance'])).people).toEqual([]);
  });
});

describe('who could approve', () => {
  it('is nobody inactive, nobody who asks, and nobody who answers for the agent, then or now', async () => {
    for (const id of ['ada', 'asker', 'requester', 'owner', 'newowner']) await person(id);
    await person('gone', [], { active: false });
    await ledger.db
      .insertInto('agents')
      .values({ name: 'bot', kind: 'registered', url: null, secret: null, owner_id: 'newowner' })
      .execute();
    const asker = row({ requested_by_kind: 'person', requested_by_id: 'asker', requester_id: 'requester', owner_id: 'owner' });
    expect(await places(0, asker)).toEqual({ ada: ['ada'] });
    for (const id of ['asker', 'requester', 'owner', 'newowner'])
      expect((await factsOf(ledger.db, asker, id, T0, nothing))?.self).toBe(true);
    expect(await factsOf(ledger.db, asker, 'gone', T0, nothing)).toMatchObject({ active: false, self: false });
    expect(await factsOf(ledger.db, asker, 'nobody', T0, nothing)).toBeUndefined();
    expect(await targetOf(ledger.db, asker, 'person:newowner')).toEqual({ ref: 'person:newowner', able: false });
    expect(await targetOf(ledger.db, asker, 'person:gone')).toEqual({ ref: 'person:gone', able: false });
    expect(await targetOf(ledger.db, asker, 'person:ada')).toEqual({ ref: 'person:ada', able: true });
    for (const ref of ['person:nobody', 'group:none', 'ada', 'role:ada']) expect(await targetOf(ledger.db, asker, ref)).toBeNull();
  });

  it('knows permissions, and the stages that whoever votes fits by their own attributes', async () => {
    await person('ada', ['finance'], { attributes: { country: 'DE', level: 3, senior: true, languages: ['de'] } });
    await person('bob', ['ops'], { attributes: { country: 'US' } });
    await updatePerson(ledger.db, 'ada', { permissions: ['override', 'assign'] });
    await absent('ada', 'bob');
    const qualify = (reviewer: { id: string; groups: readonly string[]; attributes: Attributes }) => [
      `${reviewer.id}-${String(reviewer.attributes['country'])}-${reviewer.groups.join()}`,
    ];
    expect(await factsOf(ledger.db, row(), 'ada', T0, qualify)).toEqual({
      ...{ active: true, self: false, override: true, assign: true },
      standings: [{ as: 'ada', groups: ['finance'], fits: ['ada-DE-finance'] }],
    });
    const fits = ['bob-US-ops'];
    const standings = [
      { as: 'bob', groups: ['ops'], fits },
      { as: 'ada', groups: ['finance'], fits },
    ];
    expect((await factsOf(ledger.db, row(), 'bob', T0, qualify))?.standings).toEqual(standings);
    expect((await loadMembers(ledger.db, row(), T0, qualify)).members).toEqual([{ personId: 'bob', standings }]);
  });
});

describe('an absence', () => {
  beforeEach(async () => {
    for (const id of ['ada', 'bob', 'cyd']) await person(id);
  });

  it('begins with its first moment and is over with its last', async () => {
    await absent('ada', 'bob', 0, 24);
    const at = async (ms: number) => (await loadMembers(ledger.db, row(), ms, nothing)).away.map(({ personId }) => personId);
    expect(await at(T0 - 1)).toEqual([]);
    expect(await at(T0)).toEqual(['ada']);
    expect(await at(T0 + 24 * HOUR - 1)).toEqual(['ada']);
    expect(await at(T0 + 24 * HOUR)).toEqual([]);
    expect(await placesOf('bob', 0)).toEqual(['bob', 'ada']);
    expect(await placesOf('bob', 24)).toEqual(['bob']);
    expect(await standInsOf(ledger.db, 'bob', T0)).toEqual(['ada']);
    expect(await standInsOf(ledger.db, 'bob', T0 + 24 * HOUR)).toEqual([]);
  });

  it('keeps the person’s own place for the person, who may be back early', async () => {
    await absent('ada', 'bob');
    expect(await placesOf('ada')).toEqual(['ada']);
    expect((await loadMembers(ledger.db, row(), T0, nothing)).away).toEqual([
      { personId: 'ada', standings: [{ as: 'ada', groups: [], fits: [] }] },
    ]);
  });

  it('without a delegate leaves the place empty', async () => {
    await absent('ada', null);
    expect(await places()).toEqual({ bob: ['bob'], cyd: ['cyd'] });
  });

  it('of the delegate hands the place on, at most five times', async () => {
    for (const id of ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']) await person(id);
    await absent('ada', 'd1');
    for (const n of [1, 2, 3, 4]) await absent(`d${n}`, `d${n + 1}`);
    expect((await places())['d5']).toEqual(['d5', 'ada', 'd1', 'd2', 'd3', 'd4']);
    expect(await placesOf('d5')).toEqual(['d5', 'ada', 'd1', 'd2', 'd3', 'd4']);
    await absent('d5', 'd6');
    expect((await places())['d6']).toEqual(['d6', 'd1', 'd2', 'd3', 'd4', 'd5']);
    expect(await placesOf('d6')).toEqual(['d6', 'd1', 'd2', 'd3', 'd4', 'd5']);
  });

  it('whose delegates lead back to it leaves the place empty', async () => {
    await absent('ada', 'bob');
    await absent('bob', 'ada');
    expect(await places()).toEqual({ cyd: ['cyd'] });
    expect(await placesOf('bob')).toEqual(['bob']);
    await absent('cyd', 'ada');
    expect(await places()).toEqual({});
  });

  it('gives nothing to a delegate who asks, who owns the agent or who is inactive, and nothing past them', async () => {
    await absent('ada', 'bob');
    await absent('bob', 'cyd');
    expect(await places()).toEqual({ cyd: ['cyd', 'ada', 'bob'] });
    const bobAsks = row({ requester_id: 'bob' });
    expect(await places(1, bobAsks)).toEqual({ cyd: ['cyd'] });
    expect(await placesOf('cyd', 1, bobAsks)).toEqual(['cyd']);
    await updatePerson(ledger.db, 'bob', { active: false });
    expect(await places()).toEqual({ cyd: ['cyd'] });
    expect(await placesOf('cyd')).toEqual(['cyd']);
    expect(await standInsOf(ledger.db, 'cyd', T0)).toEqual([]);
  });

  it('of whoever asks gives their place to nobody', async () => {
    await absent('ada', 'bob');
    const adaAsks = row({ requested_by_kind: 'person', requested_by_id: 'ada' });
    expect(await places(1, adaAsks)).toEqual({ bob: ['bob'], cyd: ['cyd'] });
    expect(await placesOf('bob', 1, adaAsks)).toEqual(['bob']);
  });

  it('that began last holds where several overlap, and one that names a delegate before one that names none', async () => {
    await absent('ada', 'bob', 0, 24);
    await absent('ada', 'cyd', 4, 8);
    await absent('ada', null, 5, 6);
    expect(await places(1)).toEqual({ bob: ['bob', 'ada'], cyd: ['cyd'] });
    expect(await places(5)).toEqual({ bob: ['bob'], cyd: ['cyd', 'ada'] });
    expect(await places(8)).toEqual({ bob: ['bob', 'ada'], cyd: ['cyd'] });
  });

  it('closes a circle only where the delegates are absent at the same instant', async () => {
    await absent('bob', 'cyd', 0, 10);
    await absent('cyd', 'ada', 10, 20);
    const closes = (from: number, until: number) =>
      ledger.db.transaction().execute((tx) =>
        closesCircle(tx, {
          ...{ personId: 'ada', delegateId: 'bob' },
          ...{ from: new Date(T0 + from * HOUR), until: new Date(T0 + until * HOUR) },
        }),
      );
    expect(await closes(0, 20)).toBe(false);
    await absent('cyd', 'ada', 9, 11);
    expect(await closes(0, 9)).toBe(false);
    expect(await closes(0, 10)).toBe(true);
    expect(await closes(10, 20)).toBe(false);
  });

  it('tells the channels who stands in, and whom not to remind', async () => {
    const now = Date.now();
    await ledger.db
      .transaction()
      .execute((tx) =>
        insertAbsence(
          tx,
          { personId: 'ada', delegateId: 'bob', from: new Date(now - HOUR), until: new Date(now + HOUR), note: null, madeBy: 'test' },
          now,
        ),
      );
    const { people } = await loadAddressees(ledger.db, ['person:ada']);
    expect(people.map(({ id, away, standsInFor }) => ({ id, away, standsInFor }))).toEqual([
      { id: 'ada', away: true, standsInFor: [] },
      { id: 'bob', away: false, standsInFor: ['ada'] },
    ]);
  });

  it('is listed by its beginning, page by page', async () => {
    await absent('bob', null, 4, 6);
    await absent('ada', null, 1, 2);
    await absent('ada', null, 5, 9);
    const all = { personId: null, endsAfterMs: null, after: null, limit: 10 };
    const listed = await listAbsences(ledger.db, all);
    expect(listed.map(({ personId }) => personId)).toEqual(['ada', 'bob', 'ada']);
    const [first, second] = await listAbsences(ledger.db, { ...all, limit: 2 });
    expect(await listAbsences(ledger.db, { ...all, after: second ?? null })).toEqual(listed.slice(2));
    expect(await listAbsences(ledger.db, { ...all, personId: 'ada', endsAfterMs: T0 + 2 * HOUR })).toEqual(listed.slice(2));
    expect(first).toEqual(listed[0]);
  });
});

describe('the directory’s version', () => {
  it('rises with each change, and not with one that was given up', async () => {
    const before = await directoryVersion(ledger.db);
    await changeDirectory(ledger.db, (tx) => insertPerson(tx, { id: 'ada', name: 'Ada', email: null, permissions: [] }));
    expect(await directoryVersion(ledger.db)).toBe(before + 1);
    await expect(changeDirectory(ledger.db, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await directoryVersion(ledger.db)).toBe(before + 1);
  });

  it('lets changes happen one after another', async () => {
    const before = await directoryVersion(ledger.db);
    await Promise.all([1, 2, 3, 4, 5].map(() => changeDirectory(ledger.db, () => Promise.resolve())));
    expect(await directoryVersion(ledger.db)).toBe(before + 5);
  });

  it('rises once when an absence begins by the clock, and once when it ends', async () => {
    await person('ada');
    const id = await absent('ada', null, 0, 24);
    const before = await directoryVersion(ledger.db);
    const notice = async (hours: number) => [
      await noticeAbsences(ledger.db, T0 + hours * HOUR),
      (await directoryVersion(ledger.db)) - before,
    ];
    expect(await notice(-1)).toEqual([0, 0]);
    expect(await notice(0)).toEqual([1, 1]);
    expect(await notice(1)).toEqual([0, 1]);
    expect(await notice(24)).toEqual([1, 2]);
    expect(await notice(48)).toEqual([0, 2]);
    await ledger.db.transaction().execute((tx) => deleteAbsence(tx, 'ada', id));
  });

  it('rises once for an absence that began and ended between two looks, and not again for one entered while it lasts', async () => {
    await person('ada');
    await absent('ada', null, 0, 1);
    expect(await noticeAbsences(ledger.db, T0 + 2 * HOUR)).toBe(1);
    expect(await noticeAbsences(ledger.db, T0 + 3 * HOUR)).toBe(0);
    const window = { from: new Date(T0), until: new Date(T0 + 9 * HOUR) };
    await ledger.db
      .transaction()
      .execute((tx) => insertAbsence(tx, { personId: 'ada', delegateId: null, ...window, note: null, madeBy: 'test' }, T0 + 4 * HOUR));
    expect(await noticeAbsences(ledger.db, T0 + 5 * HOUR)).toBe(0);
    expect(await noticeAbsences(ledger.db, T0 + 9 * HOUR)).toBe(1);
  });
});

describe('an e-mail address', () => {
  it('that somebody had before links nobody', async () => {
    await insertPerson(ledger.db, { id: 'old', name: 'Old', email: 'sales@example.com', permissions: ['override'] });
    await updatePerson(ledger.db, 'old', { active: false });
    await insertPerson(ledger.db, { id: 'new', name: 'New', email: 'sales@example.com', permissions: [] });
    expect(await personOfIdentity(ledger.db, { channel: 'email', tenant: '', subject: 'sales@example.com' })).toBeNull();
  });
});
