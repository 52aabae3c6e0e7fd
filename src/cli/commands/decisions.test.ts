import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run, type RunOptions } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AWAITING, PLAN, actionOf, decisionOf, idOf, viewOf } from '../../../test/client/fake-view.js';

const ID = idOf(1);
let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_ada' };
  fake.set(viewOf(ID, actionOf('payments.refund', { amount: 5 }, { title: 'Refund order 4711' })));
});
afterEach(() => fake.stop());

const cli = (argv: string[], options: RunOptions = {}) => run(argv, { env, ...options });
const digest = () => fake.only().digest ?? '';
const prefix = () => digest().slice('sha256:'.length, 'sha256:'.length + 12);
const sent = () => {
  const call = fake.calls.findLast((each) => each.path.endsWith('/decisions'));
  return call === undefined ? undefined : (JSON.parse(call.body) as Record<string, unknown>);
};

describe('a decision', () => {
  it.each(['approve', 'reject', 'deny', 'escalate'])('%s is bound to the digest whose first digits the person gives', async (verb) => {
    const { code, out } = await cli([verb, ID, '--digest', prefix(), '--comment', 'because']);
    expect(code).toBe(0);
    expect(out).toContain('counted');
    expect(sent()).toMatchObject({ verb, revision: 1, digest: digest(), comment: 'because', decisionId: expect.any(String) as unknown });
  });

  it('is refused without saying on what, where nobody can be asked', async () => {
    const { code, err } = await cli(['approve', ID]);
    expect(code).toBe(2);
    expect(err).toContain('--digest');
    expect(sent()).toBeUndefined();
  });

  it.each([
    ['too short', 'abc123', 2],
    ['not hexadecimal', 'approve this', 2],
    ['of something else', '0123456789ab', 3],
  ])('is refused for digits that are %s', async (_what, digits, expected) => {
    const { code } = await cli(['approve', ID, '--digest', digits]);
    expect(code).toBe(expected);
    expect(sent()).toBeUndefined();
  });

  it('on an older revision is sent, recorded and not counted: 3', async () => {
    const seen = prefix();
    fake.edit(ID, { amount: 4 });
    const { code, out } = await cli(['approve', ID, '--digest', seen]);
    expect(code).toBe(3);
    expect(out).toContain('stale_revision');
    expect(fake.only().status).toBe('pending');
  });

  it.each([
    ['--revision', '1'],
    ['--revision', '2', 3],
    ['--revision', 'x', 2],
  ])('takes %s %s', async (flag, value, expected: string | number = 0) => {
    const { code } = await cli(['approve', ID, String(flag), String(value)]);
    expect(code).toBe(expected);
  });

  it('whose digest and revision are of two revisions is refused', async () => {
    const first = prefix();
    fake.edit(ID, { amount: 4 });
    expect((await cli(['approve', ID, '--digest', first, '--revision', '2'])).code).toBe(3);
    expect(sent()).toBeUndefined();
  });

  it('keeps the id it is given, so that it counts once', async () => {
    await cli(['approve', ID, '--revision', '1', '--decision-id', 'my-1']);
    const { code } = await cli(['approve', ID, '--revision', '1', '--decision-id', 'my-1']);
    expect(code).toBe(0);
    expect(fake.only().decisions).toHaveLength(1);
  });

  it('prints its receipt as JSON', async () => {
    const { out } = await cli(['approve', ID, '--revision', '1', '--json']);
    expect(JSON.parse(out)).toMatchObject({ counted: true, reason: null, status: 'approved' });
  });

  it('takes its comment from a pipe', async () => {
    await cli(['reject', ID, '--revision', '1', '--comment', '-'], { stdin: 'too much\n' });
    expect(sent()).toMatchObject({ comment: 'too much\n' });
  });
});

