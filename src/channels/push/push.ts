import type { LookupAddress } from 'node:dns';
import type { Db } from '../../ledger/ledger.js';
import { deleteSubscription, findSubscription, noteTaken } from '../../ledger/push-subscriptions.js';
import type { Channel } from '../channel.js';
import type { ChannelProbe } from '../probe.js';
import { createPushChannel } from './push-channel.js';
import { createPushProbe } from './push-probe.js';
import { createSendPush, endpointProblem, type PushAnswer } from './send.js';
import { isPublicKey, type Vapid } from './vapid.js';

export interface PushDeps {
  db: Db;
  vapid: Vapid;
  /** Whether push services at private addresses are called; for laptops and tests. */
  allowPrivate: boolean;
  /** Milliseconds since 1970. */
  clock: () => number;
  resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

export interface Push {
  channel: Channel;
  probe: ChannelProbe;
  /** What browsers are subscribed to. */
  publicKey: string;
  /** What is wrong with what a browser gave, in words; null where nothing is. */
  problemOf: (made: { endpoint: string; p256dh: string; vapidKey: string }) => { field: string; message: string } | null;
  /** Shows a notification on one browser of a person that says it works. Undefined where they have no such browser. */
  test: (personId: string, id: string) => Promise<PushAnswer | undefined>;
}

const TEST_TTL_SECONDS = 300;

/** Notifications of browsers (Web Push: RFC 8030, 8291, 8292). */
export function createPush({ db, vapid, allowPrivate, clock, resolve }: PushDeps): Push {
  const send = createSendPush({ vapid, allowPrivate, clock, ...(resolve ? { resolve } : {}) });
  const channel = createPushChannel({ db, vapid, send, clock });
  const test: Push['test'] = async (personId, id) => {
    const to = await findSubscription(db, id);
    if (to?.personId !== personId) return undefined;
    const payload = {
      ...({ v: 1, kind: 'told', tag: 'test', move: clock() } as const),
      title: 'Notifications work',
      body: 'Requests that wait for you are shown like this.',
      path: '/settings',
      ring: `test:${clock()}`,
      deadlineAt: null,
      decide: null,
    };
    const answer = await send(to, { payload, ttlSeconds: TEST_TTL_SECONDS, urgency: 'normal', topic: 'test' });
    if (answer.kind === 'taken') await noteTaken(db, id);
    if (answer.kind === 'gone') await deleteSubscription(db, personId, id);
    return answer;
  };
  return {
    channel,
    probe: createPushProbe({ db, test }),
    test,
    publicKey: vapid.publicKey,
    problemOf: ({ endpoint, p256dh, vapidKey }) => {
      const endpointSays = endpointProblem(endpoint, allowPrivate);
      if (endpointSays !== null) return { field: '/endpoint', message: endpointSays };
      if (!isPublicKey(p256dh)) return { field: '/keys/p256dh', message: 'no point of the curve P-256' };
      if (vapidKey !== vapid.publicKey) return { field: '/vapidKey', message: 'another key than ours: subscribe again' };
      return null;
    },
  };
}
