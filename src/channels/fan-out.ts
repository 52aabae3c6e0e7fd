import type { RequestView } from '../contracts/view.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { assertNever } from '../contracts/assert-never.js';
import { loadAddressees } from '../ledger/addressees.js';
import { raiseAnswers, raiseCards, wantCard } from '../ledger/deliveries.js';
import type { Db, Tx } from '../ledger/ledger.js';
import { finishNotice, takeNotices, type Notice } from '../ledger/notices.js';
import { partiesOf } from '../ledger/parties.js';
import { ask, page, remind } from './ask.js';
import type { Channel } from './channel.js';
import { announce, tellObjections, tellQuestions, tellUnknown } from './tell.js';
import type { Telling } from './telling.js';

export interface FanOutDeps {
  db: Db;
  channels: readonly Channel[];
  loadView: (requestId: string) => Promise<RequestView | null>;
  /** Who is told that an outcome is unknown where nobody had been asked. */
  defaultReviewers: readonly ReviewerRef[];
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

async function fanOut({ channels, loadView, defaultReviewers }: FanOutDeps, tx: Tx, notice: Notice): Promise<void> {
  const { requestId, move } = notice;
  // Every move shows on every surface, whatever else its notice asks for.
  await raiseCards(tx, requestId, move);
  await raiseAnswers(tx, requestId, move);
  const parties = await partiesOf(tx, requestId);
  // Most moves ask nobody: their cards are there already, and there is no new place to find.
  if (!asksSomebody(notice) && parties.callbackUrl === null) return;
  const view = await loadView(requestId);
  if (view === null) return;
  const telling = { tx, channels, notice, view, parties };
  await call(telling);
  await tell(telling, defaultReviewers);
}

function asksSomebody({ kind, refs }: Notice): boolean {
  return refs.length > 0 || kind === 'objection' || kind === 'question' || kind === 'unknown' || kind === 'page';
}

/** Whoever wants to be called back is called on every move; the channel knows whether there is anything to say. */
async function call({ tx, channels, notice, view, parties }: Telling): Promise<void> {
  if (parties.callbackUrl === null) return;
  const nobody = await loadAddressees(tx, []);
  for (const channel of channels) {
    for (const { target, kind } of channel.targets(nobody, view, parties.callbackUrl)) {
      if (kind === 'callback') await wantCard(tx, { requestId: view.id, channel: channel.name, target }, kind, notice.move);
    }
  }
}

async function tell(telling: Telling, defaultReviewers: readonly ReviewerRef[]): Promise<void> {
  const { notice } = telling;
  switch (notice.kind) {
    case 'rewrite':
      return;
    case 'ask':
      return ask(telling);
    case 'remind':
      return remind(telling);
    case 'page':
      return page(telling);
    case 'announce':
      return announce(telling);
    case 'objection':
      return tellObjections(telling);
    case 'question':
      return tellQuestions(telling);
    case 'unknown':
      return tellUnknown(telling, defaultReviewers);
    default:
      assertNever(notice.kind);
  }
}
