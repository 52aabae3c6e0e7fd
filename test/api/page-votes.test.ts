import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestView } from '../../src/contracts/view.js';
import { FormBrowser, formOf } from './support/browser-like.js';
import { realIntake } from './support/real-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

// Every form of the page, sent as a browser without script would, counted by the real rules.
const PEOPLE = { ada: [], ben: [], cleo: [], dora: ['assign'], boss: ['override'], chief: ['override'], rita: [] } as const;
type Person = keyof typeof PEOPLE;
const PERMISSION_HOLDERS: readonly string[] = ['boss', 'chief', 'dora'];

const POLICY = `name: money
match: { types: ["money.*"] }
reviewers: [group:finance, group:controlling]
need: all
escalate: { after: 30m, to: [group:leads] }
deadline: 4h
onTimeout: reject
claimFor: 15m
snooze: { upTo: 1h }
extend: { upTo: 2h, times: 1 }
vetoWindow: 10m
override: { people: 2 }
`;

let api: TestApi;
let admin: string;
let bot: string;
const browsers = new Map<string, FormBrowser>();

beforeAll(async () => {
  api = await startApi(realIntake);
  admin = await api.key({ kind: 'admin' });
  for (const [id, permissions] of Object.entries(PEOPLE)) {
    await api.person(id, [...permissions]);
    const browser = new FormBrowser(api);
    await browser.signIn(id);
    browsers.set(id, browser);
  }
  bot = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
  const groups = { finance: ['ada', 'ben'], controlling: ['cleo'], leads: ['boss'] };
  for (const [id, members] of Object.entries(groups)) await api.call('/v1/groups', { method: 'POST', key: admin, body: { id, members } });
  const headers = { 'content-type': 'application/yaml' };
  const put = await api.call('/v1/policies/money', { method: 'PUT', key: admin, raw: POLICY, headers });
  expect([put.status, put.text]).toEqual([200, expect.any(String)]);
});
afterAll(() => api.stop());

async function opened(more: object = {}): Promise<string> {
  const body = { action: { type: 'money.refund', args: { amount: 12_000.5 } }, requester: 'rita', ...more };
  const answer = await api.call('/v1/requests', { method: 'POST', key: bot, body });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return String(answer.json['id']);
}
const view = async (id: string) => (await api.call(`/v1/requests/${id}`, { key: admin })).json as unknown as RequestView;
const page = async (person: Person, id: string) => {
  const answer = await browsers.get(person)?.get(`/r/${id}`);
  expect(answer?.status).toBe(200);
  return answer?.text ?? '';
};
const offers = (text: string, verb: string) => text.includes(`name="verb" value="${verb}"`);
/** Fills the form that says this verb and sends it; what the page then says. */
async function says(person: Person, id: string, verb: string, more: Record<string, string> = {}): Promise<string> {
  const browser = browsers.get(person);
  if (!browser) throw new Error(`${person} is not signed in`);
  const answer = await browser.post(`/r/${id}/decide`, { ...formOf(await page(person, id), verb), ...more });
  expect([answer.status, answer.text]).toEqual([303, expect.any(String)]);
  return (await browser.get(answer.headers.get('location') ?? '')).text;
}
const refused = async (person: Person, id: string, verb: string, more: Record<string, string> = {}) =>
  browsers.get(person)?.post(`/r/${id}/decide`, { ...formOf(await page(person, id), verb), ...more });
const approve = (person: Person, id: string) => says(person, id, 'approve', { comment: '' });

