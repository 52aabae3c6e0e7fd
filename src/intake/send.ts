import type { HumanDecisionSignal } from '../contracts/approval.js';
import { assertNever } from '../contracts/assert-never.js';
import type { Json } from '../contracts/json.js';
import { outboxDone, outboxFailed, takeFromOutbox, type OutboxItem } from '../ledger/outbox.js';
import { findRequest } from '../ledger/requests.js';
import { stateOf } from '../moves/persist.js';
import type { IntakeDeps } from './deps.js';
import { openFollowUp } from './follow-up.js';
import type { StartPayload } from './temporal.js';

type Sender = IntakeDeps;

/** Wakes a run that has missed something; it asks the ledger what. */
export const WAKE: HumanDecisionSignal = { decisionId: 'wake', verb: 'wake', by: 'countersign', revision: 0 };

/** Longest pause between two tries, milliseconds: what waits is counted within 60 s of Temporal's return. */
const LONGEST_PAUSE_MS = 20_000;

/** Sends one message; what fails stays in the outbox, for the relay to try again. */
export async function send(deps: Sender, item: OutboxItem): Promise<void> {
  const { moves, log } = deps;
  try {
    await deliver(deps, item);
    await outboxDone(moves.db, item.id);
  } catch (error) {
    const pauseMs = Math.min(1_000 * 2 ** item.attempts, LONGEST_PAUSE_MS);
    log.warn(
      { requestId: item.requestId, kind: item.kind, attempts: item.attempts, error: String(error) },
      'a message could not be sent; it stays in the outbox',
    );
    await outboxFailed(moves.db, item.id, String(error).slice(0, 500), pauseMs);
  }
}

async function deliver(deps: Sender, item: OutboxItem): Promise<void> {
  const { moves, temporal } = deps;
  // The outbox is written by this package alone; its payloads need no second check.
  const payload: Json = item.payload;
  switch (item.kind) {
    case 'start':
      await start({ moves, temporal }, item.requestId, payload as unknown as StartPayload);
      return;
    case 'signal':
      // `gone` is fine: a closed run has counted, or the door wrote the receipt itself. The reconciler looks after what is neither.
      await temporal.signal(item.requestId, payload as unknown as HumanDecisionSignal);
      return;
    case 'cancel':
      await temporal.cancel(item.requestId);
      return;
    case 'open':
      await openFollowUp(deps, item.requestId, payload);
      return;
    default:
      assertNever(item.kind);
  }
}

/**
 * What was said or moved before the run existed reached nobody: its signal found no run. A run that starts from an older view is woken, and
 * counts. Where this process dies in between, the row is not done, and the relay comes by again.
 */
async function start({ moves, temporal }: Pick<Sender, 'moves' | 'temporal'>, requestId: string, payload: StartPayload): Promise<void> {
  await temporal.start(requestId, payload);
  const { first } = payload;
  if (first === undefined) return;
  const row = await findRequest(moves.db, requestId);
  if (row && (row.move !== first.move || row.next_seq > stateOf(row).lastSeq)) await temporal.signal(requestId, WAKE);
}

/** Sends a row that was just committed, without waiting: the caller's answer does not depend on Temporal. */
export function sendSoon(deps: Sender, item: Omit<OutboxItem, 'attempts'>): void {
  void send(deps, { ...item, attempts: 1 }).catch((error: unknown) => {
    deps.log.error({ err: error, requestId: item.requestId }, 'outbox row not marked; the relay sends it again');
  });
}

export interface Relay {
  stop(): Promise<void>;
}

const LEASE_MS = 15_000;
const POLL_MS = 1_000;
/** Messages under way at once: more only queue up at the server. */
const AT_ONCE = 20;

/** Resends what Temporal missed. Any number of processes may run one. */
export function startRelay(deps: Sender): Relay {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let sent = 0;
      try {
        const items = await takeFromOutbox(deps.moves.db, AT_ONCE, LEASE_MS);
        sent = items.length;
        await Promise.all(items.map((item) => send(deps, item)));
      } catch (error) {
        deps.log.warn({ err: error }, 'the relay cannot read the outbox; trying again');
      }
      if (sent === 0) await pause(POLL_MS, stopping.signal);
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
