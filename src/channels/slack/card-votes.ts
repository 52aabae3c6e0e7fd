import { assertNever } from '../../contracts/assert-never.js';
import { VERB_DID, type Verb } from '../../contracts/decision.js';
import { formatDuration } from '../../contracts/duration.js';
import type { Resolution } from '../../contracts/status.js';
import type { DecisionView, RequestView } from '../../contracts/view.js';
import { line, lines, moment, say, type Block } from './kit.js';
import { labelsWith, type Names } from './labels.js';

const MOST_VOTES = 6;
const MOST_COMMENT = 300;
const bold = { bold: true } as const;

/** Shown where they stand (`standing`), by names alone: what people write with them is not for a channel. */
const ARRANGING: ReadonlySet<Verb> = new Set(['claim', 'release', 'snooze', 'delegate']);

/** Who has said what on this revision. */
export function votes(view: RequestView, names: Names) {
  return (
    countedOn(view, view.revision)
      .filter(({ verb }) => !ARRANGING.has(verb))
      // One that waits for a second person has overridden nobody; it is among the banners.
      .filter(({ verb }) => verb !== 'override' || view.awaiting === null)
      .slice(-MOST_VOTES)
      .map((decision) => voteLine(decision, names))
  );
}

/** Who said no when it was too late to stop it; their words go to the requester alone. */
export function objections({ decisions }: RequestView) {
  return decisions
    .filter(({ reason }) => reason === 'too_late')
    .slice(-MOST_VOTES)
    .map(({ by, at }) => line(say(`${by.name} objected after it had been started, `), moment(at)));
}

/** Why this revision exists: the feedback that sent back the one before. */
export function sentBack(view: RequestView): DecisionView | undefined {
  return countedOn(view, view.revision - 1).findLast(({ verb }) => verb === 'reject' || verb === 'edit');
}

/** `Ben approved for Ada: “words”, 10:15`. */
export function voteLine(decision: DecisionView, names: Names) {
  const { by, verb, comment, answer, at } = decision;
  const answered = answer === null ? '; not answered yet' : `; the answer: “${answer.slice(0, MOST_COMMENT)}”`;
  const reply = verb === 'ask' ? answered : '';
  const words = comment === null ? '' : `: “${comment.slice(0, MOST_COMMENT)}”`;
  return line(say(`${by.name} ${didWhat(decision, names)}${words}${reply}, `), moment(at));
}

function didWhat({ verb, by, onBehalfOf, from, to, forMs, answer }: DecisionView, names: Names): string {
  const labelOf = labelsWith(names);
  switch (verb) {
    case 'reassign':
      return from === null || to === null ? VERB_DID.reassign : `gave the place of ${labelOf(from)} to ${labelOf(to)}`;
    case 'extend':
      return forMs === null ? VERB_DID.extend : `${VERB_DID.extend} by ${formatDuration(forMs)}`;
    case 'settle':
      return `settled the outcome (${settledText(answer)})`;
    default:
      return `${VERB_DID[verb]}${onBehalfOf === null || onBehalfOf.id === by.id ? '' : ` for ${onBehalfOf.name}`}`;
  }
}

export function settledText(answer: string | null): string {
  if (answer === 'happened') return 'it happened';
  return answer === 'did_not_happen' ? 'it did not happen' : 'it is to be undone';
}

/** Who, when, why; for a card that is over. */
export function outcome(view: RequestView): Block | null {
  const { resolution, execution } = view;
  if (resolution === null) return null;
  return lines(
    line(say(`${byWhom(view, resolution)}, `), moment(resolution.at)),
    ...(resolution.reason === '' ? [] : [line(say(resolution.reason.slice(0, MOST_COMMENT), { italic: true }))]),
    ...(resolution.answer === null ? [] : [line(say('Answer: ', bold), say(resolution.answer.slice(0, 2_000)))]),
    ...(view.status === 'approved' ? vetoWindow(view) : []),
    ...(execution?.outcome && execution.finishedAt !== null
      ? [
          line(
            say(`${{ executed: 'Done, ', failed: 'Failed, ', unknown: 'Outcome unknown since ' }[execution.outcome]}`),
            moment(execution.finishedAt),
          ),
        ]
      : []),
    ...objections(view),
  );
}

function vetoWindow({ runFrom, nextTimer }: RequestView) {
  if (runFrom !== null) return [line(say('May run from: ', bold), moment(runFrom), say('. Deny still stops it.'))];
  return nextTimer?.kind === 'usable_until' ? [line(say('The approval runs out: ', bold), moment(nextTimer.at))] : [];
}

export function byWhom(view: RequestView, resolution: Resolution): string {
  const names = resolution.people.map((id) => view.decisions.find(({ by }) => by.id === id)?.by.name ?? id).join(', ');
  const what = { approved: 'Approved', rejected: 'Rejected', expired: 'Expired', cancelled: 'Withdrawn', answered: 'Answered' }[
    resolution.outcome
  ];
  switch (resolution.by) {
    case 'people':
      return `${what} by ${names}`;
    case 'policy':
      return `${what} by the policy ${view.plan?.policy.name ?? ''}`.trim();
    case 'fallback':
      return `${what} because the time was up`;
    case 'override':
      return `${what} by override of ${names}`;
    case 'requester':
      return `${what} by the requester`;
    case 'agent':
      return `${what}: the agent gave up`;
    case 'operator':
      return `${what} by an operator`;
    default:
      return assertNever(resolution.by);
  }
}

function countedOn(view: RequestView, revision: number): DecisionView[] {
  return view.decisions.filter((decision) => decision.counted === true && decision.revision === revision);
}
