import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { Sort } from '../../src/contracts/inbox.js';
import type { Policy } from '../../src/contracts/policy.js';
import type { Principal } from '../../src/contracts/principal.js';
import type { Risk } from '../../src/contracts/risk.js';
import type { RequestView } from '../../src/contracts/view.js';
import type { ListQuery } from '../../src/intake/intake.js';
import { openMoves, type MovesFixture } from './fixture.js';

const ADA: Principal = { kind: 'person', personId: 'ada' };
const CYD: Principal = { kind: 'person', personId: 'cyd' };
const HOUR = 3_600_000;

let f: MovesFixture;
/** By what it is about, in the order of opening. */
const requests: Record<string, RequestView> = {};
let startedAt: number;

interface Opening {
  name: string;
  type: string;
  risk: Risk;
  deadline?: string;
  args?: Record<string, string>;
  by?: Principal;
}

const OPENINGS: readonly Opening[] = [
  { name: 'refund', type: 'payments.refund', risk: 'medium', deadline: '5h', args: { order: 'A-1042', customer: 'Zoë Müller' } },
  { name: 'payout', type: 'payments.pay_out', risk: 'critical', deadline: '2h' },
  { name: 'mail', type: 'mail.send', risk: 'low', args: { subject: 'Hello 100%' } },
  { name: 'deploy', type: 'deploy.promote', risk: 'high', deadline: '3h', by: { kind: 'agent', keyId: 'k', agent: 'ci', owner: null } },
  { name: 'own', type: 'mail.send', risk: 'low', by: ADA },
];

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
  await f.person('bob', ['reviewers']);
  await f.person('cyd', []);
  await f.policy({
    name: 'money',
    match: { types: ['payments.*'] },
    reviewers: ['group:reviewers'],
    onTimeout: 'reject',
    deadline: '8h',
  } as unknown as Policy);
  startedAt = f.now();
  for (const { name, type, risk, deadline, args = {}, by = f.bot } of OPENINGS) {
    const action = { type, title: `To ${name}`, args, risk };
    const answer = await f.intake.submit(by, { action, requireReview: true, ...(deadline ? { deadline } : {}) }, { idempotencyKey: null });
    if (answer.kind === 'refused') throw new Error(answer.message);
    requests[name] = answer.value.view;
    f.skip(60_000);
  }
});
afterAll(() => f.close());

async function page(query: Partial<ListQuery>, by: Principal = ADA) {
  const answer = await f.intake.list(by, { limit: 50, ...query });
  if (answer.kind === 'refused') throw new Error(`${answer.code} ${answer.field ?? ''}`);
  return answer.value;
}

const nameOf = (id: string) => Object.entries(requests).find(([, request]) => request.id === id)?.[0] ?? id;

async function names(query: Partial<ListQuery>, by?: Principal): Promise<string[]> {
  return (await page(query, by)).items.map(({ id }) => nameOf(id));
}

async function refusal(query: Partial<ListQuery>, by: Principal = ADA): Promise<string> {
  const answer = await f.intake.list(by, { limit: 50, ...query });
  return answer.kind === 'refused' ? `${answer.status} ${answer.code} ${answer.field ?? ''}` : 'accepted';
}

describe('the order', () => {
  it.each<[Sort, string[]]>([
    ['newest', ['own', 'deploy', 'mail', 'payout', 'refund']],
    ['oldest', ['refund', 'payout', 'mail', 'deploy', 'own']],
    ['deadline', ['payout', 'deploy', 'refund', 'mail', 'own']],
    ['risk', ['payout', 'deploy', 'refund', 'own', 'mail']],
  ])('%s is the same in one page and in many', async (sort, order) => {
    expect(await names({ sort })).toEqual(order);
    for (const more of [{}, { status: ['pending'] as const }, { q: 'to' }, { type: ['*'] }]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const next: Awaited<ReturnType<typeof page>> = await page({ sort, limit: 2, ...more, ...(cursor === null ? {} : { cursor }) });
        seen.push(...next.items.map(({ id }) => nameOf(id)));
        cursor = next.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(order);
    }
  });

  it('is newest first where none is asked for', async () => {
    expect(await names({})).toEqual(await names({ sort: 'newest' }));
  });

  it('a row that goes between two pages shifts no other', async () => {
    for (const sort of ['newest', 'oldest', 'deadline', 'risk'] as const) {
      const all = (await page({ sort, status: ['pending'] })).items.map(({ id }) => id);
      const first = await page({ sort, status: ['pending'], limit: 2 });
      // The last row of the first page and the first of the second are gone by the time of the second.
      const gone = [all[1], all[2]];
      await sql`update requests set status = 'approved', deadline_at = null, risk = 'low' where id = any(${gone}::text[])`.execute(f.db);
      const second = await page({ sort, status: ['pending'], limit: 2, cursor: first.nextCursor ?? '' });
      expect(second.items.map(({ id }) => id)).toEqual(all.slice(3));
      for (const id of gone) {
        const [opened] = Object.values(requests).filter((request) => request.id === id);
        await sql`update requests set status = 'pending', deadline_at = ${opened?.deadlineAt}, risk = ${opened?.action?.risk} where id = ${id}`.execute(
          f.db,
        );
      }
    }
  });

  it('a cursor of another order, or of nothing, is refused by name', async () => {
    const { nextCursor } = await page({ sort: 'risk', limit: 1 });
    expect(await refusal({ sort: 'risk', limit: 1, cursor: nextCursor ?? '' })).toBe('accepted');
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const id = requests['mail']?.id;
    for (const [sort, cursor] of [
      ['newest', nextCursor ?? ''],
      ['newest', id ?? ''],
      ['newest', 'nonsense'],
      ['newest', ''],
      ['newest', forged([0, 'x', id])],
      ['risk', forged([3, '9', id])],
      ['deadline', forged([2, '2026-99-99', id])],
      ['deadline', forged([2, "x'; drop table requests", id])],
      ['deadline', forged({})],
    ] as const)
      expect([sort, cursor, await refusal({ sort, cursor })]).toEqual([sort, cursor, '400 invalid_cursor cursor']);
  });
});