describe('what people arrange', () => {
  it.each<[string[], object]>([
    [['abstain'], { verb: 'abstain' }],
    [['retract'], { verb: 'retract' }],
    [['release'], { verb: 'release' }],
    [['claim'], { verb: 'claim' }],
    [['claim', '--for', '30m'], { verb: 'claim', for: '30m' }],
    [['snooze', '--for', 'PT2H'], { verb: 'snooze', for: 'PT2H' }],
    [['extend', '--for', '1h', '--comment', 'the bank'], { verb: 'extend', for: '1h', comment: 'the bank' }],
    [['delegate', '--to', 'grace'], { verb: 'delegate', to: 'grace' }],
    [['reassign', '--from', 'group:a', '--to', 'person:b'], { verb: 'reassign', from: 'group:a', to: 'person:b' }],
  ])('%j needs no digest: it is said to the revision of the moment', async ([verb = '', ...flags], said) => {
    const { code } = await cli([verb, ID, ...flags]);
    expect(code).toBe(0);
    expect(sent()).toEqual({ revision: 1, digest: digest(), decisionId: expect.any(String) as unknown, ...said });
  });

  it('is bound to what is named, where something is', async () => {
    const seen = prefix();
    fake.edit(ID, { amount: 4 });
    expect((await cli(['claim', ID, '--digest', seen])).code).toBe(3);
    expect((await cli(['claim', ID, '--revision', '2', '--decision-id', 'c-1'])).code).toBe(0);
    expect(sent()).toMatchObject({ revision: 2, decisionId: 'c-1' });
  });

  it.each<[string[], string]>([
    [['delegate'], '--to'],
    [['reassign', '--from', 'group:a'], '--to'],
    [['reassign', '--to', 'group:a'], '--from'],
    [['snooze'], '--for'],
    [['extend'], '--for'],
    [['claim', '--for', '0m'], '--for'],
    [['snooze', '--for', '-1h'], '--for'],
    [['extend', '--for', '400d'], '--for'],
    [['release', '--for', '1h'], '--for'],
    [['abstain', '--to', 'grace'], '--to'],
  ])('is refused before it is sent, where something is missing or too much: %j', async ([verb = '', ...flags], names) => {
    const { code, err } = await cli([verb, ID, ...flags]);
    expect(code).toBe(2);
    expect(err).toContain(names);
    expect(sent()).toBeUndefined();
  });

  it('that does not count ends with 3 and says why', async () => {
    const receipt = { decisionId: 'd', counted: false, reason: 'delegation_refused', status: 'pending' };
    fake.extra.set(`POST /v1/requests/${ID}/decisions`, { status: 200, json: receipt });
    const { code, out } = await cli(['delegate', ID, '--to', 'ghost']);
    expect(code).toBe(3);
    expect(out).toContain('delegation_refused: It cannot be handed to that person');
  });

  it('is given its comment in a terminal, where the policy wants one', async () => {
    fake.set({ ...fake.only(), plan: { ...PLAN, requireComment: ['abstain'] } });
    await cli(['abstain', ID], { answers: ['I wrote it'] });
    expect(sent()).toMatchObject({ verb: 'abstain', comment: 'I wrote it' });
  });
});

describe('settle', () => {
  const path = `POST /v1/requests/${ID}/settle`;
  it.each([
    ['--happened', 'happened'],
    ['--did-not-happen', 'did_not_happen'],
    ['--compensate', 'compensate'],
  ])('says %s to what was seen, with the evidence', async (flag, answer) => {
    const { code } = await cli(['settle', ID, flag, '--evidence', 'the bank shows it', '--digest', prefix()]);
    expect(code).toBe(0);
    expect(sent()).toMatchObject({ verb: 'settle', answer, comment: 'the bank shows it', revision: 1, digest: digest() });
  });

  it('shows it first in a terminal', async () => {
    fake.set({ ...fake.only(), status: 'unknown', awaiting: null });
    const { out, asked } = await cli(['settle', ID, '--happened', '--evidence', 'seen'], { answers: [true] });
    expect(out).toContain('nobody knows whether it happened');
    expect(asked[0]).toContain('settle as "happened"');
  });

  it('past the people asked is another call', async () => {
    fake.extra.set(path, { status: 200, json: { status: 'failed' } });
    expect((await cli(['settle', ID, '--outcome', 'failed', '--evidence', 'given up'])).code).toBe(0);
    expect(sent()).toBeUndefined();
    expect(JSON.parse(fake.calls.at(-1)?.body ?? '')).toEqual({ outcome: 'failed', reason: 'given up' });
  });

  it.each([
    [['--happened']],
    [['--evidence', 'seen']],
    [['--happened', '--compensate', '--evidence', 'seen']],
    [['--happened', '--outcome', 'failed', '--evidence', 'seen']],
    [['--outcome', 'maybe', '--evidence', 'seen']],
    [['--did-not-happen', '--evidence', 'no trace']],
  ])('is refused where it says too little, or two things: %j', async (flags) => {
    expect((await cli(['settle', ID, ...flags])).code).toBe(2);
    expect(sent()).toBeUndefined();
  });
});

