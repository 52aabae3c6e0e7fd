import { describe, expect, it } from '@jest/globals';
import { digestOf, SAMPLE_ID } from '../../../test/support/sample-views.js';
import { buttonValue, parseButtonValue } from './button-value.js';

const ref = { requestId: SAMPLE_ID, revision: 12, digest: digestOf(12) };

describe('a button’s value', () => {
  it.each(['approve', 'escalate', 'option19'] as const)('reads back as what %s was about', (name) => {
    expect(parseButtonValue(buttonValue(name, ref))).toEqual({ name, ref });
  });
  it('fits into an overflow option', () => {
    expect(buttonValue('escalate', { ...ref, revision: 999_999 }).length).toBeLessThanOrEqual(150);
  });
  it.each([
    '',
    'approve',
    `override ${SAMPLE_ID} 1 ${digestOf(1)}`,
    `option-1 ${SAMPLE_ID} 1 ${digestOf(1)}`,
    `option1.5 ${SAMPLE_ID} 1 ${digestOf(1)}`,
    `approve ${SAMPLE_ID} 0 ${digestOf(1)}`,
    `approve ${SAMPLE_ID} 1e3 ${digestOf(1)}`,
    `approve ${SAMPLE_ID} 1 ${digestOf(1)} more`,
    `approve ${SAMPLE_ID} 1 ${digestOf(1).slice(0, 20)}`,
    `approve ../../x 1 ${digestOf(1)}`,
  ])('is refused when it is no value of ours: %s', (value) => {
    expect(parseButtonValue(value)).toBeUndefined();
  });
});
