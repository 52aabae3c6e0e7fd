import { INBOX_ROWS, type First } from '../../contracts/boot.js';
import type { Principal } from '../../contracts/principal.js';
import type { ReviewView } from '../../contracts/review.js';
import { listPauses } from '../../ledger/pauses.js';
import type { Session } from '../../ledger/sessions.js';
import { pageFrom } from '../cursor.js';
import type { ApiDeps } from '../deps.js';
import { valueOf } from '../reply.js';

/** More than these hold at once nowhere. */
const MOST_PAUSES = 50;

const principal = ({ person }: Session): Principal => ({ kind: 'person', personId: person.id });

async function around(visitor: Session, { db, intake }: ApiDeps): Promise<Pick<First, 'counts' | 'pauses'>> {
  const [counts, pauses] = await Promise.all([
    intake.counts(principal(visitor)),
    listPauses(db, { active: true, before: null, limit: MOST_PAUSES + 1, forAgent: null }),
  ]);
  return { counts: valueOf(counts), pauses: pageFrom(pauses, MOST_PAUSES, ({ id }) => id) };
}

/** The inbox as it is opened: what waits for the visitor, newest first. */
export async function firstOfInbox(visitor: Session, deps: ApiDeps): Promise<First> {
  const [rest, list] = await Promise.all([
    around(visitor, deps),
    deps.intake.list(principal(visitor), { scope: 'waiting', sort: 'newest', limit: INBOX_ROWS }),
  ]);
  return { ...rest, list: valueOf(list), review: null };
}

/** The page of one request. */
export async function firstOfRequest(visitor: Session, deps: ApiDeps, review: ReviewView): Promise<First> {
  return { ...(await around(visitor, deps)), list: null, review };
}
