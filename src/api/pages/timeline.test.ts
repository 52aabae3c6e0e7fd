import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../contracts/json.js';
import type { Names } from '../review/names.js';
import { timeline } from './timeline.js';

const NAMES: Names = {
  person: (id) => id.toUpperCase(),
  ref: (ref) => ({ label: ref, members: null }),
  label: (ref) => ref.replace(/^\w+:/, ''),
  fills: () => false,
  known: new Map(),
};
const SOURCES = ['domain', 'moves', 'intake', 'activities'];

function textOf(kind: string, body: JsonObject = {}): string {
  const entry = { requestId: 'req', seq: 1, at: '2026-01-01T00:00:00Z', kind, body, previous: '', hash: 'h' };
  return timeline([entry], NAMES, 0).markup.replace(/\s+/g, ' ');
}

/** Every kind that some source file puts into the record. */
function recorded(): string[] {
  const found = SOURCES.flatMap((folder) =>
    readdirSync(join('src', folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [...readFileSync(join('src', folder, name), 'utf8').matchAll(/(?:audit\(|kind: )'([a-zA-Z]+\.[a-zA-Z_]+)'/g)]),
  );
  return [...new Set(found.map(([, kind = '']) => kind))];
}

describe('the record in words', () => {
  test('knows every kind of entry that is written', () => {
    const kinds = recorded();
    expect(kinds.length).toBeGreaterThan(25);
    expect(kinds.filter((kind) => textOf(kind).includes(kind))).toEqual([]);
    expect(textOf('never.heard_of')).toContain('never.heard_of');
  });

  test.each<[string, JsonObject, string]>([
    ['decision.counted', { verb: 'approve', by: 'ben', onBehalfOf: 'ada' }, '<strong>BEN</strong> approved for ADA'],
    ['decision.counted', { verb: 'delegate', by: 'ben', to: 'person:ada' }, 'handed it over to ada'],
    ['decision.counted', { verb: 'extend', by: 'ben', forMs: 3_600_000 }, 'extended the deadline by 1h'],
    ['decision.refused', { verb: 'deny', by: 'ben', reason: 'too_late' }, 'It had been started already'],
    ['request.escalated', { do: 'fallback', to: ['group:leads'], why: 'nobody' }, 'Nobody was found, so leads are asked: nobody'],
    ['request.escalated', { do: 'replace', to: ['group:leads'], why: 'late' }, 'leads are asked instead: late'],
    ['request.escalated', { to: ['group:leads'], why: 'late' }, 'Escalated to leads: late'],
    ['request.unreachable', { missing: [{ stage: 'a', entries: ['group:x', 'person:y'], need: 1 }] }, 'Missing: 1 of x, y'],
    ['votes.kept', { votes: [{ personId: 'ada', decisionId: 'd', from: 2 }] }, 'ADA (revision 2)'],
    ['effect.settled', { by: 'ada', outcome: 'did_not_happen', reason: 'empty ledger' }, '<strong>it did not happen</strong>'],
    ['followUp.opened', { request: 'req_x' }, '<a href="/r/req_x">'],
  ])('%s: %j', (kind, body, words) => {
    expect(textOf(kind, body)).toContain(words);
  });
});
