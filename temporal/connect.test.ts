import { describe, expect, it } from '@jest/globals';
import { freePort } from '../src/processes/ports.js';
import { connectTemporal, isTooOld } from './connect.js';

describe('connectTemporal', () => {
  it('says in one line that a server cannot be reached', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    await expect(connectTemporal(address, {}, 300)).rejects.toThrow(
      new RegExp(`^Temporal at ${address} cannot be reached \\([^\\n]+\\)\\. Start it, or correct TEMPORAL_ADDRESS[^\\n]+$`),
    );
  });
});

describe('isTooOld', () => {
  it.each([
    ['1.27.9', true],
    ['0.99.0', true],
    ['1.28.0', false],
    ['1.32.0', false],
    ['2.0.0', false],
    ['1.30.0-148.2', false],
    ['cloud', false],
  ])('takes %s as too old: %s', (version, expected) => {
    expect(isTooOld(version)).toBe(expected);
  });
});
