import type { RequestView } from '../contracts/view.js';
import { assertNever } from '../contracts/assert-never.js';
import { loadAddressees, type Addressee } from '../ledger/addressees.js';
import { addReminder, addReminderLater, databaseNowMs, raiseCards, wantCard, type Place } from '../ledger/deliveries.js';
import type { Db, Tx } from '../ledger/ledger.js';
import { finishNotice, takeNotices, type Notice } from '../ledger/notices.js';
import type { Channel } from './channel.js';
import { nextOpen } from './working-hours.js';

export interface FanOutDeps {
  db: Db;
  channels: readonly Channel[];
  loadView: (requestId: string) => Promise<RequestView | null>;
}

/** Few at a time: their rows stay locked until all are fanned out. */
const BATCH = 20;

/** Turns open notices into deliveries, in one transaction with marking them done: each notice asks each place exactly once. Returns how many. */
export async function fanOutNotices(deps: FanOutDeps): Promise<number> {
  return deps.db.transaction().execute(async (tx) => {
    const notices = await takeNotices(tx, BATCH);
    for (const notice of notices) {
      await fanOut(deps, tx, notice);
      await finishNotice(tx, notice.id);
    }
    return notices.length;
  });
}

async function fanOut({ channels, loadView }: FanOutDeps, tx: Tx, notice: Notice): Promise<void> {
  const { requestId, move } = notice;
  // Every move shows on every surface, whatever else its notice asks for.
  await raiseCards(tx, requestId, move);
  const request = await tx.selectFrom('requests').select('callback_url').where('id', '=', requestId).executeTakeFirst();
  // Most moves ask nobody: their cards are there already, and there is no new place to find.
  if (notice.refs.length === 0 && (request?.callback_url ?? null) === null) return;
  const view = await loadView(requestId);
  if (view === null) return;
  const addressees = await loadAddressees(tx, notice.refs);
  for (const channel of channels) {
    for (const { target, kind } of channel.targets(addressees, view, request?.callback_url ?? null)) {
      const place: Place = { requestId, channel: channel.name, target };
      const person = addressees.people.find((each) =>
        each.identities.some((own) => own.channel === channel.name && own.subject === target),
      );
      if (kind === 'callback') await wantCard(tx, place, kind, move);
      else await askAt(tx, place, notice, person);
    }
  }
}

/** `reader`: whose place it is, where somebody reads it alone. */
async function askAt(tx: Tx, place: Place, notice: Notice, reader: Addressee | undefined): Promise<void> {
  switch (notice.kind) {
    case 'rewrite':
    case 'objection':
    case 'question':
      return;
    case 'ask':
    case 'page':
    case 'announce':
    case 'unknown': {
      const { seen } = await wantCard(tx, place, 'card', notice.move);
      // Rewriting a card tells nobody: who is asked again (a new revision, an escalation) gets a message too.
      if (seen) await addReminder(tx, place, notice.move);
      return;
    }
    case 'remind':
      await wantCard(tx, place, 'card', notice.move);
      await remind(tx, place, notice, reader);
      return;
    default:
      assertNever(notice.kind);
  }
}

/** Who is away is not reminded, and who is not at work once they are: a phone that rings at night is switched off. */
async function remind(tx: Tx, place: Place, { move }: Notice, reader: Addressee | undefined): Promise<void> {
  if (reader?.away) return;
  const { hours = null, timeZone = null } = reader ?? {};
  if (hours === null || timeZone === null) return addReminder(tx, place, move);
  const nowMs = await databaseNowMs(tx);
  const opensAtMs = nextOpen(hours, timeZone, nowMs);
  return opensAtMs <= nowMs ? addReminder(tx, place, move) : addReminderLater(tx, place, move, opensAtMs);
}
