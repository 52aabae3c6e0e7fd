import type { PushDecision, PushPayload } from '../../../src/contracts/push.js';
import type { Outcome } from './send-decision.js';

/** What a notification carries with it, for its clicks. */
export interface NotificationData {
  path: string;
  move: number;
  ring: string | null;
  decide: PushDecision | null;
  title: string;
}

export interface Shown {
  title: string;
  options: NotificationOptions & { data: NotificationData; renotify?: boolean; actions?: { action: string; title: string }[] };
}

export type Verb = 'approve' | 'deny';

const ICON = '/icons/icon-192.png';
const BADGE = '/icons/badge.png';
const TIME = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/**
 * The notification of a push message. `before`: what stands there under its tag. Null where that is newer: messages may overtake each other. A
 * message that comes twice rings once.
 */
export function notificationOf(payload: PushPayload, before: Pick<NotificationData, 'move' | 'ring'> | null): Shown | null {
  const { tag, move, title, body, path, ring, deadlineAt, decide } = payload;
  if (before !== null && before.move > move) return null;
  const rings = ring !== null && before?.ring !== ring;
  const lines = deadlineAt === null ? body : `${body}\nDecide by ${TIME.format(new Date(deadlineAt))}`;
  return {
    title,
    options: {
      ...{ body: lines, tag, icon: ICON, badge: BADGE, silent: !rings, renotify: rings },
      actions: decide === null ? [] : ACTIONS,
      data: { path, move, ring: ring ?? before?.ring ?? null, decide, title },
    },
  };
}

const ACTIONS = [
  { action: 'approve', title: 'Approve' },
  { action: 'deny', title: 'Deny' },
];

const DID: Readonly<Record<Verb, string>> = { approve: 'approved', deny: 'denied' };

/** What became of the decision that somebody made on a notification: said in its place. */
export function resultOf(verb: Verb, outcome: Outcome | { kind: 'kept' }, tag: string, data: NotificationData): Shown {
  const [title, body] = said(verb, outcome, data.title);
  // It comes a moment after the tap, to whoever is looking: no second sound.
  return { title, options: { body, tag, icon: ICON, badge: BADGE, silent: true, data: { ...data, decide: null } } };
}

function said(verb: Verb, outcome: Outcome | { kind: 'kept' }, title: string): [title: string, body: string] {
  switch (outcome.kind) {
    case 'counted':
      return [`You ${DID[verb]} it`, title];
    case 'recorded':
      return [`You ${DID[verb]} it`, `${title}\nRecorded; it is counted in a moment.`];
    case 'not_counted':
      return ['It did not count', `${outcome.text}\n${title}`];
    case 'refused':
      return ['It was not taken', `${outcome.text}\n${title}`];
    case 'signed_out':
      return ['Please sign in', `Nothing was decided: your session is over. Tap to sign in and decide.\n${title}`];
    case 'somebody_else':
      return ['Nothing was decided', `${outcome.name} is signed in here, and this was not for them.\n${title}`];
    case 'no_answer':
    case 'kept':
      return [
        'Kept on this device',
        `You are offline. It is sent when the service can be reached again; open Settings to cancel it.\n${title}`,
      ];
  }
}
