import { describe, expect, it } from '@jest/globals';
import type { Hours } from '../contracts/people.js';
import { nextOpen } from './working-hours.js';

const WEEK: Hours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' };
const open = (at: string, hours: Hours = WEEK, zone = 'Europe/Berlin') => new Date(nextOpen(hours, zone, Date.parse(at))).toISOString();

describe('working hours', () => {
  it.each([
    ['in them: at once', '2026-06-01T10:00:00Z', '2026-06-01T10:00:00.000Z'],
    ['their first moment belongs to them', '2026-06-01T07:00:00Z', '2026-06-01T07:00:00.000Z'],
    ['the moment before does not', '2026-06-01T06:59:59.999Z', '2026-06-01T07:00:00.000Z'],
    ['their last moment does not: the next morning', '2026-06-01T15:00:00Z', '2026-06-02T07:00:00.000Z'],
    ['the moment before that does', '2026-06-01T14:59:59.999Z', '2026-06-01T14:59:59.999Z'],
    ['on Friday evening: on Monday', '2026-06-05T15:00:00Z', '2026-06-08T07:00:00.000Z'],
    ['over the night into summer time', '2026-03-27T20:00:00Z', '2026-03-30T07:00:00.000Z'],
    ['over the night into winter time', '2026-10-23T20:00:00Z', '2026-10-26T08:00:00.000Z'],
  ])('%s', (_rule, at, opens) => expect(open(at)).toBe(opens));

  it('are those of the person’s own day, wherever that is', () => {
    expect(open('2026-06-01T22:00:00Z', WEEK, 'Asia/Tokyo')).toBe('2026-06-02T00:00:00.000Z');
    expect(open('2026-06-06T03:00:00Z', WEEK, 'America/Los_Angeles')).toBe('2026-06-08T16:00:00.000Z');
    expect(open('2026-06-07T20:00:00Z', WEEK, 'Pacific/Auckland')).toBe('2026-06-07T21:00:00.000Z');
  });

  it('of one day come again after a week', () => {
    const monday: Hours = { days: ['mon'], from: '09:00', to: '24:00' };
    expect(open('2026-06-01T21:59:59Z', monday)).toBe('2026-06-01T21:59:59.000Z');
    expect(open('2026-06-01T22:00:00Z', monday)).toBe('2026-06-08T07:00:00.000Z');
  });

  it('that begin where clocks skip an hour begin an hour later on them', () => {
    const early: Hours = { days: ['sun'], from: '02:30', to: '05:00' };
    expect(open('2026-03-28T12:00:00Z', early)).toBe('2026-03-29T01:30:00.000Z');
  });

  it('that begin where clocks show an hour twice begin with the first', () => {
    const early: Hours = { days: ['sun'], from: '02:30', to: '05:00' };
    expect(open('2026-10-24T12:00:00Z', early)).toBe('2026-10-25T00:30:00.000Z');
  });
});
