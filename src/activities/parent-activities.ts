import { ApplicationFailure } from '@temporalio/common';
import { FAILURES } from '../contracts/failures.js';
import { reportByPermit } from '../moves/caller-outcome.js';
import type { ParentActivities } from './activities.js';
import type { ActivityDeps } from './deps.js';

/** For workflows of a deployment's own that execute what was approved: they report from their own task queue. */
export function createParentActivities({ moves, clock }: ActivityDeps): ParentActivities {
  return {
    async reportOutcome(report) {
      const result = await reportByPermit(moves, report, clock());
      if (!result) throw ApplicationFailure.nonRetryable(`there is no permit ${report.permitId}`, FAILURES.requestMissing);
      return { status: result.status, late: result.late };
    },
  };
}
