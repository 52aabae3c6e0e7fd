import { assertNever } from '../../contracts/assert-never.js';
import type { Risk } from '../../contracts/risk.js';
import type { Status } from '../../contracts/status.js';
import type { Colours } from '../context.js';

export function statusText(status: Status, colours: Colours): string {
  switch (status) {
    case 'proposing':
    case 'revising':
    case 'executing':
      return colours.cyan(status);
    case 'pending':
      return colours.yellow(status);
    case 'approved':
    case 'executed':
    case 'answered':
      return colours.green(status);
    case 'failed':
    case 'unknown':
    case 'rejected':
      return colours.red(status);
    case 'expired':
    case 'cancelled':
      return colours.dim(status);
    default:
      return assertNever(status);
  }
}

export function riskText(risk: Risk, colours: Colours): string {
  switch (risk) {
    case 'low':
    case 'medium':
      return risk;
    case 'high':
      return colours.yellow(risk);
    case 'critical':
      return colours.red(colours.bold(risk));
    default:
      return assertNever(risk);
  }
}
