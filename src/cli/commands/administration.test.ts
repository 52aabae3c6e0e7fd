import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AT } from '../../../test/client/fake-view.js';
import type { Absence, Agent, Group, Key, Person } from '../../../client/src/administration-types.js';

let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
});
afterEach(() => fake.stop());

const ADA: Person = {
  id: 'ada',
  name: 'Ada\u001b[31m Lovelace',
  email: null,
  role: 'reviewer',
  permissions: ['override'],
  active: true,
  attributes: { country: 'DE', level: 3 },
  timeZone: 'Europe/Berlin',
  hours: { days: ['mon', 'fri'], from: '09:00', to: '17:00' },
  groups: ['finance'],
  identities: [{ channel: 'slack', tenant: 'T1', subject: 'U1' }],
  createdAt: AT,
};
const KEY: Key = {
  id: 'key_1',
  kind: 'agent',
  name: 'bot',
  agent: 'bot',
  personId: 'grace',
  createdAt: AT,
  lastUsedAt: null,
  revokedAt: AT,
};
const GROUP: Group = {
  ...{ id: 'finance', slackChannel: 'C0123', slackUserGroup: null },
  ...{ members: ['ada'], groups: ['emea'], everybody: ['ada', 'bob'], createdAt: AT },
};
/** The commands' clock stands at 2026-01-31T10:00Z. */
const NOW = '2026-01-31T10:00:00.000Z';
const ABSENCE: Absence = {
  ...{ id: 'abs_1', personId: 'ada', from: '2026-12-21T00:00:00.000Z', until: '2027-01-04T00:00:00.000Z' },
  ...{ delegateId: 'grace', note: 'on leave', createdAt: AT },
};
const AGENT: Agent = {
  name: 'bot',
  kind: 'http',
  url: 'https://bot.example.com',
  ownerId: null,
  canPropose: true,
  canRevise: false,
  createdAt: AT,
};
const page = <T>(item: T) => ({ items: [item], nextCursor: null });

