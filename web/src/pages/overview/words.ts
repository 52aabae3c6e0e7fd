import type { ChannelName } from '../../../../src/contracts/decision.js';
import type { OutcomeKind, Spread, Stats } from '../../../../src/contracts/stats.js';
import { span } from '../../ui/span.js';

export const OUTCOME_TEXT: Readonly<Record<OutcomeKind, string>> = {
  approvedUnchanged: 'Approved unchanged',
  approvedEdited: 'Approved after an edit',
  approvedRevised: 'Approved after a revision',
  rejected: 'Sent back for good',
  denied: 'Denied',
  answered: 'Answered',
  approvedAutomatically: 'Approved by a policy',
  refusedByPolicy: 'Refused by a policy',
  approvedBySilence: 'Approved by silence',
  timedOut: 'Timed out',
  unused: 'Approved, never used',
  overridden: 'Overridden',
  withdrawn: 'Withdrawn',
  gaveUp: 'The agent gave up',
};

export const CHANNEL_TEXT: Readonly<Record<ChannelName, string>> = {
  slack: 'Slack',
  api: 'API',
  cli: 'Command line',
  page: 'Request page',
  email: 'E-mail',
  teams: 'Teams',
  discord: 'Discord',
  sms: 'SMS',
  webhook: 'Webhook',
  push: 'Notification',
  dashboard: 'Dashboard',
};

export const NOBODY = 'Without an agent';
export const NO_TYPE = 'Never proposed';

/** `1 request`, `2 requests`; numbers with the reader's own separators. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : many}`;
}

/** `57 %`; a dash where there is nothing to divide. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)} %`;
}

/** No more of a duration than matters to whoever compares it: seconds only below ten minutes. */
export function took(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return 'under 1s';
  return span(ms < 600_000 ? ms : Math.round(ms / 60_000) * 60_000);
}

/** "Half within 5m, nine in ten within 1h." */
export function spreadText({ count, p50Ms, p90Ms }: Spread): string {
  return count === 0 ? 'Nothing was decided by people.' : `Half within ${took(p50Ms)}, nine in ten within ${took(p90Ms)}.`;
}

/** Up to when the next bucket of ages begins. */
export function ageText(fromMs: number, toMs: number | null): string {
  if (toMs === null) return `Longer than ${span(fromMs)}`;
  return fromMs === 0 ? `Less than ${span(toMs)}` : `${span(fromMs)} to ${span(toMs)}`;
}

/** What waits now, in a sentence. */
export function waitingText({ total, byAge }: Stats['undecided']): string {
  if (total === 0) return 'Nothing waits for a decision.';
  const old = byAge.filter(({ fromMs }) => fromMs >= 86_400_000).reduce((sum, { count }) => sum + count, 0);
  return old === 0
    ? 'None has waited for more than a day.'
    : `${counted(old, 'request')} ${old === 1 ? 'has' : 'have'} waited for more than a day.`;
}

/** How the effects of what was approved stand, in a sentence. */
export function effectsText({ executed, failed, unknown, running, waiting }: Stats['effects']): string {
  const all = executed + failed + unknown + running + waiting;
  if (all === 0) return 'Nothing was approved in this period.';
  return `Of ${counted(all, 'approved action')} ${executed.toLocaleString()} ran, ${failed.toLocaleString()} failed, and of ${unknown.toLocaleString()} nobody knows yet.`;
}
