import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DecideBody } from '../../src/contracts/decision.js';
import { parseDuration } from '../../src/contracts/duration.js';
import type { AuditEntry, DecisionView, RequestView } from '../../src/contracts/view.js';
import type { Answer, Intake } from '../../src/intake/intake.js';
import { setGroupsOf } from '../../src/ledger/groups.js';
import { describeArgs } from '../support/describe-args.js';
import { FormBrowser, formOf } from './support/browser-like.js';
import { scenes } from './support/page-scenes.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_DIGEST, SAMPLE_ID, sampleAction, samplePlan, sampleView } from './support/sample-view.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
let ada: FormBrowser;
let view: RequestView;
let calls: [name: string, ...args: unknown[]][];
let audit: AuditEntry[];
let refuse: Extract<Answer<never>, { kind: 'refused' }> | null;
let counted: Pick<DecisionView, 'counted' | 'reason'>;

const PAGE = `/r/${SAMPLE_ID}`;
const note = <T>(name: string, value: () => T, ...args: unknown[]): Promise<Answer<T>> => {
  calls.push([name, ...args]);
  return Promise.resolve(refuse ?? { kind: 'ok', value: value() });
};

const intake: Partial<Intake> = {
  view: (_by, id) =>
    Promise.resolve(
      id === SAMPLE_ID
        ? { kind: 'ok', value: view }
        : { kind: 'refused', status: 404, code: 'not_found', message: 'There is no such request.' },
    ),
  audit: () => Promise.resolve({ kind: 'ok', value: audit }),
  wait: () => Promise.resolve({ kind: 'ok', value: { ...view, move: 9 } }),
  list: () => Promise.resolve({ kind: 'ok', value: { items: [], nextCursor: null } }),
  decide: (personId, requestId, body, options) =>
    note(
      'decide',
      () => {
        view = { ...view, decisions: [...view.decisions, decisionBy(personId, body)] };
        return { decisionId: body.decisionId ?? '', status: view.status, ...counted };
      },
      personId,
      requestId,
      body,
      options,
    ),
  override: (by, requestId, body, options) =>
    note(
      'override',
      () => ({ decisionId: body.decisionId ?? '', counted: true, reason: null, status: view.status }),
      by,
      requestId,
      body,
      options,
    ),
  withdraw: (by, requestId, reason) => note('withdraw', () => ({ status: 'cancelled' as const }), by, requestId, reason),
  answerQuestion: (by, requestId, body) => note('answerQuestion', () => ({ decisionId: body.decisionId }), by, requestId, body),
};

function decisionBy(personId: string, body: DecideBody): DecisionView {
  const { verb, revision, digest } = body;
  const by = { id: personId, name: `Name of ${personId}` };
  const words = { comment: body.comment ?? null, args: body.args ?? null, answer: body.answer ?? null };
  return {
    decisionId: body.decisionId ?? '',
    verb,
    by,
    revision,
    digest,
    ...counted,
    ...words,
    at: new Date().toISOString(),
    channel: 'page',
    onBehalfOf: null,
    to: body.to ?? null,
    from: body.from ?? null,
    forMs: body.for === undefined ? null : (parseDuration(body.for) ?? null),
  };
}

beforeAll(async () => {
  api = await startApi(fakeIntake(intake), {
    argsProblems: (_type, _version, args) =>
      Promise.resolve(Number(args['amount']) < 0 ? [{ field: '/amount', message: 'must be >= 0' }] : []),
  });
  await api.person('ada');
  await api.person('boss', ['override']);
  await api.person('stranger');
  await setGroupsOf(api.db, 'ada', ['finance']);
  const argsSchema = { type: 'object', required: ['amount'], properties: { amount: { type: 'number' }, currency: { type: 'string' } } };
  await describeArgs(api.db, 'payments.refund', argsSchema);
  ada = new FormBrowser(api);
  await ada.signIn('ada', PAGE);
});
afterAll(() => api.stop());
beforeEach(() => {
  view = sampleView();
  audit = [];
  calls = [];
  refuse = null;
  counted = { counted: true, reason: null };
});