interface Case {
  argv: string[];
  call: string;
  answer: unknown;
  body?: unknown;
  shows: RegExp;
}
const CASES: Case[] = [
  { argv: ['keys', 'list'], call: 'GET /v1/keys', answer: page(KEY), shows: /key_1 +agent +bot \(grace\) +never +revoked/ },
  {
    argv: ['keys', 'create', '--person', 'ada'],
    call: 'POST /v1/keys',
    answer: { id: 'key_2', key: 'csk_new' },
    body: { kind: 'person', personId: 'ada' },
    shows: /^csk_new$/m,
  },
  {
    argv: ['keys', 'create', '--agent', 'bot', '--owner', 'grace', '--name', 'n'],
    call: 'POST /v1/keys',
    answer: { id: 'key_2', key: 'csk_new' },
    body: { kind: 'agent', agent: 'bot', personId: 'grace', name: 'n' },
    shows: /csk_new/,
  },
  {
    argv: ['keys', 'create', '--admin'],
    call: 'POST /v1/keys',
    answer: { id: 'key_2', key: 'csk_new' },
    body: { kind: 'admin' },
    shows: /csk_new/,
  },
  { argv: ['keys', 'revoke', 'key_1'], call: 'DELETE /v1/keys/key_1', answer: undefined, shows: /key_1 is revoked/ },
  {
    argv: ['people', 'list'],
    call: 'GET /v1/people',
    answer: page(ADA),
    shows: /ada +Ada⟨U\+001B⟩\[31m Lovelace +finance +reviewer +override +active +mon,fri 09:00-17:00 Europe\/Berlin +slack:T1\/U1/,
  },
  {
    argv: ['people', 'add', 'Ada', '--id', 'ada', '--group', 'finance', 'leads', '--identity', 'slack:T1/U1', '--permission', 'override'],
    call: 'POST /v1/people',
    answer: ADA,
    body: {
      name: 'Ada',
      id: 'ada',
      groups: ['finance', 'leads'],
      identities: [{ channel: 'slack', tenant: 'T1', subject: 'U1' }],
      permissions: ['override'],
    },
    shows: /ada added/,
  },
  {
    argv: ['people', 'change', 'ada', '--deactivate', '--permission', 'none'],
    call: 'PATCH /v1/people/ada',
    answer: { ...ADA, active: false },
    body: { permissions: [], active: false },
    shows: /inactive/,
  },
  { argv: ['people', 'groups', 'ada'], call: 'GET /v1/people/ada', answer: ADA, shows: /^finance$/m },
  {
    argv: ['people', 'groups', 'ada', 'a', 'b'],
    call: 'PATCH /v1/people/ada',
    answer: { ...ADA, groups: ['a', 'b'] },
    body: { groups: ['a', 'b'] },
    shows: /a\nb/,
  },
  {
    argv: ['people', 'groups', 'ada', '--none'],
    call: 'PATCH /v1/people/ada',
    answer: { ...ADA, groups: [] },
    body: { groups: [] },
    shows: /no group/,
  },
  {
    argv: ['people', 'link', 'ada', 'oidc:https://id.example.com/x#42'],
    call: 'POST /v1/people/ada/identities',
    answer: ADA,
    body: { channel: 'oidc', tenant: 'https://id.example.com/x', subject: '42' },
    shows: /is ada/,
  },
  {
    argv: ['people', 'link', 'ada', 'email:ada@example.com'],
    call: 'POST /v1/people/ada/identities',
    answer: ADA,
    body: { channel: 'email', tenant: '', subject: 'ada@example.com' },
    shows: /is ada/,
  },
  { argv: ['people', 'unlink', 'ada', 'slack:T1/U1'], call: 'DELETE /v1/people/ada/identities', answer: undefined, shows: /nobody/ },
  {
    argv: ['people', 'sign-in-link', 'ada', '--next', '/r/req_1'],
    call: 'POST /v1/people/ada/sign-in-link',
    answer: { url: 'http://x/sign-in?token=t', expiresAt: AT },
    body: { next: '/r/req_1' },
    shows: /token=t/,
  },
  {
    argv: [
      'people',
      'add',
      'Ada',
      '--attribute',
      'country=DE',
      'level=3',
      'since="2020"',
      '--time-zone',
      'UTC',
      '--hours',
      'mon-wed,fri 08:30-24:00',
    ],
    call: 'POST /v1/people',
    answer: ADA,
    body: {
      name: 'Ada',
      attributes: { country: 'DE', level: 3, since: '2020' },
      timeZone: 'UTC',
      hours: { days: ['mon', 'tue', 'wed', 'fri'], from: '08:30', to: '24:00' },
    },
    shows: /ada added/,
  },
  {
    argv: ['people', 'change', 'ada', '--time-zone', 'none', '--hours', 'none'],
    call: 'PATCH /v1/people/ada',
    answer: ADA,
    body: { timeZone: null, hours: null },
    shows: /is changed/,
  },
  {
    argv: ['people', 'absent', 'ada', '--from', '2026-12-21T00:00Z', '--until', '2w', '-d', 'grace', '--note', 'on leave'],
    call: 'POST /v1/people/ada/absences',
    answer: ABSENCE,
    body: { from: '2026-12-21T00:00:00.000Z', until: '2027-01-04T00:00:00.000Z', delegateId: 'grace', note: 'on leave' },
    shows: /ada is absent from 2026-12-21T00:00:00.000Z until .*: grace stands in \(abs_1\)/,
  },
  {
    argv: ['people', 'absences'],
    call: 'GET /v1/absences',
    answer: page(ABSENCE),
    shows: /abs_1 +ada +2026-12-21\S+ +2027\S+ +grace +on leave/,
  },
  { argv: ['people', 'absences', 'ada', '--past'], call: 'GET /v1/people/ada/absences', answer: page(ABSENCE), shows: /abs_1/ },
  { argv: ['people', 'back', 'ada', 'abs_1'], call: 'DELETE /v1/people/ada/absences/abs_1', answer: undefined, shows: /taken back/ },
  {
    argv: ['me', 'absent', '--until', '3d'],
    call: 'POST /v1/me/absences',
    answer: { ...ABSENCE, delegateId: null },
    body: { from: NOW, until: '2026-02-03T10:00:00.000Z' },
    shows: /nobody stands in/,
  },
  {
    argv: ['me', 'absent', '--until', '2026-02-03'],
    call: 'POST /v1/me/absences',
    answer: ABSENCE,
    body: { from: NOW, until: new Date('2026-02-03T00:00').toISOString() },
    shows: /grace stands in/,
  },
  { argv: ['me', 'absences'], call: 'GET /v1/me/absences', answer: page(ABSENCE), shows: /abs_1/ },
  { argv: ['me', 'back', 'abs_1'], call: 'DELETE /v1/me/absences/abs_1', answer: undefined, shows: /taken back/ },
  { argv: ['groups', 'list'], call: 'GET /v1/groups', answer: page(GROUP), shows: /finance +C0123 +emea +ada/ },
  {
    argv: ['groups', 'nest', 'finance', 'emea'],
    call: 'PUT /v1/groups/finance/groups/emea',
    answer: undefined,
    shows: /emea is in finance/,
  },
  {
    argv: ['groups', 'unnest', 'finance', 'emea'],
    call: 'DELETE /v1/groups/finance/groups/emea',
    answer: undefined,
    shows: /no longer in finance/,
  },
  {
    argv: ['groups', 'slack', 'finance', 'S0123'],
    call: 'PATCH /v1/groups/finance',
    answer: { ...GROUP, slackUserGroup: 'S0123' },
    body: { slackUserGroup: 'S0123' },
    shows: /filled by S0123/,
  },
  {
    argv: ['groups', 'slack', 'finance'],
    call: 'PATCH /v1/groups/finance',
    answer: GROUP,
    body: { slackUserGroup: null },
    shows: /by hand/,
  },
  {
    argv: ['groups', 'create', 'finance', 'ada', '--slack-channel', 'C0123'],
    call: 'POST /v1/groups',
    answer: GROUP,
    body: { id: 'finance', members: ['ada'], slackChannel: 'C0123' },
    shows: /with 1 people/,
  },
  { argv: ['groups', 'add', 'finance', 'ada'], call: 'PUT /v1/groups/finance/members/ada', answer: undefined, shows: /ada is in finance/ },
  {
    argv: ['groups', 'remove', 'finance', 'ada'],
    call: 'DELETE /v1/groups/finance/members/ada',
    answer: undefined,
    shows: /no longer in finance/,
  },
  {
    argv: ['groups', 'channel', 'finance'],
    call: 'PATCH /v1/groups/finance',
    answer: { ...GROUP, slackChannel: null },
    body: { slackChannel: null },
    shows: /direct messages/,
  },
  { argv: ['agents', 'list'], call: 'GET /v1/agents', answer: page(AGENT), shows: /bot +http +proposes +https/ },
  {
    argv: ['agents', 'add', 'bot', 'https://bot.example.com', '--owner', 'grace', '--no-revise'],
    call: 'POST /v1/agents',
    answer: { name: 'bot', secret: 'whsec_x' },
    body: { name: 'bot', url: 'https://bot.example.com', canPropose: true, canRevise: false, ownerId: 'grace' },
    shows: /whsec_x/,
  },
  {
    argv: ['agents', 'owner', 'bot', 'grace'],
    call: 'PATCH /v1/agents/bot',
    answer: { ...AGENT, ownerId: 'grace' },
    body: { ownerId: 'grace' },
    shows: /belongs to grace/,
  },
  { argv: ['policy', 'remove', 'large'], call: 'DELETE /v1/policies/large', answer: undefined, shows: /matches nothing/ },
];

describe('administration', () => {
  it.each(CASES.map((each) => [each.argv.join(' '), each] as const))('%s', async (_line, { argv, call, answer, body, shows }) => {
    fake.extra.set(call, { status: answer === undefined ? 204 : 200, json: answer });
    const { code, out, err } = await run(argv, { env });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(shows);
    const [made] = fake.calls;
    expect(`${made?.method} ${made?.path.split('?')[0]}`).toBe(call);
    if (body !== undefined) expect(JSON.parse(made?.body ?? '')).toEqual(body);
    const asJson = await run([...argv, '--json'], { env });
    expect(() => JSON.parse(asJson.out) as unknown).not.toThrow();
  });

  it('attributes are changed one by one: the others stay, and one without a value goes', async () => {
    fake.extra.set('GET /v1/people/ada', { status: 200, json: ADA });
    fake.extra.set('PATCH /v1/people/ada', { status: 200, json: ADA });
    const { code } = await run(['people', 'change', 'ada', '--attribute', 'level=4', 'country=', 'languages=["de","en"]'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(fake.calls.at(-1)?.body ?? '')).toEqual({ attributes: { level: 4, languages: ['de', 'en'] } });
  });

  it('a sign-in link without a name is for the person of the key', async () => {
    fake.extra.set('GET /v1/me', { status: 200, json: { kind: 'person', personId: 'ada', name: 'Ada', groups: [], permissions: [] } });
    fake.extra.set('POST /v1/people/ada/sign-in-link', { status: 201, json: { url: 'http://x/sign-in?token=t', expiresAt: AT } });
    const { asked, out } = await run(['people', 'sign-in-link', '--open'], { env });
    expect(asked).toEqual(['open http://x/sign-in?token=t']);
    expect(out).toBe('');
  });

  it.each<[string[]]>([
    [['keys', 'create']],
    [['keys', 'create', '--person', 'ada', '--admin']],
    [['keys', 'create', '--admin', '--owner', 'ada']],
    [['people', 'change', 'ada']],
    [['people', 'change', 'ada', '--activate', '--deactivate']],
    [['people', 'link', 'ada', 'slack:U1']],
    [['people', 'link', 'ada', 'carrier-pigeon:x/y']],
    [['people', 'add', 'Ada', '--permission', 'root']],
    [['people', 'add', 'Ada', '--attribute', 'country']],
    [['people', 'add', 'Ada', '--attribute', 'nested={"a":1}']],
    [['people', 'add', 'Ada', '--attribute', 'a.b=1']],
    [['people', 'add', 'Ada', '--hours', 'always']],
    [['people', 'add', 'Ada', '--hours', 'fri-mon 09:00-17:00']],
    [['people', 'add', 'Ada', '--hours', 'mon 17:00-09:00']],
    [['people', 'absent', 'ada']],
    [['people', 'absent', 'ada', '--until', 'tomorrow']],
    [['me', 'absent', '--from', '2026-13-01', '--until', '3d']],
  ])('%j is refused before it is sent', async (argv) => {
    expect((await run(argv, { env })).code).toBe(2);
    expect(fake.calls).toHaveLength(0);
  });
});
