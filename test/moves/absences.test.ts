import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReviewerRef } from '../../src/contracts/plan.js';
import type { Policy } from '../../src/contracts/policy.js';
import type { RequestView } from '../../src/contracts/view.js';
import { insertAbsence } from '../../src/ledger/absences.js';
import { changeDirectory } from '../../src/ledger/directory-version.js';
import { openMoves, type MovesFixture } from './fixture.js';

let fixture: MovesFixture;
beforeEach(async () => {
  fixture = await openMoves();
  await fixture.person('ada', ['finance']);
  await fixture.person('bob', ['helpers']);
  await fixture.person('cyd', ['finance']);
});
afterEach(() => fixture.close());

const HOUR = 3_600_000;
async function absent(personId: string, delegateId: string | null): Promise<void> {
  const now = fixture.now();
  const window = { from: new Date(now), until: new Date(now + HOUR) };
  await changeDirectory(fixture.db, (tx) => insertAbsence(tx, { personId, delegateId, ...window, note: null, madeBy: 'test' }, now));
}

/** Opens a request that asks these people. */
async function ask(reviewers: ReviewerRef[], more: { need?: Policy['need']; requester?: string } = {}): Promise<RequestView> {
  const { need = 'any', ...request } = more;
  await fixture.policy({ name: 'p', reviewers, need, onTimeout: 'reject' });
  return fixture.open(request);
}

describe('while somebody is absent', () => {
  it('the delegate’s vote fills their place, under both names', async () => {
    await absent('ada', 'bob');
    const request = await ask(['person:ada']);
    expect(await fixture.say('bob', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
    const [decision] = (await fixture.view(request.id)).decisions;
    expect(decision).toMatchObject({ by: { id: 'bob' }, onBehalfOf: { id: 'ada' } });
  });

  it('delegate and delegator are one vote', async () => {
    await absent('ada', 'bob');
    await expect(ask(['person:ada', 'person:bob'], { need: 'all' })).rejects.toThrow('unsatisfiable_reviewers');
    const request = await ask(['group:finance', 'person:ada'], { need: 'all' });
    expect(await fixture.say('bob', request, 'approve')).toMatchObject({ counted: true, status: 'pending' });
    // Back early, and in the very place that was filled: still the same vote.
    expect((await fixture.say('ada', request, 'approve')).status).toBe('pending');
    expect(await fixture.say('cyd', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
  });

  it('a delegate who asks for it decides nothing', async () => {
    await absent('ada', 'bob');
    const request = await ask(['person:ada', 'person:cyd'], { requester: 'bob' });
    expect(await fixture.say('bob', request, 'approve')).toMatchObject({ counted: false, reason: 'self_approval' });
  });

  it('without a delegate, a request that only they could approve is refused', async () => {
    await absent('ada', null);
    await expect(ask(['person:ada'])).rejects.toThrow('unsatisfiable_reviewers');
    fixture.skip(HOUR);
    expect((await ask(['person:ada'])).status).toBe('pending');
  });

  it('and it begins under way, the request says whom it lacks until they are back', async () => {
    const request = await ask(['person:ada']);
    await absent('ada', null);
    await fixture.count(request.id);
    expect((await fixture.view(request.id)).awaiting).toMatchObject({ missing: [{ entries: ['person:ada'] }] });
    expect(await fixture.say('ada', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
  });
});