describe('filters', () => {
  it.each<[string, Partial<ListQuery>, string[]]>([
    ['a type', { type: ['mail.send'] }, ['own', 'mail']],
    ['several types', { type: ['mail.send', 'deploy.promote'] }, ['own', 'deploy', 'mail']],
    ['a family of types', { type: ['payments.*'] }, ['payout', 'refund']],
    ['the end of a type', { type: ['*.promote'] }, ['deploy']],
    ['the star alone', { type: ['*'] }, ['own', 'deploy', 'mail', 'payout', 'refund']],
    ['a line that stands for itself', { type: ['payments.p_y*'] }, []],
    ['risk', { risk: ['high', 'critical'] }, ['deploy', 'payout']],
    ['an agent', { agent: ['ci'] }, ['deploy']],
    ['several agents', { agent: ['ci', 'bot'] }, ['deploy', 'mail', 'payout', 'refund']],
    ['the policy', { policy: ['money'] }, ['payout', 'refund']],
    ['both of two', { policy: ['money'], risk: ['medium'] }, ['refund']],
    ['a status', { status: ['executed'] }, []],
  ])('%s', async (_what, query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('by when it was opened: from a moment on, and before one', async () => {
    const second = new Date(startedAt + 60_000);
    const fourth = new Date(startedAt + 3 * 60_000 - 1_000);
    expect(await names({ openedAfter: new Date(Date.parse(requests['mail']?.createdAt ?? '')) })).toEqual(['own', 'deploy', 'mail']);
    expect(await names({ openedBefore: new Date(Date.parse(requests['mail']?.createdAt ?? '')) })).toEqual(['payout', 'refund']);
    expect(await names({ openedAfter: second, openedBefore: fourth })).toEqual(['mail', 'payout']);
    for (const sort of ['deadline', 'risk'] as const)
      expect(await names({ sort, openedAfter: second, openedBefore: fourth })).toEqual(['payout', 'mail']);
  });

  it('by what is due', async () => {
    expect(await names({ deadlineBefore: new Date(startedAt + 4 * HOUR) })).toEqual(['deploy', 'payout']);
    expect(await names({ deadlineBefore: new Date(startedAt + 4 * HOUR), sort: 'deadline', limit: 1 })).toEqual(['payout']);
  });

  it.each([
    ['a word of the title', 'refund', ['refund']],
    ['the beginning of a word', 'PAYO', ['payout']],
    ['a word of the type', 'promote', ['deploy']],
    ['what an argument says', 'a-1042', ['refund']],
    ['letters of any script, composed or not', 'zoe\u0308 mu\u0308l', ['refund']],
    ['every word has to be there', 'to hello', ['mail']],
    ['one that is not', 'to nobody', []],
    ['signs mean nothing', "100% & | ! ' :*", ['mail']],
    ['the middle of a word is no beginning', 'fund', []],
  ])('words: %s', async (_what, q, expected) => {
    expect(await names({ q })).toEqual(expected);
    expect(await names({ q, sort: 'risk' })).toEqual(expected);
  });

  it('an id, or how it begins', async () => {
    const id = requests['mail']?.id ?? '';
    expect(await names({ q: id })).toEqual(['mail']);
    expect(await names({ q: ` ${id.toUpperCase()} ` })).toEqual(['mail']);
    expect(await names({ q: id.slice(0, 20) })).toEqual(['mail']);
    expect(await names({ q: 'req_' })).toHaveLength(5);
    expect(await names({ q: 'req_zzz' })).toEqual([]);
  });

  it('a search for nothing is refused by name', async () => {
    expect(await refusal({ q: ' — ' })).toBe('400 invalid_query q');
  });

  it('agents see their own only, whatever they ask for', async () => {
    expect(await names({}, f.bot)).toEqual(['mail', 'payout', 'refund']);
    expect(await names({ agent: ['ci'] }, f.bot)).toEqual([]);
    expect(await names({ q: requests['deploy']?.id ?? '' }, f.bot)).toEqual([]);
    expect(await refusal({ scope: 'waiting' }, f.bot)).toBe('400 invalid_query scope');
  });
});

describe('what waits for me, and what I decided on', () => {
  it('waits until it is voted on or handed over, and is never my own', async () => {
    expect(await names({ scope: 'waiting' })).toEqual(['deploy', 'mail', 'payout', 'refund']);
    expect(await names({ scope: 'waiting' }, CYD)).toEqual([]);
    expect(await names({ scope: 'waiting', status: ['executed'] })).toEqual([]);
    await f.say('ada', requests['refund'] as RequestView, 'abstain');
    await f.say('ada', requests['mail'] as RequestView, 'delegate', { to: 'person:cyd' });
    expect(await names({ scope: 'waiting' })).toEqual(['deploy', 'payout']);
    expect(await names({ scope: 'waiting' }, CYD)).toEqual(['mail']);
    await f.say('ada', requests['refund'] as RequestView, 'retract');
    expect(await names({ scope: 'waiting' })).toEqual(['deploy', 'payout', 'refund']);
  });

  it('never for viewers, nor for somebody who is kept out of this one', async () => {
    await sql`update people set viewer = true where id = 'ada'`.execute(f.db);
    expect(await names({ scope: 'waiting' })).toEqual([]);
    await sql`update people set viewer = false where id = 'ada'`.execute(f.db);
    await sql`update requests set excluded = '{ada}' where id = ${requests['deploy']?.id}`.execute(f.db);
    expect(await names({ scope: 'waiting' })).toEqual(['payout', 'refund']);
    await sql`update requests set excluded = '{}' where id = ${requests['deploy']?.id}`.execute(f.db);
  });

  it('what I took, what somebody took, and what nobody has', async () => {
    await f.say('ada', requests['payout'] as RequestView, 'claim', { for: '1h' });
    expect(await names({ claimed: { by: 'ada' } })).toEqual(['payout']);
    expect(await names({ claimed: { by: 'bob' } })).toEqual([]);
    expect(await names({ claimed: 'any' })).toEqual(['payout']);
    expect(await names({ claimed: 'none' })).not.toContain('payout');
    f.skip(HOUR + 1);
    expect(await names({ claimed: 'any' })).toEqual([]);
    expect(await names({ claimed: 'none' })).toContain('payout');
  });

  it('decided is what I said what should become of it, in any order', async () => {
    expect(await names({ scope: 'decided' })).toEqual(['refund']);
    await f.say('ada', requests['deploy'] as RequestView, 'deny', { comment: 'no' });
    await f.say('ada', requests['payout'] as RequestView, 'ask', { comment: 'why?' });
    expect(await names({ scope: 'decided' })).toEqual(['deploy', 'refund']);
    expect(await names({ scope: 'decided', sort: 'oldest' })).toEqual(['refund', 'deploy']);
    expect(await names({ scope: 'decided', sort: 'deadline' })).toEqual(['refund', 'deploy']);
    expect(await names({ scope: 'decided', status: ['rejected'] })).toEqual(['deploy']);
    expect(await names({ scope: 'decided' }, CYD)).toEqual([]);
  });

  it('the counts say the same', async () => {
    const counts = async (by: Principal) => {
      const answer = await f.intake.counts(by);
      if (answer.kind === 'refused') throw new Error(answer.code);
      return answer.value;
    };
    const open = ['proposing', 'pending', 'revising', 'approved', 'executing'] as const;
    for (const by of [ADA, CYD])
      expect(await counts(by)).toEqual({
        waiting: (await names({ scope: 'waiting' }, by)).length,
        open: (await names({ status: open }, by)).length,
        decided: (await names({ scope: 'decided' }, by)).length,
        unknown: 0,
        total: 5,
        capped: [],
      });
    expect(await counts(f.bot)).toEqual({ waiting: 0, open: 3, decided: 0, unknown: 0, total: 3, capped: [] });
  });
});
