import { describe, expect, it } from '@jest/globals';
import type { Addressees } from '../channel.js';
import { targetsOf } from './places.js';

const person = (id: string, subject: string | null, tenant = 'T1', standsInFor: string[] = []) => ({
  ...{ timeZone: null, hours: null, away: false, standsInFor },
  id,
  name: id,
  email: null,
  identities: subject === null ? [] : [{ channel: 'slack', tenant, subject }],
  groups: [],
});
const addressees = (refs: string[]): Addressees => ({
  refs,
  people: [
    person('ada', 'U1'),
    person('bob', 'U2'),
    person('cyd', null),
    person('dan', 'U9', 'T9'),
    person('eve', 'U5', 'T1', ['cyd', 'fay']),
    person('fay', 'U6'),
  ],
  groups: [
    { id: 'finance', slackChannel: 'C1', members: ['ada', 'bob'] },
    { id: 'leads', slackChannel: null, members: ['ada', 'bob'] },
    { id: 'audit', slackChannel: 'C2', members: ['ada', 'fay'] },
    { id: 'board', slackChannel: 'C3', members: ['eve', 'fay'] },
  ],
});
const targets = (refs: string[], fallback: string | null = 'C0') => targetsOf(addressees(refs), 'T1', fallback);

describe('where Slack asks', () => {
  it('in the group’s channel', () => expect(targets(['group:finance'])).toEqual(['C1']));
  it('the members of a group without one, each directly and once', () =>
    expect(targets(['group:leads', 'person:ada'])).toEqual(['U1', 'U2']));
  it('in the fallback channel only where nobody can be reached', () => {
    expect(targets(['person:dan'])).toEqual(['C0']);
    expect(targets(['person:dan', 'person:ada'])).toEqual(['U1']);
    expect(targets(['person:dan'], null)).toEqual([]);
  });
  it('whoever stands in for somebody absent, beside them, and directly where they are not in the group', () => {
    expect(targets(['person:fay'])).toEqual(['U6', 'U5']);
    expect(targets(['person:cyd'])).toEqual(['U5']);
    expect(targets(['group:audit'])).toEqual(['C2', 'U5']);
    expect(targets(['group:board'])).toEqual(['C3']);
  });
  it('never an account of another workspace', () => expect(targets(['person:dan'], null)).toEqual([]));
  it('nobody where nobody is asked', () => expect(targets([])).toEqual([]));
});
