import type { ReactNode } from 'react';
import type { AgentRecord } from '../../../src/contracts/review.js';

const PARTS = [
  ['unchanged', 'approved unchanged', 'ok'],
  ['revised', 'approved after it was sent back', 'soft'],
  ['edited', 'approved after a change', 'soft'],
  ['rejected', 'rejected', 'no'],
] as const;

/** How this agent has done with this type, as a bar and in words. */
export function RecordLine({ record }: { record: AgentRecord }): ReactNode {
  const { agent, type, days, decided, capped, failed, unknown } = record;
  const since = capped ? 'among the latest requests of this type' : `in ${days} days`;
  if (decided === 0) {
    return (
      <p>
        Nobody has decided a <code>{type}</code> of {agent} {since}.
      </p>
    );
  }
  const parts = PARTS.filter(([key]) => record[key] > 0);
  const after = [
    ...(failed > 0 ? [`${failed} failed when they ran`] : []),
    ...(unknown > 0 ? [`of ${unknown} the outcome is unknown`] : []),
  ];
  return (
    <div className="stack tight">
      <div className="record-bar" aria-hidden="true">
        {parts.map(([key, , tone]) => (
          <span key={key} className={tone} style={{ flexGrow: record[key] }} />
        ))}
      </div>
      <p>
        Of {decided} <code>{type}</code> of {agent} that people decided {since}:{' '}
        {parts.map(([key, words]) => `${record[key]} ${words}`).join(', ')}.{after.length > 0 ? ` ${after.join('; ')}.` : ''}
      </p>
    </div>
  );
}
