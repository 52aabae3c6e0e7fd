import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { JsonObject } from '../../src/contracts/json.js';
import { firstBrokenEntry, readAudit } from '../../src/ledger/audit.js';
import { actionDigest } from '../../src/ledger/digest.js';
import { findRevision } from '../../src/ledger/revisions.js';
import { finishEffect } from '../../src/moves/finish.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());

async function executed(): Promise<string> {
  const request = await f.open({ args: { n: 1e21, text: 'é', list: [-0, 1e-7, 0.1] } });
  await f.say('ada', request, 'approve', { comment: 'fine — “yes” 😀' });
  await f.claim(request.id);
  const report = { requestId: request.id, revision: 1, fence: 1, outcome: 'executed', detail: { ok: true }, reason: 'done' } as const;
  await finishEffect(f.moves, report, f.now());
  return request.id;
}

describe('the audit chain of a request', () => {
  it('says everything from its opening to its effect, and holds', async () => {
    const entries = await readAudit(f.db, await executed());
    expect(entries.map(({ kind }) => kind)).toEqual([
      'request.opened',
      'revision.proposed',
      'decision.counted',
      'request.resolved',
      'effect.claimed',
      'effect.finished',
    ]);
    expect(firstBrokenEntry(entries)).toBeNull();
  });

  it.each([
    ['update', (id: string) => sql`update audit set kind = 'x' where request_id = ${id} and seq = 3`],
    ['delete', (id: string) => sql`delete from audit where request_id = ${id} and seq = 3`],
  ])('refuses %s', async (_, statement) => {
    const id = await executed();
    await expect(statement(id).execute(f.db)).rejects.toThrow('audit is append-only');
    expect(firstBrokenEntry(await readAudit(f.db, id))).toBeNull();
  });

  it.each([
    ['a body', (id: string) => sql`update audit set body = jsonb_set(body, '{by}', '"eve"') where request_id = ${id} and seq = 3`, 3],
    ['a kind', (id: string) => sql`update audit set kind = 'decision.refused' where request_id = ${id} and seq = 3`, 3],
    ['a time', (id: string) => sql`update audit set at = at + interval '1 millisecond' where request_id = ${id} and seq = 3`, 3],
    ['a missing entry', (id: string) => sql`delete from audit where request_id = ${id} and seq = 3`, 4],
    ['entries moved to the end', (id: string) => sql`update audit set seq = 23 - seq where request_id = ${id} and seq in (3, 4)`, 5],
  ])('shows %s that somebody changed past the trigger', async (_, statement, brokenAt) => {
    const [id, other] = [await executed(), await executed()];
    await f.db.transaction().execute(async (tx) => {
      await sql`alter table audit disable trigger audit_append_only`.execute(tx);
      await statement(id).execute(tx);
      await sql`alter table audit enable trigger audit_append_only`.execute(tx);
    });
    expect(firstBrokenEntry(await readAudit(f.db, id))).toBe(brokenAt);
    expect(firstBrokenEntry(await readAudit(f.db, other))).toBeNull();
  });
});

describe('arguments in the database', () => {
  it('have the digest that was shown, whatever JSON they are', async () => {
    const well = fc
      .string({ unit: 'binary', maxLength: 8 })
      .filter((text) => text.isWellFormed() && !text.includes('\0') && text !== '__proto__');
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        well,
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(well, tie('json'), { maxKeys: 3 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const request = await f.open({ args: { value } as JsonObject });
        const stored = await findRevision(f.db, request.id, 1);
        const { args, type, version } = stored?.action ?? { args: {}, type: '', version: '' };
        expect(actionDigest({ args, requestId: request.id, revision: 1, type, version })).toBe(request.digest);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
