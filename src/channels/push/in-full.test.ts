import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argsInFull } from './in-full.js';

const of = (args: Parameters<typeof argsInFull>[0]['args'], title = 'Refund') => argsInFull({ title, args });

describe('arguments in a notification', () => {
  it('stand with their names, text in quotes', () => {
    expect(of({ amount: 12, order: 'A-1', urgent: true, note: null })).toBe('amount: 12, order: "A-1", urgent: true, note: null');
  });

  it('cannot pass for other arguments', () => {
    expect(of({ order: 'A-1", amount: 1' })).toBe('order: "A-1\\", amount: 1"');
    expect(of({ 'order: "A-1", amount': 1 })).toBe('"order: \\"A-1\\", amount": 1');
  });

  it('are all there or not there at all', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const text = of(args as Parameters<typeof of>[0]);
        if (text === null) return;
        expect(text.length).toBeLessThanOrEqual(120);
        for (const value of Object.values(args)) if (typeof value === 'string') expect(text).toContain(JSON.stringify(value));
      }),
    );
  });

  it.each(['a\u200bb', 'a\u202eb', '\u0430pple', 'שלום', 'line\nbreak'])('are not shown with a title such as %j', (title) => {
    expect(of({}, title)).toBeNull();
  });

  it('are shown in any plain script, and with emoji', () => {
    expect(of({ city: 'Köln', name: 'Åse', smile: '🙂' }, 'Überweisung')).not.toBeNull();
    expect(of({ 名: '東京' })).toBe('"名": "東京"');
  });
});
