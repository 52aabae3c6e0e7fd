import type { WorkflowStats } from './models.js';
import { editedByPerson, escalationReasonsOf, type OversightView } from './views.js';

/**
 * Figures over requests. A task counts as escalated once people are asked, as approved, modified or rejected by humans once people have decided;
 * what time or its own requester ended is escalated and none of the three.
 */
export function workflowStats(views: readonly OversightView[]): WorkflowStats {
  const escalated = views.filter((view) => escalationReasonsOf(view).length > 0);
  const byPeople = escalated.filter(({ resolution }) => resolution?.by === 'people' || resolution?.by === 'override');
  const passed = byPeople.filter(({ resolution }) => resolution?.outcome === 'approved');
  const changed = passed.filter(editedByPerson);
  const answered = byPeople.filter(({ resolution }) => resolution?.outcome === 'answered');
  const confidences = views.flatMap(({ action }) => (typeof action?.confidence === 'number' ? [action.confidence] : []));
  return {
    totalTasks: views.length,
    autoApproved: views.filter(({ plan, resolution }) => plan?.route === 'auto' && resolution?.outcome === 'approved').length,
    escalated: escalated.length,
    humanApproved: passed.length - changed.length,
    humanRejected: byPeople.filter(({ resolution }) => resolution?.outcome === 'rejected').length,
    // An answer is what a person wrote where the agent had nothing.
    humanModified: changed.length + answered.length,
    avgConfidence: confidences.length === 0 ? null : confidences.reduce((sum, each) => sum + each, 0) / confidences.length,
  };
}
