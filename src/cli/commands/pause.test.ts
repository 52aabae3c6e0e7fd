import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AT } from '../../../test/client/fake-view.js';
import type { PauseAnswer } from '../../../client/src/pauses.js';
import type { Pause } from '../../contracts/pause.js';

let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
});
afterEach(() => fake.stop());

const pauseOf = (n: number, more: Partial<Pause> = {}): Pause => ({
  id: `pau_${n}`,
  scope: { kind: 'all' },
  reason: 'incident\u001b[31m 17',
  by: { kind: 'person', id: 'ada' },
  at: AT,
  lifted: null,
  ...more,
});
const OWN = pauseOf(9, { by: { kind: 'countersign', id: 'countersign' }, reason: 'the ledger is older than Temporal' });
const lifted = (pause: Pause): Pause => ({ ...pause, lifted: { by: { kind: 'person', id: 'grace' }, at: AT, reason: null } });

/** What holds before, and, from the first lifting on, after. */
function holding(before: readonly Pause[], after: readonly Pause[]): void {
  fake.extra.set('GET /v1/pauses', { status: 200, json: { items: before, nextCursor: null } });
  for (const each of before) {
    fake.extra.set(`DELETE /v1/pauses/${each.id}`, {
      status: 200,
      get json() {
        fake.extra.set('GET /v1/pauses', { status: 200, json: { items: after, nextCursor: null } });
        return lifted(each);
      },
    });
  }
}
const liftedIds = () => fake.calls.filter((call) => call.method === 'DELETE').map((call) => call.path.replace('/v1/pauses/', ''));

describe('countersign pause', () => {
  const answer: PauseAnswer = { ...pauseOf(1), settled: true, waiting: 3, running: 1 };

  it.each([
    [['--all'], { kind: 'all' }],
    [['--agent', 'bot'], { kind: 'agent', value: 'bot' }],
    [['--type', 'payments.*'], { kind: 'type', value: 'payments.*' }],
  ])('%j says what is held, what goes on, and how to resume', async (flags, scope) => {
    fake.extra.set('POST /v1/pauses', { status: 201, json: { ...answer, scope } });
    const { code, out } = await run(['pause', ...flags, '--reason', 'incident 17'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(fake.calls[0]?.body ?? '')).toEqual({ scope, reason: 'incident 17' });
    expect(out).toContain('3 requests are approved and held. 1 effect under way goes on.');
    expect(out).toContain('countersign resume pau_1');
    const asJson = await run(['pause', ...flags, '--reason', 'x', '--json'], { env });
    expect(JSON.parse(asJson.out)).toMatchObject({ id: 'pau_1', waiting: 3 });
  });

  it('warns where a claim from before may still start', async () => {
    fake.extra.set('POST /v1/pauses', { status: 201, json: { ...answer, settled: false } });
    expect((await run(['pause', '--all', '--reason', 'x'], { env })).out).toContain('may still start');
  });

  it.each<[string[]]>([
    [['pause', '--reason', 'x']],
    [['pause', '--all']],
    [['pause', '--all', '--agent', 'bot', '--reason', 'x']],
    [['pause', '--type', 'a.*', '--agent', 'bot', '--reason', 'x']],
    [['resume', 'pau_1', '--all']],
  ])('%j is refused before it is sent', async (argv) => {
    expect((await run(argv, { env })).code).toBe(2);
    expect(fake.calls).toHaveLength(0);
  });
});

describe('countersign resume', () => {
  it('lifts the only pause, and the one that is named', async () => {
    holding([pauseOf(1)], []);
    const { code, out } = await run(['resume', '--reason', 'over'], { env });
    expect(code).toBe(0);
    expect(out).toContain('Resumed: all effects (pau_1, by ada: incident⟨U+001B⟩[31m 17)');
    expect(JSON.parse(fake.calls.find((call) => call.method === 'DELETE')?.body ?? '')).toEqual({ reason: 'over' });
    holding([pauseOf(1), pauseOf(2)], [pauseOf(1)]);
    expect((await run(['resume', 'pau_2'], { env })).out).toContain('Still paused: all effects (pau_1');
    expect(liftedIds()).toEqual(['pau_1', 'pau_2']);
  });

  it('lifts all of one scope and no other', async () => {
    const bot = pauseOf(2, { scope: { kind: 'agent', value: 'bot' } });
    const type = pauseOf(3, { scope: { kind: 'type', value: 'bot' } });
    holding([bot, type, pauseOf(4, { scope: { kind: 'agent', value: 'bot' } })], [type]);
    expect((await run(['resume', '--agent', 'bot'], { env })).code).toBe(0);
    expect(liftedIds()).toEqual(['pau_2', 'pau_4']);
  });

  it('asks which, where several hold, and says so where none does', async () => {
    holding([pauseOf(1), pauseOf(2)], []);
    expect(await run(['resume'], { env })).toMatchObject({ code: 2 });
    holding([], []);
    expect(await run(['resume'], { env })).toMatchObject({ code: 0, out: 'nothing is paused\n' });
    expect(await run(['resume', '--agent', 'bot'], { env })).toMatchObject({ code: 2 });
    expect(liftedIds()).toEqual([]);
  });

  it('lifts what Countersign paused by itself only by its id', async () => {
    holding([OWN], []);
    for (const argv of [['resume'], ['resume', '--all']]) {
      const refused = await run(argv, { env });
      expect(refused).toMatchObject({ code: 3 });
      expect(refused.err).toContain('countersign resume pau_9');
    }
    holding([OWN, pauseOf(1)], [OWN]);
    const { out } = await run(['resume', '--all'], { env });
    expect(out).toContain('Still paused: all effects (pau_9, by Countersign itself: the ledger is older than Temporal)');
    expect(liftedIds()).toEqual(['pau_1']);
    holding([OWN], []);
    expect((await run(['resume', 'pau_9'], { env })).code).toBe(0);
  });
});

describe('countersign pauses', () => {
  it('lists what holds, and with --lifted what was lifted', async () => {
    fake.extra.set('GET /v1/pauses', { status: 200, json: { items: [pauseOf(1), lifted(pauseOf(2))], nextCursor: null } });
    const { out } = await run(['pauses'], { env });
    expect(out).toMatch(/pau_1 +all effects +2026-01-31 09:30:00Z +ada +holds +incident⟨U\+001B⟩/);
    expect(out).toMatch(/pau_2 .*lifted 2026-01-31 09:30:00Z by grace/);
    await run(['pauses', '--lifted'], { env });
    expect(fake.calls.map((call) => call.path)).toEqual(['/v1/pauses?active=true', '/v1/pauses']);
  });
});
