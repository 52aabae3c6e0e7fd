import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Countersign } from '../../client/src/countersign.js';
import { IMPORT_SCOPES } from '../../src/channels/slack/scopes.js';
import type { ImportPlan } from '../../src/cli/slack-import/plan-import.js';
import { startApi, type TestApi } from '../api/support/start-api.js';
import { run } from '../cli/run.js';
import { fakeIntake } from '../support/fake-intake.js';
import { BOT_TOKEN, MANIFEST_SCOPES, startSlackEmulator, type SlackEmulator } from '../support/slack-emulator.js';
import { serveUserGroups, type UserGroup } from '../support/slack-user-groups.js';

let slack: SlackEmulator;
let userGroups: UserGroup[];
let options: { scopes: string[]; paid: boolean };
let service: TestApi;
let admin: Countersign;
let env: Record<string, string>;
/** What Slack says of members beyond what the emulator knows, by handle. */
let members: Record<string, Record<string, unknown>>;

beforeEach(async () => {
  slack = await startSlackEmulator(['ada', 'bob', 'eve', 'guest', 'gone', 'stranger', 'robot']);
  options = { scopes: [...MANIFEST_SCOPES], paid: true };
  userGroups = serveUserGroups(slack, options);
  slack.proxy.header('x-oauth-scopes', MANIFEST_SCOPES.join(','));
  members = {
    ...{ ada: { tz: 'Europe/Berlin' }, bob: { tz: 'Nowhere/Land' }, admin: { is_bot: true } },
    ...{ guest: { is_ultra_restricted: true }, gone: { deleted: true }, stranger: { team_id: 'T0OTHER' }, robot: { is_bot: true } },
  };
  slack.proxy.rewrite('api/users.list', (answer) => ({
    ...answer,
    members: (answer['members'] as { name: string }[]).map((member) => ({ ...member, ...members[member.name] })),
  }));
  service = await startApi(
    fakeIntake(() => {
      throw new Error('no request is asked for here');
    }),
  );
  const key = await service.key({ kind: 'admin' });
  admin = new Countersign({ url: service.url, apiKey: key });
  env = { COUNTERSIGN_URL: service.url, COUNTERSIGN_KEY: key, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_API_URL: slack.apiUrl };
}, 60_000);
afterEach(async () => {
  await service.stop();
  await slack.close();
});

const id = (handle: string) => slack.users[handle] ?? '';
const importSlack = (...flags: string[]) => run(['people', 'import-slack', ...flags], { env });
async function imported(...flags: string[]): Promise<ImportPlan> {
  const { code, out, err } = await importSlack('--json', ...flags);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as ImportPlan;
}
const about = (plan: ImportPlan, handle: string) => plan.notes.find((note) => 'account' in note && note.account.handle === handle);
const created = (plan: ImportPlan) => plan.steps.flatMap((step) => (step.kind === 'create_person' ? [step.person.id] : []));

