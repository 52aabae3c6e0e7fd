import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run, type RunOptions } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AWAITING, PLAN, actionOf, decisionOf, idOf, viewOf, withRevision } from '../../../test/client/fake-view.js';
import type { DecisionView, RequestView } from '../../contracts/view.js';

let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_ada' };
  fake.extra.set('GET /v1/me', { status: 200, json: { kind: 'person', personId: 'ada', name: 'Ada', groups: [], permissions: [] } });
  fake.extra.set('GET /v1/action-types', { status: 200, json: { items: [] } });
});
afterEach(() => fake.stop());

const inbox = (answers: NonNullable<RunOptions['answers']>) => run(['inbox'], { env, answers });
const put = (n: number, more: Partial<RequestView> = {}, title = `Refund ${n}`) =>
  fake.set(viewOf(idOf(n), actionOf('payments.refund', { amount: n }, { title }), more));
const status = (n: number) => fake.requests.get(idOf(n))?.status;
const decisions = () =>
  fake.calls.filter((call) => call.path.endsWith('/decisions')).map((call) => JSON.parse(call.body) as Record<string, unknown>);
const said = (more: Partial<DecisionView>) => decisionOf('reject', { comment: 'too much', ...more });

const ada = { id: 'ada', name: 'Ada' };
const lena = { id: 'lena', name: 'Lena' };
const LATER = '2026-01-31T12:00:00.000Z';

/** An answer that is given only after a colleague has changed the request. */
function moving(text: string): () => string {
  return () => {
    fake.edit(idOf(1), { amount: 77 });
    return text;
  };
}

