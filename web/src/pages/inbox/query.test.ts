import { expect, test } from '@jest/globals';
import { addressOf, apiPath, chipsOf, cleared, PLAIN, queryOf } from './query.js';

test('an address that says nothing is what waits for me, newest first', () => {
  expect(queryOf('')).toEqual(PLAIN);
  expect(addressOf(PLAIN)).toBe('/');
});

test('every list has an address, and the address gives the list back', () => {
  const query = {
    ...PLAIN,
    ...({ scope: 'all', sort: 'risk', age: '7d', due: '1h', state: 'open', q: 'order A&B 100%' } as const),
    ...({ type: ['payments.*', 'deploy.release'], risk: ['critical', 'high'], agent: ['bot 1'], policy: ['large'] } as const),
  };
  const address = addressOf(query);
  expect(address).toContain('type=payments.*,deploy.release');
  expect(queryOf(address.slice(1))).toEqual(query);
});

test.each(['?scope=theirs', '?sort=; drop', '?risk=enormous', '?age=9y&due=x&state=half', '?type=,,&q=%20%20'])(
  'what means nothing in %s narrows nothing',
  (search) => {
    expect(queryOf(search)).toEqual(PLAIN);
  },
);

test('each chip takes off itself and nothing else', () => {
  const query = queryOf('?scope=decided&risk=high,low&type=a.b&q=hello&due=now');
  const chips = chipsOf(query);
  expect(chips.map(({ text }) => text)).toEqual(['“hello”', 'high risk', 'low risk', 'a.b', 'Overdue']);
  for (const chip of chips) expect(chipsOf(chip.without)).toHaveLength(chips.length - 1);
  expect(chipsOf(cleared(query))).toEqual([]);
  expect(cleared(query).scope).toBe('decided');
});

test('ages and deadlines count from the moment of asking', () => {
  const nowMs = Date.parse('2026-03-02T10:00:00Z');
  const path = (search: string) => new URL(apiPath(queryOf(search), { limit: 30, cursor: 'c', nowMs }), 'http://x.example').searchParams;
  expect(path('?age=1h').get('openedAfter')).toBe('2026-03-02T09:00:00.000Z');
  expect(path('?age=old').get('openedBefore')).toBe('2026-03-01T10:00:00.000Z');
  expect(path('?due=now').get('deadlineBefore')).toBe('2026-03-02T10:00:00.000Z');
  expect(path('?due=4h').get('deadlineBefore')).toBe('2026-03-02T14:00:00.000Z');
  expect([...path('').keys()]).toEqual(['scope', 'sort', 'limit', 'cursor']);
});