describe('importing from Slack', () => {
  it('makes a person of each full member, linked by the administrator who runs it, and leaves the others out', async () => {
    const plan = await imported();
    expect(created(plan)).toEqual(['ada', 'bob', 'eve']);
    expect(await admin.people.get('ada')).toMatchObject({
      ...{ name: 'ada', email: 'ada@emulate.dev', timeZone: 'Europe/Berlin', permissions: [], active: true },
      identities: [{ channel: 'slack', tenant: slack.team, subject: id('ada') }],
    });
    expect((await admin.people.get('bob')).timeZone).toBeNull();
    const refusals = Object.fromEntries(plan.notes.flatMap((note) => (note.kind === 'refused' ? [[note.account.handle, note.why]] : [])));
    expect(refusals).toMatchObject({ guest: 'guest', gone: 'deactivated', stranger: 'stranger', robot: 'bot' });
    const links = await service.db.selectFrom('identities').select(['linked_by']).execute();
    const me = await admin.me();
    expect(links.map(({ linked_by }) => linked_by)).toEqual(links.map(() => (me.kind === 'admin' ? me.keyId : '')));
  });

  it('changes nothing in a dry run, and nothing the second time', async () => {
    userGroups.push({ id: 'S0FIN', handle: 'finance', users: [id('ada')] });
    const dry = await importSlack('--dry-run');
    expect(dry.out).toMatch(/person ada: ada \(@ada, U\w+\), linked to that account/);
    expect(dry.out).toMatch(/group finance, filled by @finance: ada\n/);
    expect(dry.out).toMatch(/4 changes to make/);
    expect(await service.db.selectFrom('people').selectAll().execute()).toEqual([]);
    expect((await imported()).steps).toHaveLength(4);
    const again = await imported();
    expect(again.steps).toEqual([]);
    expect(about(again, 'ada')).toMatchObject({ kind: 'linked', personId: 'ada' });
  });

  it('makes groups of user groups in use and keeps them filled; whoever was put there by hand stays', async () => {
    userGroups.push({ id: 'S0FIN', handle: 'finance', users: [id('ada'), id('bob'), id('guest'), 'U0NOBODY'] });
    userGroups.push({ id: 'S0OLD', handle: 'old', users: [id('ada')], disabled: true });
    userGroups.push({ id: 'S0EXT', handle: 'partners', users: [id('ada')], is_external: true });
    await imported();
    expect(await admin.groups.get('finance')).toMatchObject({ slackUserGroup: 'S0FIN', members: ['ada', 'bob'] });
    await expect(admin.groups.get('old')).rejects.toMatchObject({ status: 404 });
    await expect(admin.groups.get('partners')).rejects.toMatchObject({ status: 404 });

    await admin.people.create({ id: 'auditor', name: 'Auditor', groups: ['finance'] });
    Object.assign(userGroups[0] ?? {}, { handle: 'finance-team', users: [id('eve'), id('bob')] });
    const plan = await imported();
    expect(plan.steps).toEqual([
      { kind: 'change_members', groupId: 'finance', userGroup: { id: 'S0FIN', handle: 'finance-team' }, add: ['eve'], remove: ['ada'] },
    ]);
    expect((await admin.groups.get('finance')).members).toEqual(['auditor', 'bob', 'eve']);
  });

  it('never takes somebody for a person because of an equal e-mail address or name', async () => {
    await admin.people.create({ id: 'countess', name: 'The Countess', email: 'Ada@Emulate.dev' });
    await admin.people.create({ id: 'bobby', name: ' BOB' });
    userGroups.push({ id: 'S0FIN', handle: 'finance', users: [id('ada'), id('bob')] });
    const plan = await imported();
    expect(created(plan)).toEqual(['eve']);
    expect(about(plan, 'ada')).toMatchObject({ kind: 'same_email', personIds: ['countess'] });
    expect(about(plan, 'bob')).toMatchObject({ kind: 'same_name', personIds: ['bobby'] });
    expect((await admin.people.get('countess')).identities).toEqual([]);
    expect((await admin.groups.get('finance')).members).toEqual([]);

    const command = `countersign people link countess slack:${slack.team}/${id('ada')}`;
    expect((await importSlack()).out).toContain(`same e-mail address as countess. If they are the same, link by hand with: ${command}`);
    expect((await run(command.split(' ').slice(1), { env })).code).toBe(0);
    expect((await imported()).steps).toEqual([
      { kind: 'set_time_zone', personId: 'countess', timeZone: 'Europe/Berlin' },
      { kind: 'change_members', groupId: 'finance', userGroup: { id: 'S0FIN', handle: 'finance' }, add: ['countess'], remove: [] },
    ]);
  });

  it('gives a recycled address to nobody: not to who had it before, and not to a new person', async () => {
    await admin.people.create({ id: 'former', name: 'Former', email: 'ada@emulate.dev', permissions: ['override'] });
    await admin.people.change('former', { active: false });
    await admin.people.create({ id: 'linked', name: 'Linked', identities: [{ channel: 'email', tenant: '', subject: 'bob@emulate.dev' }] });
    const plan = await imported();
    expect(about(plan, 'ada')).toMatchObject({ kind: 'same_email', personIds: ['former'] });
    expect(about(plan, 'bob')).toMatchObject({ kind: 'same_email', personIds: ['linked'] });
    expect(created(plan)).toEqual(['eve']);
  });

  it('gives nobody an id that somebody else has, or that is none', async () => {
    await admin.people.create({ id: 'ada', name: 'Another', identities: [{ channel: 'slack', tenant: slack.team, subject: 'U0OTHER' }] });
    members = { ...members, bob: { name: 'ADA' }, eve: { name: '…Ève d’Or…' } };
    expect(created(await imported())).toEqual(['ada-2', 'ada-3', 'eve-d-or']);
  });

  it('does not bring back whoever was deactivated here, and says so of whoever is in Slack', async () => {
    userGroups.push({ id: 'S0FIN', handle: 'finance', users: [id('ada'), id('bob')] });
    await imported();
    await admin.people.change('ada', { active: false });
    members['bob'] = { deleted: true };
    const plan = await imported();
    expect(about(plan, 'ada')).toMatchObject({ kind: 'inactive', personId: 'ada' });
    expect(about(plan, 'bob')).toMatchObject({ kind: 'refused', why: 'deactivated', personId: 'bob' });
    expect((await importSlack()).out).toContain('countersign people change bob --deactivate');
    expect((await admin.groups.get('finance')).members).toEqual([]);
    expect((await admin.people.get('bob')).active).toBe(true);
  });

  it('leaves a group alone that was made by hand, until an administrator lets the user group fill it', async () => {
    await admin.groups.create({ id: 'finance', members: [] });
    userGroups.push({ id: 'S0FIN', handle: 'finance', users: [id('eve')] });
    const { out } = await importSlack();
    expect(out).toContain('To let it: countersign groups slack finance S0FIN');
    expect((await admin.groups.get('finance')).members).toEqual([]);
    expect((await run(['groups', 'slack', 'finance', 'S0FIN'], { env })).out).toMatch(/filled by S0FIN/);
    await imported();
    expect((await admin.groups.get('finance')).members).toEqual(['eve']);
  });

  it('takes only the user groups that are named, and only their members', async () => {
    userGroups.push({ id: 'S0FIN', handle: 'finance', users: [id('ada')] }, { id: 'S0OPS', handle: 'ops', users: [id('bob')] });
    expect(created(await imported('--group', '@finance'))).toEqual(['ada']);
    expect((await admin.groups.page()).items.map((group) => group.id)).toEqual(['finance']);
    const unknown = await importSlack('--group', 'finance', 'nonsense');
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('no user group @nonsense')]);
  });

  it('reads workspaces of more than one page', async () => {
    slack.proxy.rewrite('api/users.list', (answer, args) => {
      const page = Number(args['cursor'] ?? 0);
      const [template] = answer['members'] as object[];
      expect(Number(args['limit'])).toBeLessThanOrEqual(200);
      return {
        ok: true,
        members: [{ ...template, id: `U0PAGE${page}`, name: `page${page}`, real_name: `Page ${page}`, profile: {} }],
        response_metadata: { next_cursor: page < 3 ? String(page + 1) : '' },
      };
    });
    expect(created(await imported())).toEqual(['page0', 'page1', 'page2', 'page3']);
  });
});