async function fields(verb: string, browser = ada): Promise<Record<string, string>> {
  return formOf((await browser.get(PAGE)).text, verb);
}
const send = (form: Record<string, string>, browser = ada, headers = {}) => browser.post(`${PAGE}/decide`, form, headers);
async function signedIn(personId: string): Promise<FormBrowser> {
  const browser = new FormBrowser(api);
  await browser.signIn(personId);
  return browser;
}

describe('the page', () => {
  test('shows the whole request', async () => {
    const { text, status, headers } = await ada.get(PAGE);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    for (const words of [
      'Refund 12,500.50 EUR',
      'payments.refund',
      '12500.5',
      'cus_8841',
      'INV-2044',
      'Confirmed by the bank',
      'charged twice for INV-2031',
      'SUP-1182',
      'confidence 86 %',
      'high risk',
      'refund-bot',
      SAMPLE_DIGEST,
      'large-refunds',
      'finance',
      'Name of ada',
      'http://temporal',
    ]) {
      expect(text).toContain(words === 'http://temporal' ? 'http://localhost:8233/' : words);
    }
  });

  test('shows nothing of the request to whoever is not signed in, and no difference to one that does not exist', async () => {
    const answers = await Promise.all([PAGE, PAGE.replace('5fav', '5faw')].map((path) => new FormBrowser(api).get(path)));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401]);
    // The page says where it leads back to, and nothing else about it.
    expect(answers[0]?.text.replaceAll('5fav', '5faw')).toBe(answers[1]?.text);
    expect(answers[0]?.text).not.toMatch(/refund|12,?500|ada|finance/i);
    expect(answers[0]?.text).toContain('sign-in link');
  });

  test('a request that is not there is 404 for people', async () => {
    expect((await ada.get(PAGE.replace('5fav', '5faw'))).status).toBe(404);
    expect((await ada.get('/r/nonsense')).status).toBe(404);
  });

  test('what agents write cannot be markup, nor hide', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202Egnp.exe\u200B';
    const action = { ...sampleAction, title: evil, rationale: evil, args: { [evil]: evil, list: [evil] }, context: { [evil]: evil } };
    view = sampleView({
      action,
      agent: evil,
      revisions: [
        { ...sampleView().revisions[0]!, action },
        { ...sampleView().revisions[0]!, revision: 2, action: { ...action, args: { [evil]: 'other' } } },
      ],
      revision: 2,
    });
    view.decisions.push({ ...decisionBy('ada', { verb: 'reject', revision: 1, digest: SAMPLE_DIGEST }), comment: evil });
    const { text } = await ada.get(PAGE);
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('\u202E');
    expect(text).not.toContain('\u200B');
    expect(text.split('⟨U+202E⟩').length).toBeGreaterThan(8);
  });

  test('warns of words that mix alphabets', async () => {
    const args = { payee: 'p\u0430ypal' };
    view = sampleView({ action: { ...sampleAction, args } });
    expect((await ada.get(PAGE)).text).toContain('Mixed alphabets');
  });

  test('shows what changed since the revision before', async () => {
    const before = sampleView().revisions[0]!;
    const action = { ...sampleAction, args: { ...sampleAction.args, amount: 1.5 } };
    view = sampleView({ action, revision: 2, revisions: [before, { ...before, revision: 2, action }] });
    const { text } = await ada.get(PAGE);
    expect(text).toContain('<del>12500.5</del>');
    expect(text).toContain('<ins>1.5</ins>');
  });

  test.each<[string, string[]]>([
    ['simple', ['<strong>0 of 1</strong> needed']],
    [
      'stages',
      [
        'a majority of finance',
        'any one of controlling',
        '>done<',
        '>now<',
        '>later<',
        'approved for carl',
        '2 denials end it.',
        'A denial by legal ends it at once.',
        'Votes count where <code>reviewer.attributes.limit &gt;= action.args.amount</code>',
        'has taken it; free again',
        'handed over to',
        'gets no reminders until',
        'The clock stands still',
        'moved once, by 1h',
        'reminds whoever is asked, again every 10m, 2 times; after 30m also asks finance-leads; after 2h pages on-call',
        'Did the bank confirm in writing?',
        'no answer yet',
        'As of <code>etag-7f31</code>, looked at',
        '10m after the approval',
      ],
    ],
    ['stuck', ['Nobody is left who could complete this.', 'Missing: 1 of finance, grace', 'Ben Okafor wants to override the reviewers.']],
    ['waiting-to-run', ['the policy leaves time for a veto', 'A denial still stops it.', 'Frozen']],
    ['unknown', ['nobody knows whether it took effect', 'It did not happen', 'href="/r/req_01arz3ndektsv4rrffq69g5fbw"']],
    [
      'revised',
      [
        'Changed since you last looked (revision 1)',
        '<del>12500.5</del>',
        '<ins>9800</ins>',
        'Kept from before: Ada Lovelace (revision 2)',
      ],
    ],
    ['asked', ['Your answer', 'this agent answers no questions']],
  ])('says what is "%s" in words', async (name, words) => {
    const scene = scenes().find((each) => each.name === name);
    if (!scene) throw new Error(`there is no scene ${name}`);
    view = scene.view;
    audit = [...scene.audit];
    const text = (await ada.get(PAGE)).text.replace(/\s+/g, ' ');
    for (const each of words) expect(text).toContain(each);
  });

  test('says of a freeze that it is one', async () => {
    const scene = scenes().find(({ name }) => name === 'waiting-to-run');
    view = { ...(scene?.view ?? view), runFrom: new Date(Date.now() + 86_400_000).toISOString() };
    expect((await ada.get(PAGE)).text).toContain('changes are frozen until then');
  });

  test('gives forms to those who are asked, and says why not to others', async () => {
    expect((await ada.get(PAGE)).text).toContain('value="approve"');
    const stranger = await (await signedIn('stranger')).get(PAGE);
    expect(stranger.text).not.toContain('value="approve"');
    expect(stranger.text).toContain('not among the people this request asks');
    view = sampleView({ requester: { id: 'ada', name: 'Ada' } });
    const own = await ada.get(PAGE);
    expect(own.text).not.toContain('value="approve"');
    expect(own.text).toContain('your approval would not count');
    expect(own.text).toContain('value="withdraw"');
  });

  test('a request that is over has no forms left', async () => {
    view = sampleView({ status: 'rejected', awaiting: null });
    expect((await ada.get(PAGE)).text).not.toContain('action="/r/');
  });

  test('the state for the script is for people who are signed in', async () => {
    expect((await new FormBrowser(api).get(`${PAGE}/state?since=3`)).status).toBe(401);
    expect(JSON.parse((await ada.get(`${PAGE}/state?since=3`)).text)).toEqual({ move: 9, status: 'pending' });
  });
});

