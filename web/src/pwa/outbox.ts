import { idb } from './idb.js';
import { sendDecision, type Outcome, type SaidBody } from './send-decision.js';

/** A decision that was made without a connection. */
export interface Waiting {
  decisionId: string;
  personId: string;
  requestId: string;
  /** Of the request, for the list. */
  title: string;
  body: SaidBody;
  /** RFC 3339. */
  madeAt: string;
  /** `refused`: it was sent and changed nothing; it stays until somebody has read why. */
  state: { kind: 'waiting' } | { kind: 'refused'; text: string };
}

/** Held while the outbox is sent or changed: page and service worker never send the same decision at once, and nothing is cancelled half sent. */
const LOCK = 'countersign-outbox';
const CHANNEL = 'countersign-outbox';
export const SYNC_TAG = 'countersign-outbox';

export async function listWaiting(): Promise<Waiting[]> {
  return (await idb.all<Waiting>('outbox')).sort((a, b) => a.madeAt.localeCompare(b.madeAt));
}

/** What a person says to a revision as their word on it: a later one, said before anything was sent, is what they mean. */
const ONE_WORD: ReadonlySet<string> = new Set(['approve', 'reject', 'deny', 'edit', 'answer', 'abstain', 'retract']);

/**
 * Kept before it is answered for: whoever reads "kept" can switch the phone off. The same again changes nothing; another word on the same
 * request takes the place of one that waits.
 */
export async function keep(waiting: Omit<Waiting, 'state' | 'madeAt' | 'decisionId'>): Promise<void> {
  const { personId, requestId, body } = waiting;
  await navigator.locks.request(LOCK, async () => {
    const rivals = (await listWaiting()).filter(
      (each) => each.state.kind === 'waiting' && each.personId === personId && each.requestId === requestId && ONE_WORD.has(each.body.verb),
    );
    if (ONE_WORD.has(body.verb)) {
      if (rivals.some((each) => sameWords(each.body, body))) return;
      for (const { decisionId } of rivals) await idb.delete('outbox', decisionId);
    }
    await idb.put('outbox', { ...waiting, decisionId: body.decisionId, madeAt: new Date().toISOString(), state: { kind: 'waiting' } });
  });
  changed();
}

function sameWords(one: SaidBody, other: SaidBody): boolean {
  const wordsOf = (body: SaidBody) => JSON.stringify({ ...body, decisionId: '' }, Object.keys({ ...one, ...other }).sort());
  return one.verb === other.verb && JSON.stringify(one.args) === JSON.stringify(other.args) && wordsOf(one) === wordsOf(other);
}

/** False where it had been sent already. */
export async function cancel(decisionId: string): Promise<boolean> {
  const there = await navigator.locks.request(LOCK, async () => {
    const found = await idb.get<Waiting>('outbox', decisionId);
    await idb.delete('outbox', decisionId);
    return found !== undefined;
  });
  changed();
  return there;
}

export interface Sent {
  waiting: Waiting;
  outcome: Outcome;
}

/**
 * Sends what waits, oldest first, each once; answers what became of it. Stops at the first that gets no answer. What was refused, or was not
 * counted, stays in the list with its reason.
 */
export async function sendWaiting(): Promise<Sent[]> {
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    // Somebody else is at it.
    if (lock === null) return [];
    const sent: Sent[] = [];
    for (const waiting of await listWaiting()) {
      if (waiting.state.kind !== 'waiting') continue;
      const outcome = await sendDecision(waiting.personId, waiting.requestId, waiting.body);
      if (outcome.kind === 'no_answer' || outcome.kind === 'signed_out') break;
      if (outcome.kind === 'somebody_else') continue;
      if (outcome.kind === 'refused' || outcome.kind === 'not_counted')
        await idb.put('outbox', { ...waiting, state: { kind: 'refused', text: outcome.text } });
      else await idb.delete('outbox', waiting.decisionId);
      sent.push({ waiting, outcome });
    }
    if (sent.length > 0) changed();
    return sent;
  });
}

const listeners = new Set<() => void>();
// Not where nothing can be kept: in the service, which draws the first view, it would keep the process alive.
const channel = typeof indexedDB === 'undefined' ? null : new BroadcastChannel(CHANNEL);
if (channel) channel.onmessage = () => tell();

function tell(): void {
  for (const listener of listeners) listener();
}

/** To everybody here, and to the other tabs and the service worker. */
function changed(): void {
  tell();
  channel?.postMessage('changed');
}

export function onOutbox(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