describe('Slack refuses, and', () => {
  it('missing scopes are named before anything is done: without addresses one human could become two people', async () => {
    slack.proxy.header('x-oauth-scopes', MANIFEST_SCOPES.filter((scope) => !(scope in IMPORT_SCOPES)).join(','));
    const { code, err } = await importSlack();
    expect([code, err]).toEqual([2, expect.stringContaining('lacks users:read.email and usergroups:read')]);
    expect(await service.db.selectFrom('people').selectAll().execute()).toEqual([]);
  });

  it.each([
    ['a scope that is gone', () => (options.scopes = []), 'missing_scope'],
    ['a workspace without a paid plan', () => (options.paid = false), 'paid plan'],
  ])('%s ends the import before it changes anything', async (_what, make, words) => {
    make();
    const { code, err } = await importSlack();
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
    expect(await service.db.selectFrom('people').selectAll().execute()).toEqual([]);
  });

  it('a limit is waited for', async () => {
    slack.proxy.fail('api/users.list', { kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: '{"ok":false}' });
    expect(created(await imported())).toEqual(['ada', 'bob', 'eve']);
  });

  it('no token, another workspace and a wrong token are said plainly', async () => {
    const { SLACK_BOT_TOKEN: _token, ...without } = env;
    expect(await run(['people', 'import-slack'], { env: without })).toMatchObject({
      code: 2,
      err: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
    const pinned = await run(['people', 'import-slack'], { env: { ...env, SLACK_TEAM_ID: 'T0OTHER' } });
    expect(pinned).toMatchObject({ code: 2, err: expect.stringContaining('T0OTHER') });
    slack.proxy.fail('api/auth.test', { kind: 'answer', status: 200, body: '{"ok":false,"error":"invalid_auth"}' });
    expect(await importSlack()).toMatchObject({ code: 1, err: expect.stringContaining('the bot token is not valid') });
  });
});
