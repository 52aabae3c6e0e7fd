import { formatDuration } from '../../contracts/duration.js';
import type { AwaitingView, RequestView } from '../../contracts/view.js';
import type { Status } from '../../contracts/status.js';
import { line, moment, say, type Block } from './kit.js';
import { lines } from './kit.js';

/** The first words of a card: what state the request is in, as a person would say it. */
export const HEADINGS: Readonly<Record<Status, string>> = {
  proposing: 'Being prepared',
  pending: 'Approval needed',
  revising: 'Sent back for changes',
  approved: 'Approved, not yet run',
  executing: 'Approved, running',
  executed: 'Approved and done',
  failed: 'Approved, but it failed',
  unknown: 'Outcome unknown: somebody must look',
  rejected: 'Rejected',
  expired: 'Expired: nobody decided in time',
  cancelled: 'Withdrawn',
  answered: 'Answered',
};

/** One line for each fact that a reviewer weighs. */
export function facts(view: RequestView): Block {
  const { action } = view;
  const bold = { bold: true } as const;
  const rows = [
    ...(action ? [line(say('Risk: ', bold), say(action.risk), say('   Confidence: ', bold), say(percent(action.confidence)))] : []),
    line(say('Requested by: ', bold), say(requestedBy(view))),
    line(say('Revision: ', bold), say(`${view.revision}${view.digest === null ? '' : ` (${digestPrefix(view.digest)})`}`)),
    ...(view.deadlineAt !== null && view.awaiting !== null
      ? [line(say('Decide by: ', bold), moment(view.deadlineAt), ...extended(view.awaiting.extended))]
      : []),
    ...(view.follows === null ? [] : [line(say('Follows from: ', bold), requestLink(view, view.follows))]),
    ...view.followUps.slice(0, 5).map((id) => line(say('Followed by: ', bold), requestLink(view, id))),
  ];
  return lines(...rows);
}

function extended({ times, ms }: AwaitingView['extended']) {
  if (times === 0) return [];
  return [say(` (moved ${times === 1 ? 'once' : `${times} times`}, by ${formatDuration(ms)}${times === 1 ? '' : ' in all'})`)];
}

/** The page of another request, beside this one's. */
export function requestLink(view: RequestView, id: string) {
  return { type: 'link' as const, url: new URL(id, view.links.page).href, text: id };
}

/** The digest's first 12 hexadecimal digits: enough to compare by eye with the page and the command line. */
export function digestPrefix(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** Rounded down: 69.99 % must not read as the 70 % that a policy may ask for. */
export function percent(confidence: number | null): string {
  return confidence === null ? 'not given' : `${Math.floor(confidence * 1000) / 10} %`;
}

function requestedBy(view: RequestView): string {
  const by = view.agent !== null ? `agent ${view.agent}` : `${view.requestedBy.kind} ${view.requestedBy.id}`;
  return view.requester === null ? by : `${by}, for ${view.requester.name}`;
}