describe('arranging who decides', () => {
  test('taking it keeps the place, which others are told; giving it back frees it', async () => {
    const id = await opened();
    await approve('cleo', id);
    expect(await says('ada', id, 'claim')).toContain('Counted: you took it.');
    expect((await view(id)).awaiting?.claims).toMatchObject([{ by: { id: 'ada' } }]);
    const other = await page('ben', id);
    expect([offers(other, 'approve'), offers(other, 'edit'), offers(other, 'reject')]).toEqual([false, false, true]);
    expect(other).toContain('Name of ada has taken this one. You can still deny it, or send it back.');
    const mine = await page('ada', id);
    expect([offers(mine, 'approve'), offers(mine, 'claim')]).toEqual([true, false]);
    await says('ada', id, 'release');
    expect(offers(await page('ben', id), 'approve')).toBe(true);
  });

  test('handing over names both, and can be taken back', async () => {
    const id = await opened();
    const form = await page('ada', id);
    // Neither oneself nor whoever asked can take it.
    expect(form).toContain('<option value="person:dora"');
    expect(form).not.toMatch(/<option value="person:(ada|rita)"/);
    expect((await refused('ada', id, 'delegate'))?.status).toBe(422);
    await says('ada', id, 'delegate', { to: 'person:dora' });
    expect(await page('ada', id)).toContain('You handed this over to Name of dora, who decides in your place.');
    expect(offers(await page('ada', id), 'approve')).toBe(false);
    await approve('dora', id);
    expect(await page('ben', id)).toContain('Name of dora approved for Name of ada');
    const again = await opened();
    await says('ada', again, 'delegate', { to: 'person:dora' });
    await says('ada', again, 'retract');
    expect((await view(again)).awaiting?.delegations).toEqual([]);
    expect(offers(await page('ada', again), 'approve')).toBe(true);
  });

  test('reassigning needs its permission, and says whose place and who takes it', async () => {
    const id = await opened();
    expect(offers(await page('ada', id), 'reassign')).toBe(false);
    await says('dora', id, 'reassign', { from: 'group:controlling', to: 'person:boss' });
    expect((await view(id)).awaiting?.asked).toEqual(['group:finance', 'person:boss']);
    expect(await page('ada', id)).toContain('gave the place of controlling to Name of boss');
    await says('dora', id, 'reassign', { from: 'person:boss', to: 'person:dora' });
    expect(await page('dora', id)).toContain('you do not fill that place yourself');
  });

  test('abstaining and taking a vote back change what is counted', async () => {
    const id = await opened();
    await approve('ada', id);
    const voted = await page('ada', id);
    expect(voted).toMatch(/You approved\s*\./);
    expect([offers(voted, 'approve'), offers(voted, 'retract'), offers(voted, 'delegate')]).toEqual([false, true, false]);
    expect((await view(id)).awaiting?.filled).toBe(1);
    await says('ada', id, 'retract');
    expect((await view(id)).awaiting?.filled).toBe(0);
    await says('ada', id, 'abstain', { comment: 'a friend of mine' });
    const abstained = await page('ada', id);
    expect([offers(abstained, 'abstain'), offers(abstained, 'approve')]).toEqual([false, true]);
    await approve('ada', id);
    expect((await view(id)).awaiting?.filled).toBe(1);
  });
});

describe('clocks', () => {
  test('the deadline moves as far as the policy allows, and is not offered beyond', async () => {
    const id = await opened();
    const before = Date.parse((await view(id)).deadlineAt ?? '');
    expect((await refused('ada', id, 'extend'))?.status).toBe(422);
    await says('ada', id, 'extend', { for: '7200000ms' });
    expect(Date.parse((await view(id)).deadlineAt ?? '') - before).toBe(7_200_000);
    const text = await page('ada', id);
    expect(text).toMatch(/moved once,\s*by 2h/);
    expect(offers(text, 'extend')).toBe(false);
  });

  test('a snooze is for its reviewer alone', async () => {
    const id = await opened();
    await says('ada', id, 'snooze', { for: '3600000ms' });
    expect((await view(id)).awaiting?.snoozes).toMatchObject([{ by: { id: 'ada' } }]);
    expect(await page('ben', id)).toContain('Name of ada gets no reminders until');
  });

  test('the ladder, its next step and what is needed are in words', async () => {
    const id = await opened();
    const text = await page('ada', id);
    expect(text).toContain('<strong>0 of 2</strong>: finance and controlling');
    expect(text).toContain('If nobody decides: after 30m also asks leads');
    expect(text).toContain('asks further people');
    await says('ada', id, 'escalate', { comment: 'now' });
    expect(await page('ada', id)).toContain('Escalated to leads: ada asked for it');
  });
});

describe('questions', () => {
  test('are answered on the page by whoever the agent acts for, once', async () => {
    const id = await opened();
    await says('ada', id, 'ask', { comment: 'Which invoice?' });
    expect(await page('ben', id)).toContain('no answer yet');
    expect(offers(await page('ben', id), 'reply')).toBe(false);
    expect((await refused('rita', id, 'reply', { answer: ' ' }))?.text).toContain('Write an answer.');
    const answered = await says('rita', id, 'reply', { answer: 'INV-2031' });
    expect(offers(answered, 'reply')).toBe(false);
    expect(await page('ada', id)).toContain('INV-2031');
    expect((await view(id)).decisions.find(({ verb }) => verb === 'ask')?.answer).toBe('INV-2031');
  });
});

