import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRules, type Rules } from './support.js';

let rules: Rules;
const keys: Record<string, string> = {};
const key = (name: string): string => keys[name] ?? '';

beforeAll(async () => {
  rules = await startRules({
    types: ['seed.respond', 'tree.any', 'tree.all', 'group.each', 'veto.one', 'deny.two', 'level.three', 'two.stages', 'claim.one'],
    policies: {
      // The seed's own example: four lines.
      'seed-response.yaml':
        'match: { types: ["seed.*"] }\nreviewers: [group:security, person:lea]\nneed: majority\nescalate: { after: 30m, to: [group:chiefs] }\nonTimeout: reject\n',
      'tree-any.yaml':
        'match: { types: ["tree.any"] }\nanyOf:\n  - { reviewers: [person:cho] }\n  - { reviewers: [group:security, group:finance], need: all }\nonTimeout: reject\n',
      'tree-all.yaml':
        'match: { types: ["tree.all"] }\nallOf:\n  - { reviewers: [group:security] }\n  - anyOf:\n      - { reviewers: [person:cho] }\n      - { reviewers: [group:finance] }\nonTimeout: reject\n',
      'each.yaml': 'match: { types: ["group.each"] }\nreviewers: [group:security, group:finance]\nneed: onePerGroup\nonTimeout: reject\n',
      'veto.yaml':
        'match: { types: ["veto.one"] }\nreviewers: [group:security, person:lea, person:cho]\nneed: majority\ndeny: 2\nveto: [person:cho]\nonTimeout: reject\n',
      'deny.yaml':
        'match: { types: ["deny.two"] }\nreviewers: [group:security, person:lea, person:cho]\nneed: majority\ndeny: 2\nonTimeout: reject\n',
      'level.yaml':
        'match: { types: ["level.three"] }\nreviewers: [group:security]\nvotesCount: "reviewer.attributes.level >= 3"\nonTimeout: reject\n',
      'stages.yaml':
        'match: { types: ["two.stages"] }\nstages:\n  - { name: first, reviewers: [group:security] }\n  - { name: second, reviewers: [group:finance] }\nonTimeout: reject\n',
      'claim.yaml': 'match: { types: ["claim.one"] }\nreviewers: [group:security]\nclaimFor: 10m\nonTimeout: reject\n',
    },
  });
  const { service } = rules;
  for (const [id, groups] of Object.entries({
    sam: ['security'],
    sue: ['security'],
    fin: ['finance'],
    both: ['security', 'finance'],
    lea: [],
    cho: ['chiefs'],
  }))
    keys[id] = await service.person(id, groups);
  await rules.directory((tx) =>
    tx
      .updateTable('people')
      .set({ attributes: JSON.stringify({ level: 3 }) })
      .where('id', '=', 'sue')
      .execute(),
  );
}, 60_000);

afterAll(async () => rules.stop(), 30_000);

describe('a majority of listed entries', () => {
  it('is more than half: a group is one entry whoever of it answers, and two of its members fill it once', async () => {
    const request = await rules.open('seed.respond');
    expect(request.awaiting).toMatchObject({ filled: 0, need: 2 });
    expect(await rules.decide(key('sam'), request, 'approve')).toMatchObject({ counted: true, status: 'pending' });
    expect(await rules.decide(key('sue'), request, 'approve')).toMatchObject({ counted: true, status: 'pending' });
    expect((await rules.view(request.id)).awaiting).toMatchObject({ filled: 1, need: 2 });
    expect(await rules.decide(key('lea'), request, 'approve')).toMatchObject({ counted: true });
    const done = await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(done.resolution).toMatchObject({ by: 'people', people: ['sam', 'sue', 'lea'] });
  });
});