describe('inbox', () => {
  it('takes a decision on each request that waits, the oldest first, and ends', async () => {
    put(1);
    put(2);
    put(3);
    const { code, out } = await inbox(['a', 'r', 'too much', 'd', 'no']);
    expect(code).toBe(0);
    expect(decisions().map(({ verb, comment }) => [verb, comment])).toEqual([
      ['approve', undefined],
      ['reject', 'too much'],
      ['deny', 'no'],
    ]);
    expect([1, 2, 3].map(status)).toEqual(['approved', 'rejected', 'rejected']);
    expect(out).toContain('that was all');
    expect(out.indexOf('Refund 1')).toBeLessThan(out.indexOf('Refund 2'));
  });

  it('asks only for what waits for this person', async () => {
    put(1);
    await inbox(['q']);
    expect(fake.calls.find((call) => call.path.startsWith('/v1/requests?'))?.path).toContain('reviewer=ada');
  });

  it('skips, and does not come back to what was skipped', async () => {
    put(1);
    put(2);
    const { code, asked } = await inbox(['s', 's']);
    expect(code).toBe(0);
    expect(asked).toHaveLength(2);
    expect(decisions()).toHaveLength(0);
  });

  it.each(['q', null])('ends at once on %s', async (answer) => {
    put(1);
    put(2);
    const { asked } = await inbox([answer]);
    expect(asked).toHaveLength(1);
  });

  it('goes back to the choice where the person changes their mind', async () => {
    put(1);
    const { asked } = await inbox(['r', null, 'e', (text) => text, 'e', () => '{"amount": 7}', false, 'a']);
    expect(asked.filter((question) => question === 'What do you say?')).toHaveLength(4);
    expect(decisions().map(({ verb }) => verb)).toEqual(['approve']);
  });

  it('sends an edit after it was shown and confirmed', async () => {
    put(1);
    await inbox(['e', () => '{"amount": 7}', true, 'a']);
    expect(decisions()[0]).toMatchObject({ verb: 'edit', args: { amount: 7 }, revision: 1 });
  });

  it('shows what changed where the request moved on while it was read, and lets the stale vote not count', async () => {
    put(1);
    // The new revision comes between the card and the vote on it.
    const { out } = await inbox(['r', moving('too much'), 'a']);
    expect(decisions().map(({ verb, revision }) => [verb, revision])).toEqual([
      ['reject', 1],
      ['approve', 2],
    ]);
    expect(out).toContain('not counted, stale_revision');
    expect(out.slice(out.indexOf('stale_revision'))).toMatch(/- {2}"amount": 1\n.*\+ {2}"amount": 77/);
    expect(status(1)).toBe('approved');
  });

  it('opens the page, and asks again', async () => {
    put(1);
    const { asked } = await inbox(['o', 'q']);
    expect(asked).toEqual(['What do you say?', `open http://localhost:3400/r/${idOf(1)}`, 'What do you say?']);
  });

  it('shows the change since the revision that this person spoke about', async () => {
    put(1, { decisions: [said({})] });
    fake.edit(idOf(1), { amount: 500 });
    fake.edit(idOf(1), { amount: 400 });
    const { out } = await inbox(['q']);
    expect(out).toMatch(/- {2}"amount": 1\n.*\+ {2}"amount": 400/);
    expect(out).toContain('--- revision 1');
    expect(out).toContain('too much');
  });

  it('does not ask again for what this person has said already', async () => {
    put(1, { decisions: [said({ verb: 'approve', comment: null })] });
    const { out, asked } = await inbox([]);
    expect(asked).toHaveLength(0);
    expect(out).toContain('you said approve; it waits for others');
  });

  it('waits for the revision of what was sent back, and shows what changed in it', async () => {
    put(1, { plan: { ...PLAN } });
    const working = inbox(['r', 'less, please', 'a']);
    await fake.untilCalled(/decisions$/);
    fake.set({ ...fake.only(), status: 'revising' });
    await fake.untilCalled(/wait\?until=change/);
    fake.set({ ...withRevision(fake.only(), { amount: 0.5 }), status: 'pending' });
    const { out } = await working;
    expect(out).toContain('the agent is revising it');
    expect(out).toMatch(/- {2}"amount": 1\n.*\+ {2}"amount": 0.5/);
    expect(status(1)).toBe('approved');
  });

  it('passes over what somebody else decided meanwhile', async () => {
    put(1);
    put(2);
    // The list still names it; the request itself does not wait any more.
    fake.set({ ...viewOf(idOf(1), actionOf('payments.refund', {})), status: 'pending', digest: null });
    const { out } = await inbox(['a']);
    expect(out).toContain(`${idOf(1)} is pending meanwhile`);
    expect(decisions()).toHaveLength(1);
  });

  it('asks for the comment that the policy requires', async () => {
    put(1, { plan: { ...PLAN, requireComment: ['approve'] } });
    await inbox(['a', 'checked with finance']);
    expect(decisions()[0]).toMatchObject({ verb: 'approve', comment: 'checked with finance' });
  });

  it('offers an answer for a question, and no approval', async () => {
    fake.set(viewOf(idOf(1), actionOf('human.question', { question: 'Which?' })));
    await expect(inbox(['a'])).resolves.toMatchObject({ code: 1 });
    await inbox(['w', 'the second']);
    expect(decisions()).toEqual([expect.objectContaining({ verb: 'answer', answer: 'the second' })]);
  });

  it('offers escalation where there is somebody to escalate to', async () => {
    put(1);
    expect((await inbox(['x'])).code).toBe(1);
    put(1, { awaiting: { ...AWAITING, canEscalate: true } });
    await inbox(['x', 's']);
    expect(decisions()[0]).toMatchObject({ verb: 'escalate' });
  });

  it.each<[string, (string | null)[], object]>([
    ['abstains', ['n', 'I wrote it'], { verb: 'abstain', comment: 'I wrote it' }],
    ['hands it over', ['h', 'lena', 'she knows it'], { verb: 'delegate', to: 'lena', comment: 'she knows it' }],
    ['puts it off', ['z', '2h'], { verb: 'snooze', for: '2h' }],
  ])('%s behind one more key, and goes on', async (_what, answers, said) => {
    put(1);
    put(2);
    const { asked } = await inbox(['m', ...answers, 's']);
    expect(decisions()).toEqual([expect.objectContaining({ revision: 1, ...said })]);
    expect(asked.slice(0, 2)).toEqual(['What do you say?', 'What about it?']);
    expect(asked.at(-1)).toBe('What do you say?');
  });

  it('takes it, and asks for the decision after', async () => {
    put(1);
    const { asked } = await inbox(['m', 'c', 'a']);
    expect(decisions().map(({ verb }) => verb)).toEqual(['claim', 'approve']);
    expect(asked).toEqual(['What do you say?', 'What about it?', 'What do you say?']);
  });

  it('gives back what this person has taken', async () => {
    put(1, { awaiting: { ...AWAITING, claims: [{ by: ada, until: LATER }] } });
    await inbox(['m', 'g', 's']);
    expect(decisions().map(({ verb }) => verb)).toEqual(['release']);
  });

  it('offers more time where the policy has some', async () => {
    put(1, { plan: { ...PLAN, extend: { maxMs: 3_600_000, times: 1 } } });
    await inbox(['m', 't', '30m', 's']);
    expect(decisions()[0]).toMatchObject({ verb: 'extend', for: '30m' });
    put(1, { plan: { ...PLAN, extend: { maxMs: 3_600_000, times: 1 } }, awaiting: { ...AWAITING, extended: { times: 1, ms: 1 } } });
    expect((await inbox(['m', 't'])).code).toBe(1);
  });

  it('goes back to the decision from there, also where what was typed is no duration', async () => {
    put(1);
    const { out } = await inbox(['m', 'b', 'm', 'z', 'soon', 'm', null, 'm', 'h', null, 's']);
    expect(decisions()).toHaveLength(0);
    expect(out).toContain('Write a duration');
  });

  it('shows who has taken it, and says what is possible still', async () => {
    put(1, { awaiting: { ...AWAITING, claims: [{ by: lena, until: LATER }] } });
    fake.extra.set(`POST /v1/requests/${idOf(1)}/decisions`, {
      status: 200,
      json: { decisionId: 'd', counted: false, reason: 'claimed', status: 'pending' },
    });
    const { out, asked } = await inbox(['a', 's']);
    expect(out).toContain('by Lena (lena) until 2026-01-31 12:00:00Z');
    expect(out).toContain('You can still deny it');
    expect(asked).toHaveLength(2);
  });

  it('leaves aside what this person put off, until then', async () => {
    put(1, { awaiting: { ...AWAITING, snoozes: [{ by: ada, until: LATER }] } });
    put(2, { awaiting: { ...AWAITING, snoozes: [{ by: ada, until: '2026-01-31T09:00:00.000Z' }] } });
    const { out, asked } = await inbox(['s']);
    expect(out).toContain('Refund 1: you put it off until 2026-01-31 12:00:00Z');
    expect(asked).toEqual(['What do you say?']);
  });

  it('offers to take back what this person handed over', async () => {
    put(1, { awaiting: { ...AWAITING, delegations: [{ from: ada, to: lena }] } });
    const { out } = await inbox([false]);
    expect(out).toContain('Refund 1: you handed it to Lena');
    expect(decisions()).toHaveLength(0);
    const { asked } = await inbox([true, false]);
    expect(decisions()).toEqual([expect.objectContaining({ verb: 'retract' })]);
    expect(asked[0]).toBe('Take it back?');
  });

  it('comes back to what this person has only asked about, or has taken their vote back from', async () => {
    put(1, { decisions: [said({ verb: 'ask', comment: 'why?', answer: 'because' })] });
    put(2, { decisions: [said({ verb: 'approve', comment: null }), said({ decisionId: 'd2', verb: 'retract', comment: null })] });
    const { asked } = await inbox(['s', 's']);
    expect(asked).toHaveLength(2);
  });

  it('shows what has changed since this person looked last, wherever that was', async () => {
    put(1);
    fake.edit(idOf(1), { amount: 500 });
    fake.edit(idOf(1), { amount: 400 });
    fake.set({ ...fake.only(), lastSeen: 1 });
    const { out } = await inbox(['q']);
    expect(out).toContain('--- revision 1');
  });

  it('lists for programs and pipes', async () => {
    put(1);
    const { out, code } = await run(['inbox', '--json'], { env });
    expect(code).toBe(0);
    expect((JSON.parse(out) as { items: unknown[] }).items).toHaveLength(1);
  });

  it('is for people', async () => {
    fake.extra.set('GET /v1/me', { status: 200, json: { kind: 'admin', keyId: 'key_1' } });
    expect((await inbox([])).code).toBe(2);
  });
});