describe('before and after the effect', () => {
  async function approved(): Promise<string> {
    const id = await opened();
    await approve('ada', id);
    await approve('cleo', id);
    expect((await view(id)).status).toBe('approved');
    return id;
  }

  test('a veto window is shown with its end, and a denial stops the effect', async () => {
    const id = await approved();
    const text = await page('ben', id);
    expect(text).toContain('the policy leaves time for a veto');
    expect(offers(text, 'deny')).toBe(true);
    expect(offers(await page('rita', id), 'deny')).toBe(false);
    await says('ben', id, 'deny', { comment: 'the wrong customer' });
    expect((await view(id)).status).toBe('rejected');
  });

  test('an approval can be taken back until it runs', async () => {
    const id = await approved();
    await says('cleo', id, 'retract');
    expect((await view(id)).status).toBe('pending');
    expect(offers(await page('cleo', id), 'approve')).toBe(true);
  });

  async function unknown(): Promise<string> {
    const id = await approved();
    api.advance(11 * 60_000);
    const { digest } = await view(id);
    const permit = await api.call(`/v1/requests/${id}/permit`, { method: 'POST', key: bot, body: { digest } });
    expect([permit.status, permit.text]).toEqual([200, expect.any(String)]);
    const body = { permitId: permit.json['permitId'], outcome: 'unknown' };
    await api.call(`/v1/requests/${id}/outcome`, { method: 'POST', key: bot, body });
    expect((await view(id)).status).toBe('unknown');
    return id;
  }

  test.each([
    ['happened', 'executed', 'it happened'],
    ['did_not_happen', 'pending', 'it did not happen'],
    ['compensate', 'unknown', 'it is to be undone'],
  ])('an unknown outcome is settled as %s, with evidence', async (answer, status, words) => {
    const id = await unknown();
    expect((await refused('ada', id, 'settle', { answer, comment: ' ' }))?.text).toContain('Say how you know.');
    await says('ada', id, 'settle', { answer, comment: 'booking 4711' });
    expect((await view(id)).status).toBe(status);
    const text = await page('boss', id);
    expect(text).toContain(words);
    expect(offers(text, 'settle')).toBe(false);
  });

  test('an objection after the start is recorded as too late', async () => {
    const id = await unknown();
    const text = await says('ben', id, 'deny', { comment: 'should not have run' });
    expect(text).toContain('Your objection is recorded, and the requester has been told');
  });
});

describe('overriding', () => {
  test('takes two people where the policy says so, which each of them is told', async () => {
    const id = await opened();
    expect(await page('boss', id)).toContain('This policy wants two people');
    await says('boss', id, 'override', { resolution: 'approved', reason: 'the bank closes' });
    expect((await view(id)).status).toBe('pending');
    expect(await page('ada', id)).toContain('Name of boss wants to override the reviewers.');
    expect(await page('boss', id)).toContain('A second person with the permission has to agree.');
    expect(await page('chief', id)).toContain('with yours it is approved at once');
    await says('chief', id, 'override', { resolution: 'approved', reason: 'agreed' });
    expect((await view(id)).resolution).toMatchObject({ outcome: 'approved', by: 'override', people: ['boss', 'chief'] });
  });

  test('and reassigning are offered to nobody without the permission', async () => {
    const id = await opened();
    for (const person of Object.keys(PEOPLE) as Person[]) {
      const text = await page(person, id);
      const permitted = PERMISSION_HOLDERS.includes(person);
      expect([person, offers(text, 'override') || offers(text, 'reassign')]).toEqual([person, permitted]);
    }
  });
});

describe('whose votes count', () => {
  test('is said to those whose do not, and only asking is left to them', async () => {
    const headers = { 'content-type': 'application/yaml' };
    const raw = `name: seniors\nmatch: { types: ["law.*"] }\nreviewers: [group:finance]\nvotesCount: reviewer.attributes.grade == "senior"\nonTimeout: reject\n`;
    expect((await api.call('/v1/policies/seniors', { method: 'PUT', key: admin, raw, headers })).status).toBe(200);
    await api.call('/v1/people/ben', { method: 'PATCH', key: admin, body: { attributes: { grade: 'senior' } } });
    const id = await opened({ action: { type: 'law.sign', args: {} } });
    const junior = await page('ada', id);
    expect([offers(junior, 'approve'), offers(junior, 'ask')]).toEqual([false, true]);
    expect(junior).toContain('a qualification that you do not have');
    await approve('ben', id);
    expect((await view(id)).status).toBe('approved');
  });
});
