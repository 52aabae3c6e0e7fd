import { describe, expect, it } from '@jest/globals';
import type { Addressees } from '../channel.js';
import { targetsOf } from './slack-channel.js';

const person = (id: string, subject: string | null, tenant = 'T1') => ({
  id,
  name: id,
  email: null,
  identities: subject === null ? [] : [{ channel: 'slack', tenant, subject }],
  groups: [],
});
const addressees = (refs: string[]): Addressees => ({
  refs,
  people: [person('ada', 'U1'), person('bob', 'U2'), person('cyd', null), person('dan', 'U9', 'T9')],
  groups: [
    { id: 'finance', slackChannel: 'C1', members: ['ada', 'bob'] },
    { id: 'leads', slackChannel: null, members: ['ada', 'bob', 'cyd'] },
  ],
});
const targets = (refs: string[], fallback: string | null = 'C0') => targetsOf(addressees(refs), 'T1', fallback);

describe('where Slack asks', () => {
  it('in the group’s channel', () => expect(targets(['group:finance'])).toEqual(['C1']));
  it('the members of a group without one, each directly and once', () =>
    expect(targets(['group:leads', 'person:ada'])).toEqual(['U1', 'U2']));
  it('in the fallback channel only where nobody can be reached', () => {
    expect(targets(['person:cyd'])).toEqual(['C0']);
    expect(targets(['person:cyd', 'person:ada'])).toEqual(['U1']);
    expect(targets(['person:cyd'], null)).toEqual([]);
  });
  it('never an account of another workspace', () => expect(targets(['person:dan'], null)).toEqual([]));
  it('nobody where nobody is asked', () => expect(targets([])).toEqual([]));
});
