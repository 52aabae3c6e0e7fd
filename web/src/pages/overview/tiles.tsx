import type { ReactNode } from 'react';
import type { Stats } from '../../../../src/contracts/stats.js';
import { counted, percent, took } from './words.js';

function asked(steps: number): string {
  if (steps === 0) return 'nobody further was asked';
  return steps === 1 ? 'further people asked once' : `further people asked ${steps.toLocaleString()} times`;
}

/** The period in six numbers. */
export function Tiles({ stats }: { stats: Stats }): ReactNode {
  const { decided, resolved, opened, outcomes, approvalRate, toFirstDecision, toResolution, timeouts, escalations } = stats;
  const approved = outcomes.approvedUnchanged + outcomes.approvedEdited + outcomes.approvedRevised;
  const missed = timeouts.rejected + timeouts.approved;
  const tiles: readonly (readonly [name: string, value: string, more: string])[] = [
    ['Decided by people', decided.toLocaleString(), `of ${resolved.toLocaleString()} resolved; ${opened.toLocaleString()} opened`],
    ['Approval rate', percent(approvalRate), `${counted(approved, 'approval')}, ${outcomes.approvedEdited.toLocaleString()} after an edit`],
    ['First decision', took(toFirstDecision.p50Ms), 'half within this time of being asked'],
    ['Settled', took(toResolution.p50Ms), `half within this, nine in ten within ${took(toResolution.p90Ms)}`],
    [
      'Deadlines missed',
      missed.toLocaleString(),
      timeouts.approved === 0 ? 'ended without a decision' : `of which ${timeouts.approved.toLocaleString()} approved by silence`,
    ],
    ['Escalated', escalations.requests.toLocaleString(), asked(escalations.steps)],
  ];
  return (
    <dl className="tiles">
      {tiles.map(([name, value, more]) => (
        <div key={name} className="card tile">
          <dt>{name}</dt>
          <dd className="tile-value">{value}</dd>
          <dd className="small dim">{more}</dd>
        </div>
      ))}
    </dl>
  );
}
