import type { ChannelHealth, ChannelView } from '../../contracts/channel-health.js';
import type { Principal } from '../../contracts/principal.js';
import type { ChannelProbe, TestTo } from '../../channels/probe.js';
import { channelActivity, type ChannelActivity } from '../../ledger/channel-activity.js';
import { findPerson } from '../../ledger/people.js';
import type { ApiDeps } from '../deps.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { channelList, channelParams, channelTest, channelTestResult } from '../schemas/manage.js';

/** What the deliveries tell, where nobody can be asked. */
function byDeliveries({ lastDelivery, lastError }: ChannelActivity): ChannelHealth {
  if (lastError !== null && (lastDelivery === null || lastError.at > lastDelivery.at))
    return { state: 'failing', text: 'The last attempt did not arrive.', fix: null };
  if (lastDelivery === null) return { state: 'unknown', text: 'Nothing has been sent yet.', fix: null };
  return { state: 'working', text: 'The last message arrived.', fix: null };
}

async function viewOf(deps: ApiDeps, channel: ChannelProbe): Promise<ChannelView> {
  const [asked, activity] = await Promise.all([channel.check(), channelActivity(deps.db, channel.name)]);
  const { lastDelivery, lastError, waiting, failed } = activity;
  const told = byDeliveries(activity);
  const { name, title, about, test } = channel;
  return {
    name,
    title,
    about,
    // A vendor that answers may still refuse every message.
    health: asked === null || (asked.state === 'working' && told.state === 'failing') ? told : asked,
    lastDelivery: lastDelivery && { ...lastDelivery, at: lastDelivery.at.toISOString() },
    lastError: lastError && { ...lastError, at: lastError.at.toISOString() },
    waiting,
    failed,
    test,
  };
}

async function testTo(deps: ApiDeps, by: Principal, to: string | undefined): Promise<TestTo> {
  if (to !== undefined) return { kind: 'place', target: to };
  const person = by.kind === 'person' ? await findPerson(deps.db, by.personId) : null;
  if (!person) throw new ProblemError('invalid_body', 'A key has no account: name a place.', { field: '/to' });
  return { kind: 'self', personId: person.id, identities: person.identities };
}

export const getChannels = route({
  method: 'get',
  path: '/v1/channels',
  operationId: 'listChannels',
  tag: 'Channels',
  summary: 'The configured ways to reach people, and how they are doing',
  access: 'admin',
  responses: { 200: { description: 'All of them.', schema: channelList } },
  handle: async ({ deps }) => ok({ items: await Promise.all(deps.channels.map((channel) => viewOf(deps, channel))) }),
});

export const testChannel = route({
  method: 'post',
  path: '/v1/channels/{name}/test',
  operationId: 'testChannel',
  tag: 'Channels',
  summary: 'Send a test message',
  description: 'To the caller’s own account, or to the place that is named. Whether the vendor took it is in the answer.',
  access: 'admin',
  params: channelParams,
  body: { kind: 'json', schema: channelTest, optional: true },
  responses: { 200: { description: 'Whether it arrived, and why not.', schema: channelTestResult } },
  problems: [404],
  async handle({ by, params, body, deps, signal }) {
    const channel = deps.channels.find(({ name }) => name === params.name);
    if (!channel) throw new ProblemError('not_found', 'This channel is not configured.');
    const result = await channel.send(await testTo(deps, by, body.to), signal);
    recordAdministration(deps, by, 'channel_tested', { channel: channel.name, result: result.result });
    return ok(result);
  },
});
