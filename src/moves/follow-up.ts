import type { JsonObject } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';

/** A request that follows from another one: opened by the server itself, once per `key`, kept with both. */
export interface FollowUp {
  key: string;
  /** A `SubmitRequest`, checked when it is opened. */
  body: JsonObject;
  /** Asked instead of any policy's reviewers; null: whom the policies ask. */
  asked: ReviewerRef[] | null;
  /** Besides the body's requester, somebody who does not decide it either. */
  neither: string | null;
  /** Nor these; rows of before name nobody. */
  excluded?: string[];
  /** The agent whose doing it follows from: what pauses it holds this too. */
  agent: string | null;
}
