import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Countersign } from '../../client/src/index.js';
import type { RequestView } from '../../src/contracts/view.js';
import { until } from '../support/until.js';
import { startVotesWorld, type VotesWorld } from '../support/votes-world.js';
import { run, type Ran, type RunOptions } from './run.js';

let world: VotesWorld;
let admin: Countersign;
let n = 0;
beforeAll(async () => {
  world = await startVotesWorld();
  admin = new Countersign({ url: world.service.url, apiKey: world.service.adminKey });
}, 120_000);
afterAll(() => world.service.stop(), 60_000);

type Who = keyof VotesWorld['keys'] | 'admin';
const as = (who: Who, argv: string[], options: RunOptions = {}): Promise<Ran> =>
  run(argv, {
    env: { COUNTERSIGN_URL: world.service.url, COUNTERSIGN_KEY: who === 'admin' ? world.service.adminKey : world.keys[who] },
    ...options,
  });

async function reaches(id: string, status: RequestView['status']): Promise<RequestView> {
  await until(async () => (await admin.requests.get(id)).status === status, 20_000);
  return admin.requests.get(id);
}

async function opened(type: string, ...flags: string[]): Promise<RequestView> {
  const { out, err } = await as('bot', [
    'request',
    '--type',
    type,
    '--args',
    `{"host":"web-${(n += 1)}"}`,
    '--title',
    `Life ${n}`,
    ...flags,
    '--json',
  ]);
  expect(err).toBe('');
  return reaches((JSON.parse(out) as { id: string }).id, 'pending');
}

/** What a command answers as JSON, once it is counted: a busy machine says "recorded" first. */
async function say(who: Who, verb: string, id: string, ...flags: string[]): Promise<{ code: number; reason: string | null }> {
  const { code, out, err } = await as(who, [verb, id, ...flags, '--json']);
  expect(err).toBe('');
  const { decisionId } = JSON.parse(out) as { decisionId: string };
  const counted = await world.service.intake.receipt(id, decisionId, 20_000);
  if (counted.kind === 'refused') throw new Error(counted.message);
  return { code, reason: counted.value.reason };
}

const COUNTED = { code: 0, reason: null };

