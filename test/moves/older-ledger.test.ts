import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestView } from '../../src/contracts/view.js';
import { resumeEffects } from '../../src/intake/pauses.js';
import { firstBrokenEntry, readAudit } from '../../src/ledger/audit.js';
import { listPauses } from '../../src/ledger/pauses.js';
import { advance } from '../../src/moves/advance.js';
import { claimEffect } from '../../src/moves/claim.js';
import { finishEffect } from '../../src/moves/finish.js';
import { LEASE_MS, openMoves, type MovesFixture } from './fixture.js';

// What a ledger that was restored to an older moment is told by runs and workers that have seen a later one.
let f: MovesFixture;
const ADA = { kind: 'person', id: 'ada' } as const;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());
const active = () => listPauses(f.db, { active: true, before: null, limit: 10, forAgent: null });
const resumeAll = async () => {
  for (const { id } of await active()) await resumeEffects(f.db, id, ADA, 'compared', f.now());
};
afterEach(resumeAll);

async function approved(effect: string): Promise<RequestView> {
  const request = await f.open({ type: `test.${effect}` });
  await f.say('ada', request, 'approve');
  return f.view(request.id);
}
const tick = (id: string, seen?: number) => advance(f.moves, id, { kind: 'tick', atMs: f.now() }, f.now(), seen);
const claim = (id: string, fence: number) =>
  claimEffect(f.moves, id, { holder: 'second attempt', leaseMs: LEASE_MS, canRun: () => true, earlier: { revision: 1, fence } }, f.now());
const kinds = async (id: string) => (await readAudit(f.db, id)).map(({ kind }) => kind);

describe('a run that has seen a later move', () => {
  it('pauses all effects before its request goes on, and waits', async () => {
    const { id, move } = await approved('once');
    const view = await tick(id, move + 3);
    expect(view).toMatchObject({
      status: 'approved',
      next: { do: 'wait', because: expect.stringContaining('the ledger is older than Temporal') },
    });
    const [pause] = await active();
    expect(pause).toMatchObject({ scope: { kind: 'all' }, by: { kind: 'countersign' } });
    expect(pause?.reason).toContain(`a run has seen move ${move + 3} of ${id}, and move ${move} is the last one here`);
    expect((await f.claim(id)).kind).toBe('paused');
    expect(await kinds(id)).toContain('ledger.older');
    expect(firstBrokenEntry(await readAudit(f.db, id))).toBeNull();
  });

  it('says so once: what a person has resumed goes on', async () => {
    const { id, move } = await approved('once');
    await tick(id, move + 3);
    await resumeAll();
    expect(await tick(id, move + 3)).toMatchObject({ next: { do: 'execute' } });
    expect(await active()).toEqual([]);
    expect(await f.claim(id)).toMatchObject({ kind: 'run' });
    expect((await kinds(id)).filter((kind) => kind === 'ledger.older')).toHaveLength(1);
  });

  it('is believed before any decision or timer of this ledger leads anywhere', async () => {
    const request = await f.open({});
    await f.record('ada', request, 'approve');
    expect(await tick(request.id, request.move + 9)).toMatchObject({ status: 'approved' });
    expect((await f.claim(request.id)).kind).toBe('paused');
    // The pause was there when the vote was counted.
    const entries = await kinds(request.id);
    expect(entries.indexOf('ledger.older')).toBeLessThan(entries.indexOf('decision.counted'));
    expect(await active()).toHaveLength(1);
  });

  it.each([-1, 0])('and one that has seen no more than the ledger (%d) changes nothing', async (more) => {
    const { id, move } = await approved('once');
    expect(await tick(id, move + more)).toMatchObject({ next: { do: 'execute' } });
    expect(await active()).toEqual([]);
  });
});

describe('a run whose request is not known', () => {
  const unknown = `req_${'0'.repeat(26)}`;

  it('pauses all effects where it has seen a move of it, and not where anybody could have made it up', async () => {
    await expect(tick(unknown)).rejects.toThrow('there is no request');
    expect(await active()).toEqual([]);
    await expect(tick(unknown, 1)).rejects.toThrow('there is no request');
    expect(await active()).toMatchObject([{ by: { kind: 'countersign' }, reason: expect.stringContaining(unknown) }]);
  });
});

describe('an attempt whose earlier claim is not known', () => {
  it('never runs a once effect again: it is unknown, for a person', async () => {
    const { id } = await approved('once');
    expect(await claim(id, 1)).toMatchObject({ kind: 'moved', view: { status: 'unknown' } });
    expect(await active()).toHaveLength(1);
    await resumeAll();
    expect(await f.claim(id)).toMatchObject({ kind: 'moved', view: { status: 'unknown' } });
    expect((await readAudit(f.db, id)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ledger.older', 'effect.claimed', 'effect.finished']),
    );
  });

  it.each([
    ['keyed', 'run'],
    ['observable', 'reconcile'],
  ])('of a %s effect goes on under a higher fence when a person has resumed', async (effect, kind) => {
    const { id } = await approved(effect);
    expect((await claim(id, 2)).kind).toBe('paused');
    await resumeAll();
    expect(await claim(id, 2)).toMatchObject({ kind, work: { fence: 3 } });
    expect(await active()).toEqual([]);
  });

  it('knows a claim whose later holder is lost', async () => {
    const { id } = await approved('keyed');
    await f.claim(id);
    expect((await claim(id, 4)).kind).toBe('paused');
    await resumeAll();
    expect(await claim(id, 4)).toMatchObject({ kind: 'run', work: { fence: 5 } });
  });

  it('and one whose claim is known is no evidence', async () => {
    const { id } = await approved('keyed');
    await f.claim(id);
    expect((await claim(id, 1)).kind).toBe('held');
    expect(await active()).toEqual([]);
  });
});

describe('a report of a claim that is not known', () => {
  const report = (requestId: string) =>
    ({ requestId, revision: 1, fence: 1, outcome: 'executed', detail: { ref: 'T-1' }, reason: 'done' }) as const;

  it('is taken where the approval is, so that it is never run again', async () => {
    const { id } = await approved('once');
    expect(await finishEffect(f.moves, report(id), f.now())).toMatchObject({ late: false, view: { status: 'executed' } });
    expect((await f.view(id)).execution).toMatchObject({ outcome: 'executed', detail: { ref: 'T-1' } });
    expect(await active()).toHaveLength(1);
  });

  it('is kept as evidence where the approval is lost too', async () => {
    const request = await f.open({});
    expect(await finishEffect(f.moves, report(request.id), f.now())).toMatchObject({ late: true, view: { status: 'pending' } });
    expect((await readAudit(f.db, request.id)).at(-1)).toMatchObject({
      kind: 'effect.late',
      body: { outcome: 'executed', detail: { ref: 'T-1' } },
    });
    expect(await active()).toHaveLength(1);
  });
});
