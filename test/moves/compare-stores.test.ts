import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { compareStores } from '../../src/intake/compare-stores.js';
import { resumeEffects } from '../../src/intake/pauses.js';
import { listPauses } from '../../src/ledger/pauses.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;
const UNKNOWN = `req_${'0'.repeat(26)}`;
const ADA = { kind: 'person', id: 'ada' } as const;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());
beforeEach(() => {
  f.temporal.newest = [];
  f.temporal.since.length = 0;
});
const active = () => listPauses(f.db, { active: true, before: null, limit: 10, forAgent: null });
afterEach(async () => {
  for (const { id } of await active()) await resumeEffects(f.db, id, ADA, null, f.now());
});
const run = (requestId: string, more: { completed?: boolean; child?: boolean } = {}) => ({
  requestId,
  completed: false,
  child: false,
  ...more,
});

describe('ledger and Temporal, compared', () => {
  it('agree where every run is known, and an ended one is over', async () => {
    const [open, over] = [await f.open({}), await f.open({})];
    await f.intake.withdraw(f.bot, over.id, 'x');
    f.temporal.newest = [run(open.id), run(over.id), run(over.id, { completed: true })];
    expect(await compareStores(f.deps)).toBeNull();
    expect(await active()).toEqual([]);
  });

  it('agree where a workflow’s own child has not written its row yet', async () => {
    f.temporal.newest = [run(UNKNOWN, { child: true })];
    expect(await compareStores(f.deps)).toBeNull();
  });

  it.each([
    ['a run whose request is not here', () => run(UNKNOWN), 'has a run there and is not known here'],
    ['a completed child whose request is not here', () => run(UNKNOWN, { child: true, completed: true }), 'is not known here'],
    ['an end that is not known here', async () => run((await f.open({})).id, { completed: true }), 'has ended there and is pending here'],
    [
      'an end that is unknown here',
      async () => {
        const { id } = await f.open({});
        await sql`update requests set status = 'unknown' where id = ${id}`.execute(f.db);
        return run(id, { completed: true });
      },
      'has ended there and is unknown here',
    ],
  ])('%s proves an older ledger: all effects are paused, by Countersign, once', async (_what, seen, says) => {
    f.temporal.newest = [run((await f.open({})).id), await seen()];
    const pause = await compareStores(f.deps);
    expect(pause).toMatchObject({ scope: { kind: 'all' }, by: { kind: 'countersign' }, reason: expect.stringContaining(says) });
    expect(await compareStores(f.deps)).toBeNull();
    expect((await active()).map(({ id }) => id)).toEqual([pause?.id]);
  });

  it('are not asked again about what a person had before them when they resumed', async () => {
    f.temporal.newest = [run(UNKNOWN)];
    const pause = await compareStores(f.deps);
    const lifted = await resumeEffects(f.db, pause?.id ?? '', ADA, 'compared', f.now());
    await compareStores(f.deps);
    expect(f.temporal.since.at(-1)).toBe(Date.parse(lifted?.lifted?.at ?? ''));
  });
});
