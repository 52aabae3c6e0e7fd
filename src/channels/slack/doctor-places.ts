import type { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../../config.js';
import type { Db } from '../../ledger/ledger.js';
import { ACCOUNT_REFUSAL_TEXT, judge } from './accounts.js';
import { error, ok, warning, type Finding } from './finding.js';
import { describeSlackError, SLACK_FIXES } from './slack-error.js';

/** Enough for any review team; a directory of thousands would run into Slack's limits. */
const MOST_PEOPLE = 200;

/** Every channel that a group is asked in, the fallback and the one for pages: does it exist, is the app in it? */
export async function checkChannels(
  client: WebClient,
  db: Db,
  { channel: fallback, pageChannel }: Pick<SlackConfig, 'channel' | 'pageChannel'>,
): Promise<Finding[]> {
  const groups = await db
    .selectFrom('groups')
    .select(['id', 'slack_channel'])
    .where('slack_channel', 'is not', null)
    .orderBy('id')
    .execute();
  const places = [
    ...groups.map(({ id, slack_channel }) => ({ id: slack_channel ?? '', of: `group ${id}` })),
    ...(fallback === null ? [] : [{ id: fallback, of: 'SLACK_CHANNEL' }]),
    ...(pageChannel === null ? [] : [{ id: pageChannel, of: 'COUNTERSIGN_SLACK_PAGE_CHANNEL' }]),
  ];
  if (places.length === 0)
    return [
      warning(
        'channel',
        'No group has a Slack channel, and SLACK_CHANNEL is not set.',
        'people are asked in direct messages only; give a group a channel, or set SLACK_CHANNEL',
      ),
    ];
  return Promise.all(places.map((place) => checkChannel(client, place)));
}

async function checkChannel(client: WebClient, { id, of }: { id: string; of: string }): Promise<Finding> {
  if (!/^[CGD][A-Z0-9]+$/.test(id))
    return warning(
      'channel',
      `${of} names the channel “${id}”.`,
      'give its id (C…), from the channel’s details; a name can be taken over by another channel',
    );
  try {
    const { channel } = await client.conversations.info({ channel: id });
    if (channel?.is_archived === true) return error('channel', `${id} (${of}) is archived.`, 'name another channel');
    if (channel?.is_member !== true)
      return error('channel', `The app is not in #${channel?.name ?? id} (${of}).`, 'invite it there: /invite @Countersign');
    if (channel.is_ext_shared === true)
      return warning(
        'channel',
        `#${channel.name ?? id} (${of}) is shared with another organisation.`,
        'strangers read the cards there, though they cannot decide; use an internal channel',
      );
    return ok('channel', `The app is in #${channel.name ?? id} (${of}).`);
  } catch (problem) {
    const code = describeSlackError(problem);
    return error('channel', `${id} (${of}) cannot be used: ${code}.`, SLACK_FIXES[code] ?? 'check the channel id');
  }
}

/** Everybody who may decide: linked to an account of this workspace that may decide? */
export async function checkPeople(client: WebClient, db: Db, teamId: string): Promise<Finding[]> {
  const people = await db
    .selectFrom('people')
    .leftJoin('identities', (join) =>
      join.onRef('identities.person_id', '=', 'people.id').on('identities.channel', '=', 'slack').on('identities.tenant', '=', teamId),
    )
    .select(['people.id', 'people.name', 'identities.subject'])
    .where('people.decides', '=', true)
    .orderBy('people.id')
    .limit(MOST_PEOPLE)
    .execute();
  const findings: Finding[] = [];
  for (const person of people) {
    findings.push(
      person.subject === null
        ? warning(
            'person',
            `${person.name} (${person.id}) has no Slack account here.`,
            `countersign people link ${person.id} slack:${teamId}/U… (their Slack member id)`,
          )
        : await checkAccount(client, teamId, { ...person, subject: person.subject }),
    );
  }
  return findings;
}

async function checkAccount(client: WebClient, teamId: string, person: { id: string; name: string; subject: string }): Promise<Finding> {
  try {
    const { user } = await client.users.info({ user: person.subject });
    const refusal = judge(user, teamId);
    if (refusal === null) return ok('person', `${person.name} (${person.id}) is ${user?.real_name ?? person.subject} in Slack.`);
    return error(
      'person',
      `${person.name} (${person.id}) is linked to ${person.subject}. ${ACCOUNT_REFUSAL_TEXT[refusal]}`,
      'link a full member’s account',
    );
  } catch (problem) {
    const code = describeSlackError(problem);
    return error(
      'person',
      `${person.name} (${person.id}) is linked to ${person.subject}, which Slack refuses: ${code}.`,
      SLACK_FIXES[code] ?? 'check the account’s id',
    );
  }
}
