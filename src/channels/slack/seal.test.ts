import { describe, expect, it } from '@jest/globals';
import { digestOf, SAMPLE_ID } from '../../../test/support/sample-views.js';
import { createSeal } from './seal.js';

let now = 1_000_000;
const seal = createSeal('xoxb-secret', () => now);
const content = {
  modal: 'reject' as const,
  requestId: SAMPLE_ID,
  revision: 1,
  digest: digestOf(1),
  channel: 'C1',
  ts: '1.2',
  user: 'U1',
  team: 'T1',
  question: null,
};
const who = { modal: 'reject', user: 'U1', team: 'T1' };

describe('a dialog’s metadata', () => {
  it('opens for the person that it was made for', () => {
    expect(seal.open(seal.close(content), who)).toMatchObject(content);
  });
  it.each([
    ['another person', { ...who, user: 'U2' }],
    ['another team', { ...who, team: 'T2' }],
    ['another dialog', { ...who, modal: 'edit' }],
  ])('does not open for %s', (_what, other) => {
    expect(seal.open(seal.close(content), other)).toBeUndefined();
  });
  it.each(['', 'x', '{}', `.${JSON.stringify(content)}`, JSON.stringify(content)])('does not open when it is made up: %s', (text) => {
    expect(seal.open(text, who)).toBeUndefined();
  });
  it('does not open altered, or sealed by another deployment', () => {
    expect(seal.open(seal.close(content).replace('"revision":1', '"revision":2'), who)).toBeUndefined();
    expect(createSeal('other', () => now).open(seal.close(content), who)).toBeUndefined();
  });
  it('opens for a day', () => {
    const closed = seal.close(content);
    now += 24 * 3_600_000 - 1;
    expect(seal.open(closed, who)).toBeDefined();
    now += 1;
    expect(seal.open(closed, who)).toBeUndefined();
  });
  it('fits into Slack’s 3,000 characters', () => {
    expect(
      seal.close({ ...content, channel: 'C'.repeat(40), ts: '1'.repeat(40), user: 'U'.repeat(40), team: 'T'.repeat(40) }).length,
    ).toBeLessThan(1_000);
  });
});
