import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestView } from '../../src/contracts/view.js';
import { firstBrokenEntry, readAudit } from '../../src/ledger/audit.js';
import { advance } from '../../src/moves/advance.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;
const people = Array.from({ length: 12 }, (_, index) => `person${index}`);

beforeAll(async () => {
  f = await openMoves();
  for (const person of people) await f.person(person, ['reviewers']);
  await f.policy({
    name: 'two',
    match: { types: ['test.keyed'] },
    stages: [{ reviewers: ['person:person0', 'group:reviewers'], need: { atLeast: 2 } }],
    onTimeout: 'reject',
    deadline: '1h',
  });
});
afterAll(() => f.close());

const decisions = (id: string) => f.db.selectFrom('decisions').selectAll().where('request_id', '=', id).orderBy('seq').execute();

describe('votes at once', () => {
  it('get numbers without gaps, in the order in which they were committed', async () => {
    const request = await f.open({ type: 'test.keyed' });
    const answers = await Promise.all(people.map((person) => f.record(person, request, 'escalate')));
    expect(answers.filter(({ kind }) => kind === 'ok')).toHaveLength(people.length);
    const rows = await decisions(request.id);
    expect(rows.map(({ seq }) => seq)).toEqual(people.map((_, index) => index + 1));
    await f.count(request.id);
    const order = (await readAudit(f.db, request.id)).flatMap(({ kind, body }) =>
      kind.startsWith('decision.') ? [(body as { decisionId: string }).decisionId] : [],
    );
    expect(order).toEqual(rows.map((row) => row.decision_id));
  });

  it('of two voters approve two of N exactly once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const request = await f.open({ type: 'test.keyed' });
      const receipts = await Promise.all(['person0', 'person1'].map((person) => f.say(person, request, 'approve')));
      expect(receipts).toMatchObject([{ counted: true }, { counted: true }]);
      const resolved = (await readAudit(f.db, request.id)).filter(({ kind }) => kind === 'request.resolved');
      expect(resolved).toHaveLength(1);
      expect((await f.view(request.id)).resolution).toMatchObject({ outcome: 'approved', by: 'people' });
    }
  });

  it('of everybody, counted by many workers at once, give each its one receipt and one resolution', async () => {
    const request = await f.open({ type: 'test.keyed' });
    const receipts = await Promise.all(people.map((person) => f.say(person, request, 'approve')));
    expect(receipts.every(({ counted }) => counted !== null)).toBe(true);
    const audit = await readAudit(f.db, request.id);
    expect(firstBrokenEntry(audit)).toBeNull();
    expect(audit.filter(({ kind }) => kind.startsWith('decision.'))).toHaveLength(people.length);
    expect(audit.filter(({ kind }) => kind === 'request.resolved')).toHaveLength(1);
    const counted = (await decisions(request.id)).filter((row) => row.counted);
    expect((await f.view(request.id)).resolution?.people).toEqual(counted.map((row) => row.person_id));
  });

  it('of one person twice count once', async () => {
    const request = await f.open({ type: 'test.keyed' });
    const receipts = await Promise.all([f.say('person1', request, 'approve'), f.say('person1', request, 'approve')]);
    expect(receipts.map(({ counted, reason }) => reason ?? counted).sort()).toEqual(['duplicate', true]);
    expect((await f.view(request.id)).status).toBe('pending');
  });
});

describe('a decision id', () => {
  it('sent again, even ten times at once, is one row and one receipt', async () => {
    const request = await f.open({});
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => f.record('person1', request, 'approve', { decisionId: 'click-1', comment: 'yes' })),
    );
    expect(answers.every(({ kind }) => kind === 'ok')).toBe(true);
    expect(await decisions(request.id)).toHaveLength(1);
    await f.count(request.id);
    expect(await f.say('person1', request, 'approve', { decisionId: 'click-1', comment: 'yes' })).toMatchObject({ counted: true });
  });

  it.each([
    ['another person', 'person2', 'edit', { args: { n: 2 } }],
    ['another verb', 'person1', 'approve', {}],
    ['other arguments', 'person1', 'edit', { args: { n: 3 } }],
    ['another digest', 'person1', 'edit', { args: { n: 2 }, digest: `sha256:${'0'.repeat(64)}` }],
    ['another revision', 'person1', 'edit', { args: { n: 2 }, revision: 2 }],
  ] as const)('is refused for %s', async (_, person, verb, more) => {
    const request = await f.open({});
    await f.record('person1', request, 'edit', { decisionId: 'click-2', args: { n: 2 } });
    expect(await f.record(person, request, verb, { decisionId: 'click-2', ...more })).toMatchObject({ code: 'decision_id_conflict' });
    expect(await decisions(request.id)).toHaveLength(1);
  });
});

describe('a vote in the instant of the deadline', () => {
  const deadlineOf = (request: RequestView) => new Date(request.deadlineAt ?? '').getTime();
  const tick = (request: RequestView, atMs: number) => advance(f.moves, request.id, { kind: 'tick', atMs }, atMs);
  const resolutions = async (id: string) => (await readAudit(f.db, id)).filter(({ kind }) => kind === 'request.resolved');

  it.each(['vote', 'deadline'] as const)('leads to one outcome, and both are recorded: the %s was first', async (first) => {
    const request = await f.open({});
    const vote = () => f.record('person1', request, 'approve');
    const deadline = () => tick(request, deadlineOf(request));
    await (first === 'vote' ? f.inOrder(request.id, vote, deadline) : f.inOrder(request.id, deadline, vote));
    await f.count(request.id);
    expect(await f.view(request.id)).toMatchObject(
      first === 'vote'
        ? { status: 'approved', resolution: { by: 'people' }, decisions: [{ counted: true }] }
        : { status: 'expired', resolution: { by: 'fallback' }, decisions: [{ counted: false, reason: 'already_closed' }] },
    );
    expect(await resolutions(request.id)).toHaveLength(1);
  });

  it('leads to one outcome however they meet', async () => {
    for (let round = 0; round < 15; round += 1) {
      const request = await f.open({});
      await Promise.all([f.record('person1', request, 'approve'), tick(request, deadlineOf(request))]);
      await f.count(request.id);
      const { status, decisions: said } = await f.view(request.id);
      expect(said).toMatchObject([status === 'approved' ? { counted: true } : { counted: false, reason: 'already_closed' }]);
      expect(['approved', 'expired']).toContain(status);
      expect(await resolutions(request.id)).toHaveLength(1);
    }
  });

  it('that was committed before it is counted before it, however late it is counted', async () => {
    const request = await f.open({});
    await f.record('person1', request, 'approve');
    await tick(request, deadlineOf(request) + 1);
    expect(await f.view(request.id)).toMatchObject({ resolution: { outcome: 'approved', by: 'people' } });
  });
});

describe('a decision after the end', () => {
  it('is recorded with its receipt at once, without a worker, and changes nothing', async () => {
    const request = await f.open({});
    await f.intake.withdraw(f.bot, request.id, 'x');
    const before = await f.view(request.id);
    expect(await f.record('person1', request, 'approve')).toMatchObject({ value: { counted: false, reason: 'already_closed' } });
    const { resolution, status } = await f.view(request.id);
    expect({ resolution, status }).toEqual({ resolution: before.resolution, status: 'cancelled' });
  });
});
