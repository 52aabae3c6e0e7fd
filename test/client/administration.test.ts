import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { Countersign } from '../../client/src/countersign.js';
import type * as client from '../../client/src/index.js';
import type * as api from '../../src/api/schemas/administration.js';
import { run } from '../cli/run.js';
import { all, same, startAdministered, type Same } from './administered.js';

type Served<K extends keyof typeof api> = (typeof api)[K] extends z.ZodType ? z.infer<(typeof api)[K]> : never;
same<Same<client.Person, Served<'person'>>>();
same<Same<client.NewPerson, Served<'newPerson'>>>();
same<Same<client.PersonChange, Served<'personChange'>>>();
same<Same<client.SignInLink, Served<'signInLink'>>>();
same<Same<client.Group, Served<'group'>>>();
same<Same<client.NewGroup, Served<'newGroup'>>>();
same<Same<client.GroupChange, Served<'groupChange'>>>();
same<Same<client.Absence, Served<'absence'>>>();
same<Same<client.NewAbsence, Served<'newAbsence'>>>();
same<Same<client.Key, Served<'key'>>>();
same<Same<client.NewKey, Served<'newKey'>>>();
same<Same<client.NewKeyAnswer, Served<'newKeyAnswer'>>>();
same<Same<client.Agent, Served<'agent'>>>();
same<Same<client.NewAgent, Served<'newAgent'>>>();
same<Same<client.StoredPolicy, Served<'policy'>>>();
same<Same<client.PolicyPut, Served<'policyStored'>>>();
same<Same<client.ActionType, Served<'actionType'>>>();
same<Same<client.Me, Served<'me'>>>();

let started: Awaited<ReturnType<typeof startAdministered>>;
let admin: Countersign;
const cli = (...argv: string[]) => started.cli(...argv);
beforeAll(async () => {
  started = await startAdministered();
  ({ admin } = started);
}, 60_000);
afterAll(() => started.service.stop());

describe('against the served API, the client', () => {
  it('knows whom its key stands for', async () => {
    expect(await admin.me()).toMatchObject({ kind: 'admin' });
    await admin.health();
  });

  it('administers people and their accounts', async () => {
    const identity = { channel: 'slack' as const, tenant: 'T1', subject: 'U1' };
    const ada = await admin.people.create({ id: 'ada', name: 'Ada', groups: ['finance'], identities: [identity] });
    expect(ada).toMatchObject({ id: 'ada', groups: ['finance'], identities: [identity] });
    await admin.people.unlink('ada', identity);
    expect((await admin.people.link('ada', { channel: 'email', tenant: '', subject: 'ada@example.com' })).identities).toHaveLength(1);
    expect((await admin.people.change('ada', { permissions: ['override'] })).permissions).toEqual(['override']);
    expect((await admin.people.signInLink('ada', { next: '/r/req_1' })).url).toContain(`${started.service.url}/sign-in?token=`);
    expect(await all(admin.people.list())).toEqual([await admin.people.get('ada')]);
  });

  it('administers groups', async () => {
    await admin.people.create({ id: 'grace', name: 'Grace' });
    await admin.groups.create({ id: 'leads', members: ['grace'] });
    await admin.groups.add('leads', 'ada');
    await admin.groups.remove('leads', 'grace');
    expect(await admin.groups.change('leads', { slackChannel: 'C0123' })).toMatchObject({ members: ['ada'], slackChannel: 'C0123' });
    expect((await all(admin.groups.list())).map((group) => group.id)).toEqual(['finance', 'leads']);
  });

  it('nests groups', async () => {
    await admin.groups.nest('finance', 'leads');
    expect(await admin.groups.get('finance')).toMatchObject({ members: ['ada'], groups: ['leads'], everybody: ['ada'] });
    await expect(admin.groups.nest('leads', 'finance')).rejects.toMatchObject({ status: 422, code: 'group_cycle' });
    await admin.groups.unnest('finance', 'leads');
    expect((await admin.groups.get('finance')).groups).toEqual([]);
  });

  it('says when people are absent, for everybody and for whoever’s key it is', async () => {
    const window = { from: '2099-01-01T00:00:00.000Z', until: '2099-01-08T00:00:00.000Z' };
    const grace = await admin.people.addAbsence('grace', { ...window, note: 'on leave' });
    const key = await admin.keys.create({ kind: 'person', personId: 'ada' });
    const ada = new Countersign({ url: started.service.url, apiKey: key.key });
    const mine = await ada.absences.add({ from: '2098-12-01T00:00:00.000Z', until: window.until, delegateId: 'grace' });
    expect(await all(ada.absences.mine())).toEqual([mine]);
    expect(await all(admin.absences.list())).toEqual([mine, grace]);
    expect(await all(admin.people.absences('grace', { past: true }))).toEqual([grace]);
    await expect(admin.absences.add(window)).rejects.toMatchObject({ status: 403 });
    await ada.absences.remove(mine.id);
    await admin.people.removeAbsence('grace', grace.id);
    expect(await all(admin.absences.list())).toEqual([]);
    await admin.keys.revoke(key.id);
  });

  it('makes keys that act as whom they are for, and revokes them', async () => {
    const made = await admin.keys.create({ kind: 'person', personId: 'ada' });
    const ada = new Countersign({ url: started.service.url, apiKey: made.key });
    expect(await ada.me()).toMatchObject({ kind: 'person', personId: 'ada' });
    await admin.keys.revoke(made.id);
    await expect(ada.me()).rejects.toMatchObject({ status: 401 });
  });

  it('administers agents', async () => {
    expect((await admin.agents.create({ name: 'planner', url: 'https://planner.example.com/' })).secret).toMatch(/^whsec_/);
    expect((await admin.agents.setOwner('planner', 'grace')).ownerId).toBe('grace');
    expect(await all(admin.agents.list())).toHaveLength(1);
  });

  it('puts policies as YAML and as objects, and reads them back', async () => {
    const yaml = 'name: large\nreviewers: [group:finance]\nonTimeout: reject\n';
    expect((await admin.policies.put('large', yaml)).policy).toMatchObject({ name: 'large', version: 1 });
    const changed = await admin.policies.put('large', { name: 'large', reviewers: ['group:leads'], onTimeout: 'reject' });
    expect(changed).toMatchObject({ changed: true, policy: { version: 2 } });
    expect((await admin.policies.get('large')).document.reviewers).toEqual(['group:leads']);
    await admin.policies.remove('large');
    expect(await admin.policies.list()).toEqual([]);
    expect(await admin.actionTypes.list()).toEqual([]);
    await expect(admin.policies.put('large', 'name: large\n')).rejects.toMatchObject({ status: 422, code: 'invalid_policy' });
  });
});

