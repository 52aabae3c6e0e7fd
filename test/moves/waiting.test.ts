import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmitRequest } from '../../src/contracts/submit.js';
import type { RequestView } from '../../src/contracts/view.js';
import { insertAbsence } from '../../src/ledger/absences.js';
import { addNested } from '../../src/ledger/nested-groups.js';
import { openMoves, type MovesFixture } from './fixture.js';

let fixture: MovesFixture;
let request: RequestView;
beforeAll(async () => {
  fixture = await openMoves();
  await fixture.person('ada', ['berlin']);
  await fixture.person('bob', []);
  await fixture.person('cyd', ['reviewers']);
  await fixture.db.transaction().execute((tx) => addNested(tx, 'reviewers', 'berlin'));
  request = await fixture.open({ reviewers: ['group:reviewers'] });
});
afterAll(() => fixture.close());

const waiting = async (reviewer: string) => {
  const answer = await fixture.intake.list({ kind: 'admin', keyId: 'a' }, { reviewer, limit: 10 });
  if (answer.kind === 'refused') throw new Error(answer.code);
  return answer.value.items.map(({ id }) => id);
};

const HOUR = 3_600_000;

describe('what waits for somebody', () => {
  it('is asked of a group that holds theirs', async () => {
    expect(await waiting('ada')).toEqual([request.id]);
    expect(await waiting('bob')).toEqual([]);
    expect(await waiting('group:reviewers')).toEqual([request.id]);
  });

  it('is also what waits for whom they stand in for, as long as they do', async () => {
    const now = fixture.now();
    const window = { from: new Date(now + HOUR), until: new Date(now + 2 * HOUR) };
    await fixture.db
      .transaction()
      .execute((tx) => insertAbsence(tx, { personId: 'ada', delegateId: 'bob', ...window, note: null, madeBy: 'test' }, now));
    expect(await waiting('bob')).toEqual([]);
    fixture.skip(HOUR);
    expect(await waiting('bob')).toEqual([request.id]);
    expect(await waiting('ada')).toEqual([request.id]);
    fixture.skip(HOUR);
    expect(await waiting('bob')).toEqual([]);
  });

  it('is not what they ask for themselves, nor what a delegator asks for', async () => {
    const now = fixture.now();
    const own = await fixture.intake.submit(
      { kind: 'person', personId: 'ada' },
      { action: { type: 'test.once', args: {} } } as SubmitRequest,
      {
        idempotencyKey: null,
      },
    );
    if (own.kind === 'refused') throw new Error(own.message);
    const window = { from: new Date(now - HOUR), until: new Date(now + HOUR) };
    await fixture.db
      .transaction()
      .execute((tx) => insertAbsence(tx, { personId: 'ada', delegateId: 'bob', ...window, note: null, madeBy: 'test' }, now));
    expect(await waiting('ada')).toEqual([request.id]);
    expect(await waiting('bob')).toEqual([request.id]);
    expect(await waiting('cyd')).toEqual([own.value.view.id, request.id]);
  });

  it('is not what they, or somebody in the same place, have voted on', async () => {
    await fixture.say('ada', request, 'abstain');
    expect(await waiting('ada')).toEqual([]);
    expect(await waiting('bob')).toEqual([]);
    await fixture.say('ada', request, 'retract');
    expect(await waiting('ada')).toEqual([request.id]);
  });
});
