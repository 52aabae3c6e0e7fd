import type { ReactNode } from 'react';
import type { Status } from '../../../src/contracts/status.js';
import type { Tone } from './card.js';

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }): ReactNode {
  return <span className={`badge ${tone}`}>{children}</span>;
}

const RISKS = ['low', 'medium', 'high', 'critical'];

/** Colour and word: nobody has to tell colours apart. */
export function RiskBadge({ risk }: { risk: string | null }): ReactNode {
  if (risk === null) return null;
  return (
    <span className={`badge ${RISKS.includes(risk) ? `risk-${risk}` : ''}`}>
      <span className="dot" aria-hidden="true" />
      {risk} risk
    </span>
  );
}

const STATUS: Readonly<Record<Status, readonly [Tone, string]>> = {
  proposing: ['info', 'Being proposed'],
  pending: ['warn', 'Waiting for a decision'],
  revising: ['info', 'Being revised'],
  approved: ['ok', 'Approved'],
  executing: ['info', 'Running'],
  executed: ['ok', 'Done'],
  failed: ['no', 'Failed'],
  unknown: ['no', 'Outcome unknown'],
  rejected: ['no', 'Rejected'],
  expired: ['plain', 'Timed out'],
  cancelled: ['plain', 'Withdrawn'],
  answered: ['ok', 'Answered'],
};

export function StatusPill({ status }: { status: Status }): ReactNode {
  const [tone, text] = STATUS[status];
  return <Badge tone={tone}>{text}</Badge>;
}