describe('the command line on the running service', () => {
  it('takes, gives back, puts off, moves on, hands over and takes back, and shows all of it', async () => {
    const { id } = await opened('one.thing');
    expect(await say('ada', 'claim', id, '--for', '10m')).toEqual(COUNTED);
    expect((await as('grace', ['ls', '--mine'])).out).toMatch(new RegExp(`${id} +pending +taken by ada`));
    expect((await as('ada', ['ls', '--claimed', 'me', '--json'])).out).toContain(id);
    expect((await as('grace', ['show', id])).out).toContain('by Ada (ada) until');
    expect(await say('ada', 'release', id)).toEqual(COUNTED);
    expect(await say('ada', 'snooze', id, '--for', '1h')).toEqual(COUNTED);
    expect(await say('ada', 'extend', id, '--for', '90m')).toEqual(COUNTED);
    expect(await say('ada', 'delegate', id, '--to', 'lena', '--comment', 'she knows it')).toEqual(COUNTED);
    const { out } = await as('lena', ['show', id]);
    expect(out).toContain('the deadline, by 1h 30m in all');
    expect(out).toContain('handed on   by Ada (ada) to Lena (lena)');
    expect(out).toContain('delegate to person:lena of revision 1 by Ada (ada), cli: counted');
    expect(out).toContain('ladder      after 30m reminds whoever is asked');
    expect(await say('lena', 'abstain', id)).toEqual(COUNTED);
    expect(await say('lena', 'retract', id)).toEqual(COUNTED);
    expect(await say('ada', 'retract', id)).toEqual(COUNTED);
    expect((await as('ada', ['delegate', id, '--to', 'ghost'])).code).toBe(3);
  }, 120_000);

  it('asks, and whoever asked for the action answers', async () => {
    const { id } = await opened('one.thing');
    expect(await say('ada', 'ask', id, '--revision', '1', '--comment', 'Whose is it?')).toEqual(COUNTED);
    const { out } = await as('bot', ['show', id]);
    expect(out).toContain('question    Ada (ada): Whose is it?');
    expect(out).toContain('because a question is open');
    expect((await as('bot', ['answer-question', id, 'The shop’s.'])).code).toBe(0);
    expect((await as('ada', ['show', id])).out).toContain('│ The shop’s.');
    expect((await as('bot', ['answer-question', id, 'Ours.'])).code).toBe(3);
  }, 60_000);

  it('puts another reviewer in a place, and says when nobody is left', async () => {
    const { id } = await opened('both.thing');
    expect(await say('boss', 'reassign', id, '--from', 'person:ada', '--to', 'person:lena')).toEqual(COUNTED);
    expect(await say('lena', 'abstain', id)).toEqual(COUNTED);
    const { out } = await as('grace', ['show', id]);
    expect(out).toMatch(/missing +those who are left cannot satisfy the policy: it still takes person:lena/);
    expect((await as('grace', ['ls', '--unreachable'])).out).toMatch(new RegExp(`${id} +pending +nobody left`));
  }, 60_000);

  it('breaks the glass with two people, and says to the first what is needed', async () => {
    const { id } = await opened('both.thing');
    const flags = ['--resolution', 'approved', '--reason', 'incident 17', '--revision', '1'];
    await until(async () => {
      const { out } = await as('boss', ['override', id, ...flags, '--decision-id', `boss-${id}`]);
      return out.includes('wants two people');
    }, 20_000);
    expect((await as('ada', ['show', id])).out).toContain('by Boss (boss): incident 17. A second person with the permission');
    expect((await as('chief', ['override', id, ...flags])).code).toBe(0);
    expect(await reaches(id, 'approved')).toMatchObject({ resolution: { by: 'override' } });
  }, 60_000);

  it('shows the veto window, and stops what was approved', async () => {
    const { id } = await opened('veto.thing');
    expect(await say('ada', 'approve', id, '--revision', '1')).toEqual(COUNTED);
    const { out } = await as('grace', ['show', id]);
    expect(out).toMatch(/runs +not before .*a denial stops it until then/);
    expect((await as('grace', ['ls', '--status', 'approved'])).out).toMatch(new RegExp(`${id} +approved +runs in`));
    expect(await say('grace', 'deny', id, '--revision', '1')).toEqual(COUNTED);
    expect((await as('bot', ['watch', id])).code).toBe(4);
  }, 60_000);

  it('settles what nobody knows', async () => {
    const { id } = await opened('one.isolate');
    await as('ada', ['approve', id, '--revision', '1']);
    await reaches(id, 'unknown');
    expect((await as('grace', ['ls', '--status', 'unknown'])).out).toMatch(new RegExp(`${id} +unknown +settle it`));
    expect((await as('grace', ['show', id])).out).toContain(`countersign settle ${id} --happened`);
    expect(await say('grace', 'settle', id, '--did-not-happen', '--evidence', 'the port is up', '--revision', '1')).toEqual(COUNTED);
    expect(await reaches(id, 'pending')).toMatchObject({ revision: 2 });
    await as('ada', ['approve', id, '--revision', '2']);
    await reaches(id, 'unknown');
    expect((await as('admin', ['settle', id, '--outcome', 'failed', '--evidence', 'given up'])).code).toBe(0);
    expect((await as('ada', ['show', id])).out).toContain('settle (did not happen) of revision 1');
  }, 60_000);

  it('works through the inbox together: taken, handed over, put off', async () => {
    const [first, second] = [await opened('three.thing'), await opened('three.thing')];
    const { code, out } = await as('lena', ['inbox'], { answers: ['m', 'h', 'boss', 'on leave', 'm', 'c', 'm', 'z', '1h'] });
    expect(code).toBe(0);
    expect(out).toContain('Life');
    expect((await admin.requests.get(first.id)).awaiting?.delegations).toMatchObject([{ from: { id: 'lena' }, to: { id: 'boss' } }]);
    expect((await admin.requests.get(second.id)).awaiting).toMatchObject({
      claims: [{ by: { id: 'lena' } }],
      snoozes: [{ by: { id: 'lena' } }],
    });
    // What was handed over waits for somebody else.
    const again = await as('lena', ['inbox'], { answers: ['s'] });
    expect(again.out).toContain('you put it off until');
    expect(again.out).not.toContain(first.id);
    expect(await say('lena', 'retract', first.id)).toEqual(COUNTED);
    expect((await as('lena', ['inbox'], { answers: ['s', 's'] })).out).toContain(first.id);
  }, 60_000);

  it('asks for a majority of those whom the caller names', async () => {
    const flags = ['--reviewer', 'reviewers', 'lena', 'boss', '--need', 'majority', '--escalate-after', '30m', '--escalate-to', 'chief'];
    const { id, plan } = await opened('one.thing', ...flags);
    expect(plan?.stages.at(-1)?.rule).toMatchObject({ need: 'majority', entries: ['group:reviewers', 'person:lena', 'person:boss'] });
    await say('ada', 'approve', id, '--revision', '1');
    const { out } = await as('grace', ['show', id]);
    expect(out).toContain('a majority of group:reviewers, person:lena, person:boss (stage 2 of 2, caller)');
    expect(out).toContain('after 30m also asks person:chief');
  }, 60_000);

  it('tries policies without a trace', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'countersign-try-'));
    writeFileSync(join(cwd, 'calm.yaml'), 'name: one\nmatch: { types: ["one.*"] }\nreviewers: [person:lena]\nonTimeout: reject\n');
    const now = await as('admin', ['policy', 'try', '--type', 'one.thing', '--at', '2026-06-01T08:00:00Z']);
    expect(now.code).toBe(0);
    expect(now.out).toMatch(/asked +group:reviewers: Ada \(ada\), Grace \(grace\)/);
    expect(now.out).toContain('2026-06-01 08:30:00Z reminds whoever is asked');
    const draft = await as('admin', ['policy', 'try', '--type', 'one.thing', '--with', 'calm.yaml', '--requester', 'lena'], { cwd });
    expect(draft.code).toBe(3);
    expect(draft.out).toContain('it would be refused: nobody could fill person:lena');
    expect((await as('admin', ['policy', 'show', 'one'])).out).not.toContain('person:lena');
    rmSync(cwd, { recursive: true });
  }, 60_000);
});
