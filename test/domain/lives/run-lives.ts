import { NOT_COUNTED_REASONS, VERBS } from '../../../src/contracts/decision.js';
import { TIMER_KINDS } from '../../../src/contracts/move-view.js';
import { NOTICE_KINDS } from '../../../src/contracts/notice.js';
import { STATUSES } from '../../../src/contracts/status.js';
import { Failed, live } from './life.js';
import { PRODUCT, report } from './product.js';
import { runTs } from '../run-ts.js';

/** The one life that somebody wants to see again. */
export const AGAIN = process.env.COUNTERSIGN_SEED;

/**
 * Lives so many lives and answers what they came through; throws with the seed and the first promise that is broken. In a process of its
 * own: the sandbox of the test runner halves the speed.
 */
export async function runLives(first: number, lives: number): Promise<Record<string, string[]>> {
  const { code, out, err } = await runTs('test/domain/lives/nightly.ts', [String(lives), String(first), '--json']);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as Record<string, string[]>;
}

/** Throws where that life breaks a promise, here and now: for a debugger. */
export function liveAgain(seed: number): void {
  try {
    live(seed, PRODUCT);
  } catch (error) {
    throw error instanceof Failed ? new Error(report(error)) : error;
  }
}

const sorted = (names: readonly string[]): string[] => [...names].sort();

/** What lives must come through; otherwise the promises were not put to the test. */
export const EVERYTHING = {
  statuses: sorted(STATUSES),
  notices: sorted(NOTICE_KINDS),
  reasons: sorted(NOT_COUNTED_REASONS),
  counted: sorted(VERBS),
  timers: sorted(TIMER_KINDS),
  entries: [
    'claim.ended',
    'clock.resumed',
    'decision.counted',
    'decision.refused',
    'effect.claimed',
    'effect.compensating',
    'effect.due',
    'effect.finished',
    'effect.not_undone',
    'effect.postponed',
    'effect.reclaimed',
    'effect.settled',
    'precondition.changed',
    'question.answered',
    'request.escalated',
    'request.reachable',
    'request.replanned',
    'request.resolved',
    'request.unreachable',
    'reviewers.reminded',
    'revision.proposed',
    'stage.satisfied',
    'votes.kept',
    'votes.void',
  ],
  resolutions: [
    'answered by people',
    'approved by fallback',
    'approved by override',
    'approved by people',
    'approved by policy',
    'cancelled by operator',
    'cancelled by requester',
    'expired by fallback',
    'rejected by agent',
    'rejected by override',
    'rejected by people',
    'rejected by policy',
  ],
  moved: [
    'claimed',
    'compensated',
    'compensationFailed',
    'decision',
    'eligibilityLost',
    'finished',
    'preconditionChanged',
    'proposalFailed',
    'proposed',
    'questionAnswered',
    'reachable',
    'replanned',
    'settled',
    'tick',
    'unreachable',
    'withdrawn',
  ],
};
