import type { Counts } from './inbox.js';
import type { Pause } from './pause.js';
import type { ReviewView } from './review.js';
import type { SessionView } from './session.js';
import type { RequestSummary } from './view.js';

/** A page of the API's lists. */
export interface Listed<T> {
  items: readonly T[];
  nextCursor: string | null;
}

/** What the dashboard shows first, each part as the API answers it. */
export interface First {
  counts: Counts;
  pauses: Listed<Pause>;
  /** What waits for the person, newest first; null: not the inbox. */
  list: Listed<RequestSummary> | null;
  /** Null: not the page of a request. */
  review: ReviewView | null;
}

/** What the server writes into the dashboard's document, so that a first look needs no further way to it. */
export interface Boot {
  session: SessionView;
  first: First | null;
}

/** Rows of a page of the inbox. */
export const INBOX_ROWS = 40;
