import { ApplicationFailure } from '@temporalio/common';
import type { Feedback } from '../contracts/agent.js';
import { FAILURES } from '../contracts/failures.js';
import type { Status } from '../contracts/status.js';
import type { DecisionView, RequestView } from '../contracts/view.js';
import { loadRequestView } from '../moves/request-view.js';
import type { HumanReview } from '../oversight/models.js';
import { editedByPerson, escalationReasonsOf, humanReviewsOf } from '../oversight/views.js';
import type { EscalationReason } from '../oversight/vocabulary.js';
import type { ActivityDeps } from './deps.js';

/** What became of a review, in the chapter's words. */
export interface ReviewRecord {
  status: Status;
  /** Why people were asked, the first to name at the front; empty: the policies let it pass. */
  reasons: EscalationReason[];
  reviews: HumanReview[];
  /** Whether a person's own text was approved. */
  modified: boolean;
  /** What people want changed, where they sent it back and did not refuse it for good. */
  sentBack: Feedback[] | null;
}

/** For workflows of a deployment's own, on Countersign's task queue. */
export interface ReviewActivities {
  readReview(requestId: string): Promise<ReviewRecord>;
}

/** Reads are for requests that a workflow opened: everybody else has the API, which knows who asks. */
export function createReviewActivities({ moves }: Pick<ActivityDeps, 'moves'>): ReviewActivities {
  return {
    async readReview(requestId) {
      const view = await loadRequestView(moves.db, requestId, () => ({ self: '', page: '', temporal: null }));
      if (!view || view.requestedBy.kind !== 'workflow') {
        throw ApplicationFailure.nonRetryable(`no workflow opened a request ${requestId}`, FAILURES.requestMissing);
      }
      return {
        status: view.status,
        reasons: escalationReasonsOf(view),
        reviews: humanReviewsOf(view),
        modified: editedByPerson(view),
        sentBack: feedbackOf(view),
      };
    },
  };
}

/** A denial is final, also where others only sent it back. */
function feedbackOf({ status, resolution, decisions, revision }: RequestView): Feedback[] | null {
  if (status !== 'rejected' || resolution?.by !== 'people') return null;
  const counted = decisions.filter((each) => each.counted === true && each.revision === revision);
  if (counted.some(({ verb }) => verb === 'deny')) return null;
  const rejects = counted.filter(({ verb }) => verb === 'reject');
  return rejects.length === 0 ? null : rejects.map(asFeedback);
}

function asFeedback({ revision, by, comment, at }: DecisionView): Feedback {
  return { revision, by, comment: comment ?? '', at };
}