describe('answer-question', () => {
  const answers = () => JSON.parse(fake.calls.findLast((call) => call.path.endsWith('/answers'))?.body ?? 'null') as unknown;
  beforeEach(() => {
    fake.extra.set(`POST /v1/requests/${ID}/answers`, { status: 200, json: { decisionId: 'dec_1' } });
    const decisions = ['dec_1', 'dec_2'].map((decisionId) => decisionOf('ask', { decisionId, comment: `Whose is ${decisionId}?` }));
    fake.set({ ...fake.only(), awaiting: { ...AWAITING, questions: ['dec_1'] }, decisions });
  });

  it('answers the only open one', async () => {
    expect((await cli(['answer-question', ID, 'Ours.'])).code).toBe(0);
    expect(answers()).toEqual({ decisionId: 'dec_1', answer: 'Ours.' });
  });

  it('wants to know which, where several are open', async () => {
    fake.set({ ...fake.only(), awaiting: { ...AWAITING, questions: ['dec_1', 'dec_2'] } });
    expect((await cli(['answer-question', ID, 'Ours.'])).code).toBe(2);
    expect((await cli(['answer-question', ID, '--question', 'dec_2', 'Ours.'])).code).toBe(0);
    expect(answers()).toEqual({ decisionId: 'dec_2', answer: 'Ours.' });
  });

  it('shows the question in a terminal, and asks', async () => {
    const { out } = await cli(['answer-question', ID], { answers: ['Ours.'] });
    expect(out).toContain('│ Whose is dec_1?');
    expect(answers()).toEqual({ decisionId: 'dec_1', answer: 'Ours.' });
  });

  it('is refused where nothing was asked, or nothing is answered', async () => {
    expect((await cli(['answer-question', ID])).code).toBe(2);
    fake.set({ ...fake.only(), awaiting: AWAITING });
    expect((await cli(['answer-question', ID, 'Ours.'])).code).toBe(3);
    expect(answers()).toBeNull();
  });
});

describe('in a terminal a decision', () => {
  it('is made on the request as shown, after a yes', async () => {
    const { code, out, asked } = await cli(['approve', ID], { answers: [true] });
    expect(code).toBe(0);
    expect(out).toContain('Refund order 4711');
    expect(out).toContain(digest());
    expect(asked[0]).toContain(`revision 1, ${digest().slice(0, 19)}`);
    expect(sent()).toMatchObject({ verb: 'approve', digest: digest() });
  });

  it.each([false, null])('is not sent without one (%s)', async (answer) => {
    const { code } = await cli(['approve', ID], { answers: [answer] });
    expect(code).toBe(3);
    expect(sent()).toBeUndefined();
  });

  it('asks a rejection for its feedback', async () => {
    await cli(['reject', ID], { answers: [true, 'without the migration'] });
    expect(sent()).toMatchObject({ verb: 'reject', comment: 'without the migration' });
  });

  it('with --json asks nothing and is refused', async () => {
    expect((await cli(['approve', ID, '--json'], { answers: [] })).code).toBe(2);
  });
});