describe('a routing tree', () => {
  it('is satisfied by either way of an anyOf, and by none halfway', async () => {
    const short = await rules.open('tree.any');
    await rules.decide(key('cho'), short, 'approve');
    await rules.becomes(short.id, ({ status }) => status === 'executed');
    const long = await rules.open('tree.any');
    expect(await rules.decide(key('sam'), long, 'approve')).toMatchObject({ counted: true, status: 'pending' });
    await rules.decide(key('fin'), long, 'approve');
    await rules.becomes(long.id, ({ status }) => status === 'executed');
  });

  it('needs different people for the branches of an allOf', async () => {
    const request = await rules.open('tree.all');
    expect(await rules.decide(key('both'), request, 'approve')).toMatchObject({ counted: true, status: 'pending' });
    expect((await rules.view(request.id)).awaiting).toMatchObject({ filled: 1, need: 2 });
    await rules.decide(key('sam'), request, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('wants one distinct person for each group of onePerGroup', async () => {
    const request = await rules.open('group.each');
    await rules.decide(key('both'), request, 'approve');
    expect((await rules.view(request.id)).status).toBe('pending');
    await rules.decide(key('fin'), request, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });
});

describe('a no', () => {
  it('ends it alone where it is a named veto', async () => {
    const request = await rules.open('veto.one');
    expect(await rules.decide(key('cho'), request, 'deny', { comment: 'no' })).toMatchObject({ counted: true });
    expect((await rules.becomes(request.id, ({ status }) => status === 'rejected')).resolution).toMatchObject({
      by: 'people',
      people: ['cho'],
    });
  });

  it('below the threshold leaves it open, and the next one ends it', async () => {
    const request = await rules.open('deny.two');
    expect(await rules.decide(key('sam'), request, 'deny')).toMatchObject({ counted: true, status: 'pending' });
    await rules.decide(key('lea'), request, 'deny');
    await rules.becomes(request.id, ({ status }) => status === 'rejected');
  });

  it('after the effect has started is recorded as a late objection and changes nothing', async () => {
    const request = await rules.open('two.stages');
    await rules.decide(key('sam'), request, 'approve');
    await rules.say(key('fin'), request.id, 'approve');
    const done = await rules.becomes(request.id, ({ status }) => status === 'executed');
    expect(await rules.decide(key('sue'), done, 'deny', { comment: 'stop' })).toMatchObject({ counted: false, reason: 'too_late' });
    const stranger = await rules.decide(key('cho'), done, 'deny');
    expect(stranger).toMatchObject({ counted: false, reason: 'already_closed' });
    const notices = await rules.service.db.selectFrom('notices').select('kind').where('request_id', '=', request.id).execute();
    expect(notices.filter(({ kind }) => kind === 'objection')).toHaveLength(1);
  });
});

describe('whose votes count', () => {
  it('is decided by a condition over the reviewer, when voting and again when it is to run', async () => {
    const request = await rules.open('level.three');
    expect(await rules.decide(key('sam'), request, 'approve')).toMatchObject({ counted: false, reason: 'not_qualified' });
    expect(await rules.decide(key('sue'), request, 'approve')).toMatchObject({ counted: true });
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });
});

describe('stages', () => {
  it('are asked one after the other, and one human counts in one of them', async () => {
    const request = await rules.open('two.stages');
    expect(request.awaiting?.stage).toBe('first');
    expect(await rules.decide(key('fin'), request, 'approve')).toMatchObject({ counted: false, reason: 'not_eligible' });
    await rules.decide(key('both'), request, 'approve');
    expect((await rules.view(request.id)).awaiting?.stage).toBe('second');
    expect(await rules.say(key('both'), request.id, 'approve')).toMatchObject({ counted: false, reason: 'duplicate' });
    await rules.say(key('fin'), request.id, 'approve');
    await rules.becomes(request.id, ({ status }) => status === 'executed');
  });

  it('reopen when a vote of an earlier one is retracted', async () => {
    const request = await rules.open('two.stages');
    await rules.decide(key('sam'), request, 'approve');
    expect(await rules.say(key('sam'), request.id, 'retract')).toMatchObject({ counted: true, status: 'pending' });
    expect((await rules.view(request.id)).awaiting?.stage).toBe('first');
    expect(await rules.say(key('sam'), request.id, 'retract')).toMatchObject({ counted: false, reason: 'nothing_to_retract' });
  });
});

describe('a claim', () => {
  it('keeps the seat for its holder, never blocks a denial, and ends by itself', async () => {
    const request = await rules.open('claim.one');
    expect(await rules.decide(key('sam'), request, 'claim')).toMatchObject({ counted: true });
    expect((await rules.view(request.id)).awaiting?.claims).toMatchObject([{ by: { id: 'sam' } }]);
    expect(await rules.decide(key('sue'), request, 'approve')).toMatchObject({ counted: false, reason: 'claimed' });
    expect(await rules.decide(key('sue'), request, 'claim')).toMatchObject({ counted: false, reason: 'claimed' });
    await rules.skip(request, 11 * 60_000);
    await rules.becomes(request.id, ({ awaiting }) => awaiting?.claims.length === 0);
    expect(await rules.decide(key('sue'), request, 'claim')).toMatchObject({ counted: true });
    expect(await rules.decide(key('sam'), request, 'deny', { comment: 'no' })).toMatchObject({ counted: true });
    await rules.becomes(request.id, ({ status }) => status === 'rejected');
  });

  it('is given back by its holder only', async () => {
    const request = await rules.open('claim.one');
    await rules.decide(key('sam'), request, 'claim');
    expect(await rules.decide(key('sue'), request, 'release')).toMatchObject({ counted: false, reason: 'nothing_to_release' });
    await rules.decide(key('sam'), request, 'release');
    expect(await rules.decide(key('sue'), request, 'approve')).toMatchObject({ counted: true });
  });
});
