import type { LedgerActivities, ParentActivities, WorldActivities } from './activities.js';
import { createAgentActivities } from './agent-activities.js';
import type { ActivityDeps } from './deps.js';
import { createAnswerActivity } from './answer-activity.js';
import { createCompensateActivity } from './compensate-activity.js';
import { createEffectActivities } from './effect-activities.js';
import { createLedgerActivities } from './ledger-activities.js';
import { createReviewActivities, type ReviewActivities } from './oversight-review.js';
import { createObserveActivity } from './observe-activity.js';
import { createParentActivities } from './parent-activities.js';

/** The world at the activity boundary: everything a workflow can have done. */
export function createActivities(deps: ActivityDeps): LedgerActivities & WorldActivities & ParentActivities & ReviewActivities {
  return {
    ...createLedgerActivities(deps),
    ...createAgentActivities(deps),
    ...createAnswerActivity(deps),
    ...createEffectActivities(deps),
    ...createCompensateActivity(deps),
    ...createObserveActivity(deps),
    ...createParentActivities(deps),
    ...createReviewActivities(deps),
  };
}