describe('edit', () => {
  beforeEach(() => {
    const argsSchema = { type: 'object', properties: { amount: { type: 'number', exclusiveMinimum: 0 } }, additionalProperties: false };
    fake.extra.set('GET /v1/action-types', { status: 200, json: { items: [{ type: 'payments.refund', version: '1', argsSchema }] } });
  });

  it('says which argument does not fit the action, and sends nothing', async () => {
    const { code, err } = await cli(['edit', ID, '--args', '{"amount":-1,"to":"me"}', '--revision', '1']);
    expect(code).toBe(2);
    expect(err).toContain('/amount must be > 0');
    expect(err).toContain('/to is not an argument of this action');
    expect(sent()).toBeUndefined();
  });

  it('opens the editor again where an argument does not fit', async () => {
    const { code, out } = await cli(['edit', ID], { answers: [() => '{"amount":-1}', true, () => '{"amount":3}', true] });
    expect(code).toBe(0);
    expect(out).toContain('/amount must be > 0');
    expect(sent()).toMatchObject({ args: { amount: 3 } });
  });

  it('leaves to the service what nobody registered', async () => {
    fake.extra.set('GET /v1/action-types', { status: 200, json: { items: [] } });
    expect((await cli(['edit', ID, '--args', '{"anything":1}', '--revision', '1'])).code).toBe(0);
  });

  it('sends the arguments given, and shows the change', async () => {
    const { code, out } = await cli(['edit', ID, '--args', '{"amount":4}', '--digest', prefix()]);
    expect(code).toBe(0);
    expect(out).toMatch(/- {2}"amount": 5/);
    expect(out).toMatch(/\+ {2}"amount": 4/);
    expect(sent()).toMatchObject({ verb: 'edit', args: { amount: 4 }, revision: 1 });
    expect(fake.only().revision).toBe(2);
  });

  it('opens the editor, again where the result is no JSON, and asks before it sends', async () => {
    const { code, asked } = await cli(['edit', ID], { answers: [() => '{"amount":', true, () => '{"amount": 4}', true] });
    expect(code).toBe(0);
    expect(asked).toEqual(['edit', 'Open the editor again?', 'edit', 'Send this change?']);
    expect(sent()).toMatchObject({ args: { amount: 4 } });
  });

  it('sends nothing where nothing changed, in whatever order', async () => {
    expect((await cli(['edit', ID], { answers: [(text) => text] })).code).toBe(3);
    expect((await cli(['edit', ID, '--args', '{"amount":5}', '--revision', '1'])).code).toBe(2);
    expect(sent()).toBeUndefined();
  });

  it.each(['{"amount":4,"amount":5}', '{"amount":12345678901234567890}', '[1]', '{'])(
    'refuses what would not arrive as written: %s',
    async (args) => {
      expect((await cli(['edit', ID, '--args', args, '--revision', '1'])).code).toBe(2);
      expect(sent()).toBeUndefined();
    },
  );

  it('refuses where nobody can be asked and something is missing', async () => {
    expect((await cli(['edit', ID, '--args', '{"amount":4}'])).code).toBe(2);
    expect((await cli(['edit', ID, '--revision', '1'])).code).toBe(2);
  });
});

describe('answer', () => {
  beforeEach(() => {
    fake.set(
      viewOf(
        ID,
        actionOf('human.question', {
          question: 'Which?',
          suggestedResponse: 'the first',
          options: [{ name: 'the first' }, { name: 'the second' }],
        }),
      ),
    );
  });

  it('sends the answer given', async () => {
    const { code } = await cli(['answer', ID, 'the second', '--revision', '1']);
    expect(code).toBe(0);
    expect(sent()).toMatchObject({ verb: 'answer', answer: 'the second' });
  });

  it('asks for it in a terminal, with the choices', async () => {
    const { code, out } = await cli(['answer', ID], { answers: ['the second'] });
    expect(code).toBe(0);
    expect(out).toContain('│ the second');
    expect(sent()).toMatchObject({ answer: 'the second' });
  });

  it('shows a suggestion of several lines in the editor, and what would be sent', async () => {
    fake.set(viewOf(ID, actionOf('human.question', { question: 'Reply?', suggestedResponse: 'Dear\u202eAda,\nyes.' })));
    const { out, asked } = await cli(['answer', ID], { answers: [(text) => `${text}\n`, true] });
    expect(asked).toEqual(['edit', 'Send this answer?']);
    expect(out).toContain('│ Dear⟨U+202E⟩Ada,');
    expect(sent()).toMatchObject({ answer: 'Dear\u202eAda,\nyes.' });
  });

  it('is for questions only', async () => {
    fake.set(viewOf(ID, actionOf('payments.refund', {})));
    expect((await cli(['answer', ID, 'yes', '--revision', '1'])).code).toBe(2);
  });
});
