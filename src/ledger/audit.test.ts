import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuditEntry } from '../contracts/view.js';
import { auditHash, firstBrokenEntry, GENESIS } from './audit.js';

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const entry = {
      requestId: 'req_1',
      seq,
      at: '2026-01-01T00:00:00.000Z',
      kind: 'k',
      body: { n: seq },
      previous: entries.at(-1)?.hash ?? GENESIS,
    };
    entries.push({ ...entry, hash: auditHash(entry) });
  }
  return entries;
}

describe('an audit chain', () => {
  it('holds as it was written, and empty', () => {
    expect(firstBrokenEntry(chain(5))).toBeNull();
    expect(firstBrokenEntry([])).toBeNull();
  });

  it('breaks at the entry that any change of any field touches', () => {
    const change = fc.constantFrom<Partial<AuditEntry>>(
      { body: { n: -1 } },
      { kind: 'other' },
      { at: '2026-01-01T00:00:00.001Z' },
      { requestId: 'req_2' },
      { previous: 'f'.repeat(64) },
      { hash: 'f'.repeat(64) },
      { seq: 99 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), change, (length, at, changed) => {
        const entries = chain(length);
        const index = at % length;
        entries[index] = { ...(entries[index] as AuditEntry), ...changed };
        expect(firstBrokenEntry(entries)).toBe(changed.seq ?? index + 1);
      }),
    );
  });

  it('breaks after a forger who hashed the changed entry anew, at the next one', () => {
    const entries = chain(4);
    const { hash: _, ...entry } = { ...(entries[1] as AuditEntry), body: { n: 'forged' } };
    entries[1] = { ...entry, hash: auditHash(entry) };
    expect(firstBrokenEntry(entries)).toBe(3);
  });

  it('breaks where an entry is missing, doubled or moved', () => {
    const [a, b, c, d] = chain(4) as [AuditEntry, AuditEntry, AuditEntry, AuditEntry];
    expect(firstBrokenEntry([b, c, d])).toBe(2);
    expect(firstBrokenEntry([a, c, d])).toBe(3);
    expect(firstBrokenEntry([a, b, b, c])).toBe(2);
    expect(firstBrokenEntry([a, c, b, d])).toBe(3);
  });
});
