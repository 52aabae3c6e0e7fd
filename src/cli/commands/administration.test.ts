import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AT } from '../../../test/client/fake-view.js';
import type { Agent, Group, Key, Person } from '../../../client/src/administration-types.js';

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
  permissions: ['override'],
  active: true,
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
const GROUP: Group = { id: 'finance', slackChannel: 'C0123', members: ['ada'], createdAt: AT };
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
    shows: /ada +Ada⟨U\+001B⟩\[31m Lovelace +finance +override +active +slack:T1\/U1/,
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
  { argv: ['groups', 'list'], call: 'GET /v1/groups', answer: page(GROUP), shows: /finance +C0123 +ada/ },
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
  ])('%j is refused before it is sent', async (argv) => {
    expect((await run(argv, { env })).code).toBe(2);
    expect(fake.calls).toHaveLength(0);
  });
});