describe('deciding on the page', () => {
  test('approves what was shown: the form carries revision, digest and a decision id', async () => {
    const form = await fields('approve');
    const answer = await send(form);
    expect(answer.status).toBe(303);
    expect(calls).toEqual([
      [
        'decide',
        'ada',
        SAMPLE_ID,
        { verb: 'approve', revision: 1, digest: SAMPLE_DIGEST, decisionId: form['decisionId'] },
        { channel: 'page' },
      ],
    ]);
    expect((await ada.get(answer.headers.get('location') ?? '')).text).toContain('Counted: you approved.');
  });

  test('a form sent twice says the same decision, so that it counts once', async () => {
    const form = await fields('approve');
    await send(form);
    await send(form);
    const ids = calls.map(([, , , body]) => (body as DecideBody).decisionId);
    expect(ids[0]).toBe(ids[1]);
    expect((await fields('approve'))['decisionId']).not.toBe(ids[0]);
  });

  test('GET and HEAD never decide, whatever they carry', async () => {
    const query = new URLSearchParams(await fields('approve')).toString();
    for (const path of [`${PAGE}/decide?${query}`, `${PAGE}?${query}`, `${PAGE}?verb=approve&decision=x`]) {
      await ada.get(path);
      await fetch(`${api.url}${path}`, { method: 'HEAD', headers: { cookie: ada.cookie } });
    }
    expect(calls).toEqual([]);
  });

  test('one that does not count is told with its reason, one that waits is told so', async () => {
    counted = { counted: false, reason: 'stale_revision' };
    const stale = await send(await fields('approve'));
    expect((await ada.get(stale.headers.get('location') ?? '')).text).toContain('it did not count. The request has a newer revision');
    counted = { counted: null, reason: null };
    const waiting = await send(await fields('approve'));
    expect((await ada.get(waiting.headers.get('location') ?? '')).text).toContain('not counted yet');
  });

  test('the address of somebody’s receipt tells others nothing', async () => {
    const answer = await send(await fields('approve'));
    const boss = await signedIn('boss');
    expect((await boss.get(answer.headers.get('location') ?? '')).text).not.toContain('Counted: you');
  });

  test('a refusal of the intake is shown, with the request as it stands', async () => {
    refuse = { kind: 'refused', status: 503, code: 'unavailable', message: 'Nothing was recorded.' };
    const answer = await send(await fields('approve'));
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('Nothing was recorded.');
    expect(answer.text).toContain('Refund 12,500.50 EUR');
  });

  test('sending back needs words, from the list or one’s own', async () => {
    const form = await fields('reject');
    const empty = await send({ ...form, way: 'reject', preset: '', comment: '  ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Choose a reason or write one');
    expect(calls).toEqual([]);
    await send({ ...form, way: 'reject', preset: 'Too risky', comment: 'ask finance' });
    await send({ ...form, way: 'deny', preset: '', comment: '' });
    expect(calls.map(([, , , body]) => body)).toEqual([
      expect.objectContaining({ verb: 'reject', comment: 'Too risky: ask finance' }),
      expect.not.objectContaining({ comment: expect.anything() }),
    ]);
    expect((calls[1]?.[3] as DecideBody).verb).toBe('deny');
  });

  test('an edit carries whole, exact arguments; what is wrong stays in the form', async () => {
    const page = (await ada.get(PAGE)).text;
    const form = formOf(page, 'edit');
    const inputs = Object.fromEntries(
      [...page.matchAll(/<label for="(arg\d+)">\s*([^<(\s]*)/g)].map(([, name = '', label = '']) => [label, name]),
    );
    // As a browser would send what the text areas hold.
    for (const [, name = '', content = ''] of page.matchAll(/<textarea class="code"[^>]*name="(arg\d+)"[^>]*>\n([^<]*)<\/textarea>/g)) {
      form[name] = content.replaceAll('&quot;', '"');
    }
    const amount = inputs['amount'] ?? '';
    const bad = await send({ ...form, [amount]: '12.5.0', comment: 'kept words' });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('must be a number such as 1200 or 0.5');
    expect(bad.text).toContain('value="12.5.0"');
    expect(bad.text).toContain('kept words');
    const negative = await send({ ...form, [amount]: '-1' });
    expect([negative.status, negative.text.includes('must be &gt;= 0')]).toEqual([422, true]);
    expect(calls).toEqual([]);
    expect((await send({ ...form, [amount]: '11000' })).status).toBe(303);
    expect(calls[0]?.[3]).toMatchObject({
      verb: 'edit',
      revision: 1,
      digest: SAMPLE_DIGEST,
      args: { ...sampleAction.args, amount: 11_000 },
    });
  });

  test('an edit made on an older revision reaches the record as what it is: stale', async () => {
    const form = await fields('edit');
    view = sampleView({ revision: 2, digest: `sha256:${'cd'.repeat(32)}` });
    await send({ ...form, arg0: '1' });
    expect(calls[0]?.[3]).toMatchObject({ verb: 'edit', revision: 1, digest: SAMPLE_DIGEST });
  });

  test('escalating, overriding, settling and withdrawing reach the intake as this person', async () => {
    await send({ ...(await fields('escalate')), comment: 'I am away' });
    const boss = await signedIn('boss');
    await send({ ...(await fields('override', boss)), resolution: 'approved', reason: 'the building burns' }, boss);
    view = sampleView({ status: 'unknown', awaiting: null });
    await send({ ...(await fields('settle', boss)), answer: 'did_not_happen', comment: 'no booking at the bank' }, boss);
    view = sampleView({ requester: { id: 'ada', name: 'Ada' } });
    await send({ ...(await fields('withdraw')), reason: 'not needed' });
    const BOSS = { kind: 'person', personId: 'boss' };
    expect(calls).toEqual([
      ['decide', 'ada', SAMPLE_ID, expect.objectContaining({ verb: 'escalate', comment: 'I am away' }), { channel: 'page' }],
      [
        'override',
        BOSS,
        SAMPLE_ID,
        { resolution: 'approved', digest: SAMPLE_DIGEST, reason: 'the building burns', decisionId: expect.any(String) },
        { channel: 'page' },
      ],
      [
        'decide',
        'boss',
        SAMPLE_ID,
        expect.objectContaining({ verb: 'settle', answer: 'did_not_happen', comment: 'no booking at the bank' }),
        { channel: 'page' },
      ],
      ['withdraw', { kind: 'person', personId: 'ada' }, SAMPLE_ID, 'not needed'],
    ]);
  });

  test('a comment that the policy wants is asked for before anything is sent on', async () => {
    view = sampleView({ plan: { ...samplePlan, requireComment: ['approve'] } });
    const form = await fields('approve');
    expect((await send({ ...form, comment: '' })).status).toBe(422);
    expect(calls).toEqual([]);
    await send({ ...form, comment: 'checked with the bank' });
    expect(calls[0]?.[3]).toMatchObject({ comment: 'checked with the bank' });
  });

  test('a question is answered, with an option or in words', async () => {
    const args = { question: 'Which region?', suggestedResponse: 'eu-central-1', options: [{ name: 'eu-west-1', title: 'Dublin' }] };
    view = sampleView({ type: 'human.question', execute: 'none', action: { ...sampleAction, type: 'human.question', args } });
    const page = (await ada.get(PAGE)).text;
    expect(page).not.toContain('value="approve"');
    expect(page).toContain('Which region?');
    expect(page).toContain('>\neu-central-1</textarea>');
    await send(formOf(page, 'answer'));
    await send({ ...formOf(page, 'answer'), answer: 'neither' });
    expect(calls.map(([, , , body]) => (body as DecideBody).answer)).toEqual(['eu-west-1', 'neither']);
  });
});

describe('forms that somebody else made', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['from another site', {}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['from a frame without an origin', {}, { origin: 'null' }],
    ['from another port', {}, { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['with another session’s token', { csrf: 'x'.repeat(43) }, {}],
    ['with an empty token', { csrf: '' }, {}],
  ])('%s are refused and change nothing', async (_name, change, headers) => {
    const answer = await send({ ...(await fields('approve')), ...change }, ada, headers);
    expect(answer.status).toBe(403);
    expect(calls).toEqual([]);
  });

  test('without a session nothing is recorded', async () => {
    const answer = await send(await fields('approve'), new FormBrowser(api));
    expect([answer.status, answer.text.includes('nothing was recorded')]).toEqual([401, true]);
    expect(calls).toEqual([]);
  });

  test('one person’s form does not work in another’s session', async () => {
    const answer = await send(await fields('approve'), await signedIn('boss'));
    expect(answer.status).toBe(403);
    expect(calls).toEqual([]);
  });

  test('fields given twice, other types and oversized bodies are refused', async () => {
    const form = new URLSearchParams(await fields('approve'));
    const post = (body: string, type = 'application/x-www-form-urlencoded') =>
      fetch(`${api.url}${PAGE}/decide`, { method: 'POST', body, headers: { cookie: ada.cookie, 'content-type': type } });
    expect((await post(`${form.toString()}&verb=deny`)).status).toBe(422);
    expect((await post(form.toString(), 'text/plain')).status).toBe(415);
    expect((await post(`${form.toString()}&comment=${'x'.repeat(300_000)}`)).status).toBe(413);
    expect(calls).toEqual([]);
  });

  test.each([
    ['an invented verb', { verb: 'applaud' }],
    ['a digest that is none', { digest: 'sha256:1' }],
    ['revision 0', { revision: '0' }],
    ['a decision id with spaces', { decisionId: 'a b' }],
  ])('%s is no decision', async (_name, change) => {
    expect((await send({ ...(await fields('approve')), ...change })).status).toBe(422);
    expect(calls).toEqual([]);
  });
});
