import type { DecisionView, RequestView } from '../../src/contracts/view.js';

/** Denials that came when the effect had been started already: recorded, told to the requester, and changing nothing by themselves. */
export function lateObjections({ decisions }: Pick<RequestView, 'decisions'>): DecisionView[] {
  return decisions.filter(({ verb, reason }) => verb === 'deny' && reason === 'too_late');
}
