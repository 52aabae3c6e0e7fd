import { assertNever } from '../contracts/assert-never.js';
import type { Verb } from '../contracts/decision.js';
import type { ReviewDecision } from './vocabulary.js';

/** What a reviewer of the chapter does here. */
export function verbOf(decision: ReviewDecision): Verb {
  switch (decision) {
    case 'approve':
      return 'approve';
    case 'reject':
      return 'reject';
    case 'modify':
      return 'edit';
    case 'escalate_further':
      return 'escalate';
    default:
      return assertNever(decision);
  }
}

/**
 * What a verb of ours is to the chapter; null for those that decide nothing about the output. Of an override the verb alone says nothing:
 * its `answer` is the resolution.
 */
export function decisionOf(verb: Verb, answer: string | null): ReviewDecision | null {
  switch (verb) {
    case 'approve':
      return 'approve';
    case 'reject':
    case 'deny':
      return 'reject';
    // To a question that stands in for an output nobody could make, the answer is the output.
    case 'edit':
    case 'answer':
      return 'modify';
    case 'escalate':
      return 'escalate_further';
    case 'override':
      return answer === 'approved' ? 'approve' : 'reject';
    case 'ask':
    case 'abstain':
    case 'retract':
    case 'delegate':
    case 'reassign':
    case 'claim':
    case 'release':
    case 'snooze':
    case 'extend':
    case 'settle':
      return null;
    default:
      return assertNever(verb);
  }
}
