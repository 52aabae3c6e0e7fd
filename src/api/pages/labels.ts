import type { Risk } from '../../contracts/risk.js';
import type { Status } from '../../contracts/status.js';
import { html, type Html } from './html.js';

export type Tone = 'ok' | 'no' | 'warn' | 'info' | 'mute';

const STATUS: Readonly<Record<Status, readonly [label: string, tone: Tone]>> = {
  proposing: ['Being prepared', 'info'],
  pending: ['Waiting for approval', 'warn'],
  revising: ['Sent back for changes', 'info'],
  approved: ['Approved, not yet run', 'ok'],
  executing: ['Approved, running', 'info'],
  executed: ['Approved and done', 'ok'],
  failed: ['Approved, but it failed', 'no'],
  unknown: ['Outcome unknown', 'no'],
  rejected: ['Rejected', 'no'],
  expired: ['Expired', 'mute'],
  cancelled: ['Withdrawn', 'mute'],
  answered: ['Answered', 'ok'],
};

const RISK_TONE: Readonly<Record<Risk, Tone>> = { low: 'mute', medium: 'mute', high: 'warn', critical: 'no' };

export function chip(text: string, tone: Tone): Html {
  return html`<span class="chip ${tone}">${text}</span>`;
}

export function statusChip(status: Status, isQuestion = false): Html {
  const [label, tone] = STATUS[status];
  return chip(isQuestion && status === 'pending' ? 'Waiting for an answer' : label, tone);
}

export function riskChip(risk: Risk): Html {
  return chip(`${risk} risk`, RISK_TONE[risk]);
}

/** Rounded down: 69.99 % must not read as the 70 % that a policy may ask for. */
export function percent(confidence: number | null): string {
  return confidence === null ? 'not given' : `${Math.floor(confidence * 1000) / 10} %`;
}