describe('against the served API, the command line', () => {
  it.each<[string[], RegExp]>([
    [['people', 'add', 'Linus', '--id', 'linus', '--group', 'ops', '--identity', 'slack:T1/U2'], /linus added/],
    [['people', 'groups', 'linus', 'ops', 'leads'], /leads/],
    [['people', 'change', 'linus', '--name', 'Linus T.'], /changed/],
    [['people', 'link', 'linus', 'email:linus@example.com'], /is linus/],
    [['people', 'unlink', 'linus', 'slack:T1/U2'], /nobody/],
    [['people', 'list'], /linus +Linus T\. .*email:linus@example.com/],
    [['people', 'sign-in-link', 'linus'], /sign-in\?token=/],
    [['groups', 'create', 'night', 'linus'], /with 1 people/],
    [['groups', 'channel', 'night', 'C0999'], /C0999/],
    [['groups', 'list'], /night +C0999 +linus/],
    [['groups', 'nest', 'ops', 'night'], /night is in ops/],
    [['groups', 'unnest', 'ops', 'night'], /no longer in ops/],
    [['groups', 'slack', 'night', 'S0123'], /filled by S0123/],
    [
      ['people', 'change', 'linus', '--attribute', 'level=3', '--time-zone', 'Europe/Helsinki', '--hours', 'mon-fri 09:00-17:00'],
      /changed/,
    ],
    [['people', 'absent', 'linus', '--from', '2098-12-31', '--until', '2w', '--delegate', 'ada'], /ada stands in \(abs_/],
    [['people', 'absences'], /linus +2098-12-3\S+ +2099-01-1\S+ +ada/],
    [['people', 'absences', 'linus'], /abs_/],
    [['keys', 'create', '--agent', 'bot', '--owner', 'linus'], /csk_/],
    [['keys', 'list'], /agent +bot/],
    [['agents', 'add', 'caller', 'https://caller.example.com/'], /whsec_/],
    [['agents', 'owner', 'caller', 'linus'], /linus/],
    [['agents', 'list'], /caller +http +linus/],
    [['policy', 'list'], /no policy/],
  ])('%j', async (argv, shows) => {
    const { code, out, err } = await cli(...argv);
    expect(err).toBe('');
    expect(out).toMatch(shows);
    expect(code).toBe(0);
  });

  it('takes a refusal for what it is', async () => {
    expect((await cli('people', 'add', 'Linus', '--id', 'linus')).code).toBe(3);
    expect((await cli('keys', 'create', '--person', 'nobody')).code).toBe(2);
    expect((await cli('groups', 'add', 'night', 'nobody')).code).toBe(2);
    expect((await run(['people', 'list'], { env: { ...started.env, COUNTERSIGN_KEY: 'csk_wrong' } })).code).toBe(2);
  });
});
