import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql, type KyselyPlugin } from 'kysely';
import { pino } from 'pino';
import { createFeed, type News } from '../../src/intake/feed.js';
import type { Db } from '../../src/ledger/ledger.js';
import { until } from '../support/until.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;
let looks = 0;
let db: Db;
beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      looks += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  db = f.db.withPlugin(counting);
});
afterAll(() => f.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function listening(feed: ReturnType<typeof createFeed>, who = 'ada', since: string | null = null) {
  const heard = await feed.listen(who, since, () => undefined);
  if (heard.kind === 'refused') throw new Error(heard.why);
  const news: News[] = [];
  heard.start((each) => news.push(each));
  const moved = () => news.flatMap(({ moves }) => (moves === 'tooMany' ? [] : moves.map(({ id, move }) => `${id} ${move}`)));
  return { ...heard, news, moved };
}

describe('the feed', () => {
  it('looks once for everybody who listens, and not at all while nobody does', async () => {
    const feed = createFeed(db, pino({ level: 'silent' }));
    feed.wake();
    await pause(700);
    expect(looks).toBe(0);
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => listening(feed, `person ${n}`)));
    const before = looks;
    const startedAt = performance.now();
    await pause(1_500);
    // Every half second, however busy the machine.
    expect(looks - before).toBeLessThanOrEqual(Math.ceil((performance.now() - startedAt) / 500) + 1);
    expect(looks - before).toBeGreaterThan(0);
    for (const each of all) each.leave();
    const left = looks;
    await pause(1_200);
    expect(looks - left).toBeLessThanOrEqual(1);
  });

  it('tells each move once', async () => {
    const feed = createFeed(db, pino({ level: 'silent' }));
    const ear = await listening(feed);
    const request = await f.open({});
    feed.wake();
    await until(() => ear.moved().length > 0);
    await pause(1_100);
    expect(ear.moved()).toEqual([`${request.id} ${request.move}`]);
    ear.leave();
  });

  it('is not misled by numbers of another cluster’s transactions, as a restored ledger has them', async () => {
    const request = await f.open({});
    await sql`update requests set moved_xid = '900000000000' where id = ${request.id}`.execute(f.db);
    const feed = createFeed(db, pino({ level: 'silent' }));
    const ear = await listening(feed);
    await until(() => ear.news.length > 1);
    expect(ear.moved()).toEqual([]);
    ear.leave();
  });

  it('goes on where it was when the ledger has been away', async () => {
    let away = false;
    const failing: KyselyPlugin = {
      transformQuery: ({ node }) => {
        if (away) throw new Error('away');
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    const feed = createFeed(f.db.withPlugin(failing), pino({ level: 'silent' }));
    const ear = await listening(feed);
    away = true;
    const request = await f.open({});
    feed.wake();
    await pause(700);
    expect(ear.moved()).toEqual([]);
    away = false;
    await until(() => ear.moved().length > 0);
    expect(ear.moved()).toEqual([`${request.id} ${request.move}`]);
    ear.leave();
    away = true;
    await expect(feed.listen('ada', null, () => undefined)).rejects.toThrow('away');
    away = false;
    (await listening(feed)).leave();
  });

  it('ends everybody’s listening when it stops, and takes nobody any more', async () => {
    const feed = createFeed(db, pino({ level: 'silent' }));
    let ended = 0;
    const heard = await feed.listen('ada', null, () => (ended += 1));
    feed.stop();
    expect(ended).toBe(1);
    expect(await feed.listen('ada', null, () => undefined)).toEqual({ kind: 'refused', why: 'stopping' });
    if (heard.kind === 'listening') heard.leave();
  });
});
