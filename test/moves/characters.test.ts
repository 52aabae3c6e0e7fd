import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmitRequest } from '../../src/contracts/submit.js';
import { registerAgent } from '../../src/ledger/agents.js';
import { firstBrokenEntry, readAudit } from '../../src/ledger/audit.js';
import { advance } from '../../src/moves/advance.js';
import { finishEffect } from '../../src/moves/finish.js';
import { openRequest } from '../../src/moves/open.js';
import { inSession } from '../../src/moves/session.js';
import { newId } from '../../src/ledger/new-id.js';
import { openMoves, type MovesFixture } from './fixture.js';

/** What PostgreSQL cannot store in jsonb, or UTF-8 cannot write. */
const BAD = [
  ['a NUL', 'x\u0000y'],
  ['half a surrogate pair', 'x\ud800'],
] as const;
const admin = { kind: 'admin', keyId: 'key_admin' } as const;

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers'], ['override']);
  await registerAgent(f.db, { name: 'writer', canRevise: true });
});
afterAll(() => f.close());

describe.each(BAD)('%s', (_, bad) => {
  it.each<[string, SubmitRequest, string]>([
    ['args', { action: { type: 'test.once', args: { a: [{ b: bad }] } } }, '/action/args/a/0/b'],
    ['a title', { action: { type: 'test.once', args: {}, title: bad } }, '/action/title'],
    ['a rationale', { action: { type: 'test.once', args: {}, rationale: bad } }, '/action/rationale'],
    ['the context', { action: { type: 'test.once', args: {}, context: { link: bad } } }, '/action/context/link'],
    ['a key', { action: { type: 'test.once', args: { [bad]: 1 } } }, '/action/args'],
    ['an agent’s input', { agent: 'writer', input: [bad] }, '/input/0'],
  ])('in %s is refused at the door, by the name of its field', async (_where, body, field) => {
    expect(await f.intake.submit(f.bot, body, { idempotencyKey: 'k' })).toMatchObject({
      kind: 'refused',
      code: 'forbidden_character',
      field,
    });
  });

  it('in what a workflow opens is refused for good, not tried again and again', async () => {
    const asker = { kind: 'workflow', id: 'theirs', agent: null, ownerId: null } as const;
    const body = { action: { type: 'test.once', args: { a: bad } } };
    const open = () => f.db.transaction().execute((tx) => openRequest(f.moves, tx, newId('req'), asker, body, 'test', f.now()));
    expect(await open()).toMatchObject({ kind: 'refused', code: 'forbidden_character', field: '/action/args/a' });
  });

  it.each([
    ['args', { type: 'test.once', args: { a: bad } }],
    ['a title', { type: 'test.once', args: {}, title: bad }],
    ['the context', { type: 'test.once', args: {}, context: { a: bad } }],
  ])('in %s of an agent’s proposal is refused as invalid_args, and the request stands', async (_where, proposal) => {
    const answer = await f.intake.submit(f.bot, { agent: 'writer', input: null }, { idempotencyKey: null });
    if (answer.kind === 'refused') throw new Error(answer.code);
    const { id } = answer.value.view;
    const result = await inSession(f.moves, id, f.now(), (session) => session.propose(proposal, { kind: 'agent', id: 'writer' }));
    expect(result).toMatchObject({ value: { kind: 'refused', code: 'invalid_args' } });
    expect((await f.view(id)).status).toBe('proposing');
    // The agent's words for giving up are recorded, as far as they can be.
    const event = { kind: 'proposalFailed', by: 'agent', reason: `gave up: ${bad}`, atMs: f.now() } as const;
    expect(await advance(f.moves, id, event, f.now())).toMatchObject({
      status: 'rejected',
      resolution: { reason: expect.stringContaining('\ufffd') },
    });
    expect(firstBrokenEntry(await readAudit(f.db, id))).toBeNull();
  });

  it('in a comment, an answer or edited args is refused, and nothing is recorded', async () => {
    const request = await f.open({});
    expect(await f.record('ada', request, 'approve', { comment: bad })).toMatchObject({ code: 'forbidden_character', field: '/comment' });
    expect(await f.record('ada', request, 'edit', { args: { deep: { a: bad } } })).toMatchObject({
      code: 'forbidden_character',
      field: '/args/deep/a',
    });
    const question = await f.open({ type: 'human.question', args: { question: 'why?' } });
    expect(await f.record('ada', question, 'answer', { answer: bad })).toMatchObject({ code: 'forbidden_character', field: '/answer' });
    const override = { resolution: 'approved', digest: request.digest ?? '', reason: bad } as const;
    expect(await f.intake.override({ kind: 'person', personId: 'ada' }, request.id, override, { channel: 'api' })).toMatchObject({
      code: 'forbidden_character',
    });
    expect((await f.view(request.id)).decisions).toEqual([]);
  });

  it('in the result of an effect does not lose that it happened', async () => {
    const request = await f.open({});
    await f.say('ada', request, 'approve');
    await f.claim(request.id);
    const report = { requestId: request.id, revision: 1, fence: 1, outcome: 'executed', detail: { out: bad }, reason: bad } as const;
    expect(await finishEffect(f.moves, report, f.now())).toMatchObject({ late: false, view: { status: 'executed' } });
    const { execution } = await f.view(request.id);
    expect(JSON.stringify(execution?.detail)).toContain('\ufffd');
    expect(await finishEffect(f.moves, { ...report, outcome: 'failed' }, f.now())).toMatchObject({ late: true });
    expect(firstBrokenEntry(await readAudit(f.db, request.id))).toBeNull();
  });

  it('in the reason of a withdrawal does not keep it from happening', async () => {
    const request = await f.open({});
    expect(await f.intake.withdraw(admin, request.id, bad)).toMatchObject({ value: { status: 'cancelled' } });
  });
});

it('a title that the summary cuts through a pair can be opened', async () => {
  for (let length = 195; length < 205; length += 1) {
    const title = `${'x'.repeat(length)}😀😀`;
    const answer = await f.intake.submit(f.bot, { action: { type: 'test.once', args: {}, title } }, { idempotencyKey: null });
    expect(answer).toMatchObject({ kind: 'ok', value: { view: { action: { title } } } });
  }
});
