import { describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { createAccounts, judge } from './accounts.js';

describe('who may decide in Slack', () => {
  const member = { id: 'U1', team_id: 'T1', deleted: false, is_bot: false };

  it('a full member of the workspace', () => expect(judge(member, 'T1')).toBeNull());
  it('a member of the organisation that is in the workspace', () =>
    expect(judge({ ...member, team_id: 'E1', enterprise_user: { teams: ['T1'] } }, 'T1')).toBeNull());

  it.each([
    ['a bot', { ...member, is_bot: true }, 'bot'],
    ['Slackbot', { ...member, id: 'USLACKBOT' }, 'bot'],
    ['a guest', { ...member, is_restricted: true }, 'guest'],
    ['a single-channel guest', { ...member, is_restricted: true, is_ultra_restricted: true }, 'guest'],
    ['a stranger of a shared channel', { ...member, is_stranger: true }, 'stranger'],
    ['a member of another workspace', { ...member, team_id: 'T2' }, 'stranger'],
    ['a deactivated account', { ...member, deleted: true }, 'deactivated'],
    ['nobody', undefined, 'deactivated'],
  ] as const)('not %s', (_who, user, refusal) => expect(judge(user, 'T1')).toBe(refusal));

  it('is asked once a minute', async () => {
    let calls = 0;
    let now = 0;
    const client = new WebClient('xoxb-x', {
      fetch: () => {
        calls += 1;
        return Promise.resolve(new Response(JSON.stringify({ ok: true, user: { ...member, deleted: calls > 1 } })));
      },
    });
    const accounts = createAccounts(
      client,
      () => Promise.resolve('T1'),
      () => now,
    );
    expect(await accounts.refusalOf('U1')).toBeNull();
    expect(await accounts.refusalOf('U1')).toBeNull();
    expect(calls).toBe(1);
    now = 60_001;
    expect(await accounts.refusalOf('U1')).toBe('deactivated');
  });
});
