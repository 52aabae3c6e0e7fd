import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../contracts/json.js';
import { likeness } from './likeness.js';

const refund = (amount: number, customer: string) => ({
  title: `Refund ${amount} EUR to ${customer}`,
  args: { amount, customer, lines: [1, 2] },
});

describe('how much two actions are alike', () => {
  test('the same is wholly alike, and nothing in common is not at all', () => {
    expect(likeness(refund(10, 'Ada'), refund(10, 'Ada'))).toBe(1);
    expect(likeness({ title: 'Deploy', args: { service: 'shop' } }, { title: 'Restart', args: { host: 'web-3' } })).toBe(0);
  });

  test('the same customer is nearer than another one, and a near amount nearer than a far one', () => {
    const now = refund(12_500, 'Ada');
    const order = [refund(12_400, 'Ada'), refund(90, 'Ada'), refund(90, 'Ben')].map((each) => likeness(each, now));
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(new Set(order).size).toBe(3);
  });

  test('is no larger than one and no smaller than nothing, whatever is compared', () => {
    const these: JsonObject[] = [{}, { a: [] }, { a: null }, { a: 0 }, { a: -5 }, { a: '' }, { a: { b: true } }];
    const those: JsonObject[] = [{}, { a: 0 }, { a: 5 }, { a: 'x' }];
    for (const args of these) {
      for (const other of those) {
        const found = likeness({ title: '', args }, { title: 'x', args: other });
        expect([args, other, found >= 0 && found <= 1]).toEqual([args, other, true]);
      }
    }
  });
});
