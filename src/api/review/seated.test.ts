import { describe, expect, test } from '@jest/globals';
import type { VoteNow } from '../../contracts/review.js';
import { seated } from './seated.js';

const MEMBERS: Readonly<Record<string, readonly string[]>> = { 'group:a': ['ada', 'ben'], 'group:b': ['ada'] };
const fills = (ref: string, id: string) => ref === `person:${id}` || (MEMBERS[ref] ?? []).includes(id);
const vote = (personId: string): VoteNow => ({ personId, as: personId, verb: 'approve', stage: 's', keptFrom: null });
const names = (entries: string[], people: string[]) => seated(entries, people.map(vote), fills).map((each) => each?.personId ?? null);

describe('which vote stands for which entry', () => {
  test('one person fills one entry, though they are in two', () => {
    expect(names(['group:a', 'group:b'], ['ada'])).toEqual(['ada', null]);
  });

  test('whoever can fill the other one makes room, so that both are filled', () => {
    expect(names(['group:a', 'group:b'], ['ada', 'ben'])).toEqual(['ben', 'ada']);
  });

  test('a vote that fits nowhere fills nothing', () => {
    expect(names(['group:b'], ['ben'])).toEqual([null]);
  });
});
