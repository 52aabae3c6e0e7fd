import { createHash, createHmac } from 'node:crypto';
import type { PushDecision, PushPayload } from '../../contracts/push.js';
import { isHighRisk } from '../../contracts/risk.js';
import type { RequestView } from '../../contracts/view.js';
import type { PushMessage } from './send.js';
import type { Face } from './faces.js';

const DAY_SECONDS = 86_400;
/** Push services keep a message four weeks at most. */
const LONGEST_SECONDS = 28 * DAY_SECONDS;
/** For what has no deadline: over a long weekend. */
const NO_DEADLINE_SECONDS = 7 * DAY_SECONDS;
const SHORTEST_SECONDS = 60;

export interface About {
  view: RequestView;
  face: Face;
  kind: PushPayload['kind'];
  /** What distinguishes this notification from the request's own; empty for that one. */
  topic: string;
  ring: string | null;
  decide: PushDecision | null;
  nowMs: number;
}

export function messageOf({ view, face, kind, topic, ring, decide, nowMs }: About): PushMessage {
  const tag = topic === '' ? view.id : `${view.id}:${topic}`;
  const asks = kind === 'ask';
  const payload: PushPayload = {
    v: 1,
    ...{ kind, tag, ring, decide },
    move: view.move,
    title: face.title,
    body: face.body,
    path: new URL(view.links.page).pathname,
    deadlineAt: asks ? view.deadlineAt : null,
  };
  return {
    payload,
    ttlSeconds: asks ? secondsLeft(view, nowMs) : DAY_SECONDS,
    urgency: asks && view.action !== null && isHighRisk(view.action.risk) ? 'high' : 'normal',
    topic: createHash('sha256').update(tag).digest('base64url').slice(0, 32),
  };
}

function secondsLeft({ deadlineAt }: RequestView, nowMs: number): number {
  if (deadlineAt === null) return NO_DEADLINE_SECONDS;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Math.ceil((Date.parse(deadlineAt) - nowMs) / 1000)));
}

/**
 * What the buttons say. Their ids are the same on each of the person's devices and for each repetition, and others after the person has said
 * anything (who takes a vote back and votes again casts another one); nobody without the secret can take them first.
 */
export function decisionOf(view: RequestView, personId: string, secret: string): PushDecision | null {
  const { id: requestId, revision, digest } = view;
  if (digest === null) return null;
  const said = view.decisions.filter(({ by }) => by.id === personId).length;
  const idOf = (verb: string) =>
    `push_${createHmac('sha256', secret)
      .update(JSON.stringify([requestId, personId, revision, digest, verb, said]))
      .digest('base64url')
      .slice(0, 32)}`;
  return { personId, requestId, revision, digest, decisionIds: { approve: idOf('approve'), deny: idOf('deny') } };
}

/** What somebody sees of it: where that is the same there is nothing to send. */
export function printOf(face: Face, { revision, deadlineAt }: RequestView): string {
  return createHash('sha256')
    .update(JSON.stringify([face, revision, deadlineAt]))
    .digest('hex')
    .slice(0, 16);
}
