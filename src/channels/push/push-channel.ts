import { z } from 'zod';
import { assertNever } from '../../contracts/assert-never.js';
import type { RequestView } from '../../contracts/view.js';
import { deleteSubscription, findSubscription, noteTaken, type PushSubscription } from '../../ledger/push-subscriptions.js';
import type { Db } from '../../ledger/ledger.js';
import type { Addressees, Channel, Delivery, DeliveryResult } from '../channel.js';
import { parseNoteTopic } from '../topic.js';
import { cardFace, noteFace, outcomeFace, questionFace, type Face } from './faces.js';
import { decisionOf, messageOf, printOf } from './payload.js';
import type { PushMessage, SendPush } from './send.js';
import type { Vapid } from './vapid.js';

export interface PushChannelDeps {
  db: Db;
  vapid: Vapid;
  send: SendPush;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** What stands on the device. */
const shownSchema = z.object({ shown: z.enum(['ask', 'settled']), print: z.string() });

/** There was nothing to show (any more). */
const SKIPPED: DeliveryResult = { kind: 'delivered', message: { posted: false } };

/**
 * Notifications of browsers, one place for each that a person opened. A notification is replaced on every move that changes what it says,
 * quietly: it rings when it is new and when somebody is reminded. Once it asks nothing any more it says so, once, if it had asked.
 */
export function createPushChannel(deps: PushChannelDeps): Channel {
  return {
    name: 'push',
    limits: 'target',
    // Nobody's holiday rings: who is away is asked on places that wait to be looked at, and whoever stands in rings.
    targets: ({ refs, people }) =>
      refs.length === 0 ? [] : placesOf(people.filter(({ away }) => !away)).map((target) => ({ target, kind: 'card' as const })),
    direct: (addressees) => placesOf(addressees.people.filter((person) => isMeant(addressees, person))),
    pages: [],
    deliver: async (delivery, view, signal) => {
      const to = await findSubscription(deps.db, delivery.target);
      if (to === undefined) return SKIPPED;
      if (to.vapidKey !== deps.vapid.publicKey) return forget(deps, to, 'this browser was opened for notifications with an earlier key');
      return show(deps, delivery, view, to, signal);
    },
  };
}

function placesOf(people: Addressees['people']): string[] {
  return people.flatMap(({ identities }) => identities.filter(({ channel }) => channel === 'push').map(({ subject }) => subject));
}

/** Named, or a member of what is named: not who only stands in for them. */
function isMeant({ refs, groups }: Addressees, { id }: Addressees['people'][number]): boolean {
  return refs.includes(`person:${id}`) || groups.some(({ members }) => members.includes(id));
}

async function show(deps: PushChannelDeps, delivery: Delivery, view: RequestView, to: PushSubscription, signal: AbortSignal) {
  switch (delivery.kind) {
    case 'card':
      return keepCurrent(deps, delivery, view, to, cardFace(view, to.personId), signal);
    case 'outcome':
      return keepCurrent(deps, delivery, view, to, outcomeFace(view, Number(delivery.topic)), signal);
    case 'question': {
      const face = questionFace(view, delivery.topic);
      return face === null ? SKIPPED : keepCurrent(deps, delivery, view, to, face, signal);
    }
    case 'reminder': {
      const face = cardFace(view, to.personId);
      // Who has decided meanwhile is not called again.
      return face.kind === 'ask' ? sayOnce(deps, delivery, view, to, face, signal) : SKIPPED;
    }
    case 'note': {
      const topic = parseNoteTopic(delivery.topic);
      const face = topic === undefined ? null : noteFace(view, topic);
      return face === null ? SKIPPED : sayOnce(deps, delivery, view, to, face, signal);
    }
    case 'page':
    case 'callback':
      return { kind: 'failed', error: 'a browser is no pager and takes no callbacks' } as const;
    default:
      return assertNever(delivery.kind);
  }
}

async function keepCurrent(
  deps: PushChannelDeps,
  delivery: Delivery,
  view: RequestView,
  to: PushSubscription,
  face: Face,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const parsed = shownSchema.safeParse(delivery.message);
  const before = parsed.success ? parsed.data : null;
  const message = { shown: face.kind, print: printOf(face, view) };
  const unchanged: DeliveryResult = { kind: 'delivered', message: delivery.message ?? { posted: false } };
  if (before?.print === message.print) return unchanged;
  // An earlier attempt may have arrived without its answer: then something stands there too.
  const stands = before === null ? delivery.attempts > 1 : before.shown === 'ask';
  if (face.kind === 'settled' && !stands) return unchanged;
  const about = {
    ...{ view, face, kind: face.kind },
    topic: delivery.kind === 'card' ? '' : `${delivery.kind}:${delivery.topic}`,
    ring: face.kind === 'ask' && before === null ? delivery.id : null,
    decide: face.kind === 'ask' && face.decidable ? decisionOf(view, to.personId, deps.vapid.privateKey) : null,
    nowMs: deps.clock(),
  };
  return bring(deps, to, messageOf(about), message, signal);
}

async function sayOnce(
  deps: PushChannelDeps,
  delivery: Delivery,
  view: RequestView,
  to: PushSubscription,
  face: Face,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const reminds = face.kind === 'ask';
  const about = {
    ...{ view, face },
    kind: reminds ? ('ask' as const) : ('told' as const),
    // A reminder rings with the notification that stands there.
    topic: reminds ? '' : `note:${delivery.topic}`,
    ring: delivery.id,
    decide: reminds && face.decidable ? decisionOf(view, to.personId, deps.vapid.privateKey) : null,
    nowMs: deps.clock(),
  };
  return bring(deps, to, messageOf(about), { posted: true }, signal);
}

async function bring(
  deps: PushChannelDeps,
  to: PushSubscription,
  push: PushMessage,
  message: { shown: Face['kind']; print: string } | { posted: true },
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const answer = await deps.send(to, push, signal);
  switch (answer.kind) {
    case 'taken':
      await noteTaken(deps.db, to.id);
      return { kind: 'delivered', message };
    case 'gone':
      return forget(deps, to, 'this browser takes no notifications any more');
    case 'later':
      return { kind: 'later', afterMs: answer.afterMs, error: answer.error, message: null };
    case 'refused':
      return { kind: 'failed', error: answer.error };
    default:
      return assertNever(answer);
  }
}

async function forget({ db }: PushChannelDeps, { id, personId }: PushSubscription, why: string): Promise<DeliveryResult> {
  await deleteSubscription(db, personId, id);
  return { kind: 'failed', error: `${why}; it was removed` };
}
