import type { Push } from '../../channels/push/push.js';
import type { Principal } from '../../contracts/principal.js';
import { deleteSubscription, listDevices, saveSubscription } from '../../ledger/push-subscriptions.js';
import { hashSecret } from '../../ledger/secrets.js';
import type { ApiDeps } from '../deps.js';
import { sessionToken } from '../pages/cookies.js';
import { ProblemError } from '../problem.js';
import { created, ok } from '../reply.js';
import { route } from '../route.js';
import { newPushSubscription, pushDevice, pushDevices, pushParams } from '../schemas/push.js';

const TAG = 'Notifications';

function ownerOf(by: Principal): string {
  if (by.kind !== 'person') throw new ProblemError('forbidden', 'Browsers belong to people: sign in, or use the key of a person.');
  return by.personId;
}

function pushOf({ push }: ApiDeps): Push {
  if (push === null) throw new ProblemError('not_found', 'This deployment sends no notifications.');
  return push;
}

export const getPushSubscriptions = route({
  method: 'get',
  path: '/v1/push/subscriptions',
  operationId: 'listPushSubscriptions',
  tag: TAG,
  summary: 'Your browsers that show notifications, newest first',
  access: 'key',
  responses: { 200: { description: 'All of them, without their addresses.', schema: pushDevices } },
  handle: async ({ by, deps }) => ok({ items: await listDevices(deps.db, ownerOf(by)), nextCursor: null }),
});

export const savePushSubscription = route({
  method: 'post',
  path: '/v1/push/subscriptions',
  operationId: 'savePushSubscription',
  tag: TAG,
  summary: 'Show notifications in this browser',
  description:
    'With what `PushManager.subscribe` gave. Saying it again changes nothing but the label; a browser that somebody else had opened is theirs no more. Signing out of the browser ends it.',
  access: 'key',
  body: { kind: 'json', schema: newPushSubscription },
  responses: { 201: { description: 'Requests that ask you are shown there from now on.', schema: pushDevice } },
  problems: [404],
  async handle({ by, body, req, deps }) {
    const push = pushOf(deps);
    const { endpoint, vapidKey, label, keys } = body;
    const problem = push.problemOf({ endpoint, vapidKey, p256dh: keys.p256dh });
    if (problem) throw new ProblemError('invalid_body', `${problem.field} ${problem.message}.`, { field: problem.field });
    const token = sessionToken(req, deps.config.publicUrl);
    const sessionHash = token === null ? null : hashSecret(token);
    return created(await saveSubscription(deps.db, { personId: ownerOf(by), endpoint, vapidKey, label, ...keys, sessionHash }));
  },
});

export const deletePushSubscription = route({
  method: 'delete',
  path: '/v1/push/subscriptions/{id}',
  operationId: 'deletePushSubscription',
  tag: TAG,
  summary: 'No more notifications in that browser',
  access: 'key',
  params: pushParams,
  responses: { 204: { description: 'Removed.' } },
  problems: [404],
  async handle({ by, params, deps }) {
    if (!(await deleteSubscription(deps.db, ownerOf(by), params.id))) throw new ProblemError('not_found', 'You have no such browser.');
    return { status: 204 };
  },
});

export const testPushSubscription = route({
  method: 'post',
  path: '/v1/push/subscriptions/{id}/test',
  operationId: 'testPushSubscription',
  tag: TAG,
  summary: 'Show a notification there that says it works',
  access: 'key',
  params: pushParams,
  responses: { 204: { description: 'The push service took it.' } },
  problems: [404, 409, 503],
  async handle({ by, params, deps }) {
    const answer = await pushOf(deps).test(ownerOf(by), params.id);
    if (answer === undefined) throw new ProblemError('not_found', 'You have no such browser.');
    if (answer.kind === 'taken') return { status: 204 };
    if (answer.kind === 'gone') throw new ProblemError('not_found', 'That browser takes no notifications any more; it was removed.');
    throw new ProblemError('push_refused', `It was not taken: ${answer.error}.`);
  },
});
