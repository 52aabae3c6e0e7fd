import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE, startRules, type Rules } from './support.js';

let rules: Rules;
const keys: Record<string, string> = {};
const key = (name: string): string => keys[name] ?? '';

beforeAll(async () => {
  rules = await startRules({
    types: ['over.one', 'over.two', 'pay.out', 'pay.back'],
    policies: {
      'one.yaml': 'match: { types: ["over.one"] }\nreviewers: [person:ann, person:ben]\nneed: all\nvetoWindow: 1h\nonTimeout: reject\n',
      'two.yaml': 'match: { types: ["over.two"] }\nreviewers: [person:ann]\noverride: { people: 2 }\nonTimeout: reject\n',
      'pay.yaml': 'match: { types: ["pay.*"] }\nreviewers: [person:ann]\nusableFor: 3m\nonTimeout: reject\n',
    },
  });
  for (const id of ['ann', 'ben']) keys[id] = await rules.service.person(id, []);
  for (const id of ['olga', 'otto']) keys[id] = await rules.service.person(id, [], ['override']);
}, 60_000);

afterAll(async () => rules.stop(), 30_000);

const override = (name: string, id: string, digest: string | null, resolution = 'approved') =>
  rules.service.call('POST', `/v1/requests/${id}/override`, key(name), { resolution, digest, reason: 'the house is on fire' });

describe('breaking the glass', () => {
  it('runs at once, past the veto window, and everybody who was asked hears of it and looks back at it', async () => {
    const request = await rules.open('over.one');
    const answer = await override('olga', request.id, request.digest);
    expect(answer.body).toMatchObject({ counted: true });
    const done = await rules.becomes(request.id, ({ status, followUps }) => status === 'executed' && followUps.length === 1);
    expect(done.resolution).toMatchObject({ by: 'override', people: ['olga'] });
    const notices = await rules.service.db
      .selectFrom('notices')
      .select('refs')
      .where('request_id', '=', request.id)
      .where('kind', '=', 'announce')
      .execute();
    expect(notices).toEqual([{ refs: ['person:ann', 'person:ben'] }]);
    const back = await rules.becomes(done.followUps[0] ?? '', ({ status }) => status === 'pending');
    expect(back).toMatchObject({ type: 'human.question', follows: request.id, awaiting: { asked: ['person:ann', 'person:ben'] } });
    expect(await rules.say(key('olga'), back.id, 'answer', { answer: 'right' })).toMatchObject({ counted: false, reason: 'self_approval' });
    expect(await rules.say(key('ben'), back.id, 'answer', { answer: 'wrong' })).toMatchObject({ counted: true });
    expect((await rules.becomes(back.id, ({ status }) => status === 'answered')).resolution?.answer).toBe('wrong');
  });

  it('takes two people where the policy says so, and one to stop it', async () => {
    const request = await rules.open('over.two');
    expect((await override('olga', request.id, request.digest)).body).toMatchObject({ counted: true, status: 'pending' });
    expect((await rules.view(request.id)).awaiting?.overrides).toMatchObject([{ by: { id: 'olga' } }]);
    expect((await override('olga', request.id, request.digest)).body).toMatchObject({ counted: false, reason: 'duplicate' });
    expect((await override('otto', request.id, request.digest)).body).toMatchObject({ counted: true });
    const done = await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(done.resolution?.people).toEqual(['olga', 'otto']);
    const stopped = await rules.open('over.two');
    expect((await override('olga', stopped.id, stopped.digest, 'rejected')).body).toMatchObject({ counted: true });
    await rules.becomes(stopped.id, ({ status }) => status === 'rejected');
  });

  it('is refused to whoever lacks the permission', async () => {
    const request = await rules.open('over.one');
    expect((await override('ann', request.id, request.digest)).body).toMatchObject({ counted: false, reason: 'override_not_permitted' });
  });
});

describe('the kill switch', () => {
  const pause = (scope: object) =>
    rules.service.call('POST', '/v1/pauses', rules.service.adminKey, { scope, reason: 'something is wrong' });
  const resume = (id: string) => rules.service.call('DELETE', `/v1/pauses/${id}`, rules.service.adminKey);

  it('holds effects of one type, keeps what waits, shows why, and lets it go on', async () => {
    const paused = await pause({ kind: 'type', value: 'pay.*' });
    expect(paused.status).toBe(201);
    const request = await rules.open('pay.out');
    await rules.decide(key('ann'), request, 'approve');
    const held = await rules.becomes(request.id, ({ status, paused: by }) => status === 'approved' && by !== null);
    expect(held.paused).toMatchObject({ reason: 'something is wrong' });
    const free = await rules.open('over.two');
    await rules.decide(key('ann'), free, 'approve');
    await rules.becomes(free.id, ({ status }) => status === 'executed');
    expect(rules.ran).not.toContain(request.id);
    expect((await resume(paused.body.id as string)).status).toBe(200);
    await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(rules.ran.filter((id) => id === request.id)).toHaveLength(1);
  });

  it('does not make an approval immortal', async () => {
    const paused = await pause({ kind: 'all' });
    const request = await rules.open('pay.back');
    await rules.decide(key('ann'), request, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'approved');
    rules.service.skipClock(4 * MINUTE);
    await rules.skip(request, 4 * MINUTE);
    await rules.becomes(request.id, ({ status }) => status === 'expired');
    rules.service.skipClock(-4 * MINUTE);
    await resume(paused.body.id as string);
  });
});
