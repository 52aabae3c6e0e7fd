import type { ReviewerRef } from '../contracts/plan.js';
import type { Db } from '../ledger/ledger.js';

export interface MoveDeps {
  db: Db;
  /** Who reviews where no policy matches. */
  defaultReviewers: readonly ReviewerRef[];
  /** Called after each committed move, so that cards need not wait for the dispatcher's next look. */
  onMove: (requestId: string) => void;
  /** Resolves at the next move of this request in this process, or after that many milliseconds. */
  nextMove: (requestId: string, withinMs: number) => Promise<void>;
}
