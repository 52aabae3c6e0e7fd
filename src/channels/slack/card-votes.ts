import type { DecisionView, RequestView } from '../../contracts/view.js';
import type { Resolution } from '../../contracts/status.js';
import { VERB_DID } from '../../contracts/decision.js';
import { assertNever } from '../../contracts/assert-never.js';
import { line, lines, moment, say, type Block } from './kit.js';

const MOST_VOTES = 6;
const MOST_COMMENT = 300;
const bold = { bold: true } as const;

/** Who is asked, how many are needed, who has said what on this revision. */
export function votes(view: RequestView, names: ReadonlyMap<string, string>): Block | null {
  const { awaiting } = view;
  const said = countedOn(view, view.revision);
  const rows = [
    ...(awaiting
      ? [
          line(say('Asked: ', bold), say(awaiting.asked.map((ref) => labelOf(ref, names)).join(', '))),
          line(
            say('Needed: ', bold),
            say(`${awaiting.filled} of ${awaiting.need}${view.plan && view.plan.stages.length > 1 ? `, stage ${awaiting.stage}` : ''}`),
          ),
        ]
      : []),
    ...said.slice(-MOST_VOTES).map(voteLine),
  ];
  return rows.length === 0 ? null : lines(...rows);
}

/** Why this revision exists: the feedback that sent back the one before. */
export function sentBack(view: RequestView): DecisionView | undefined {
  return countedOn(view, view.revision - 1).findLast(({ verb }) => verb === 'reject' || verb === 'edit');
}

export function voteLine({ by, verb, comment, answer, at }: DecisionView) {
  const reply = verb === 'ask' && answer !== null ? `; the agent: “${answer.slice(0, MOST_COMMENT)}”` : '';
  const words = comment === null ? '' : `: “${comment.slice(0, MOST_COMMENT)}”${reply}`;
  return line(say(`${by.name} ${VERB_DID[verb]}${words}, `), moment(at));
}

/** Who, when, why; for a card that is over. */
export function outcome(view: RequestView): Block | null {
  const { resolution, execution } = view;
  if (resolution === null) return null;
  return lines(
    line(say(`${byWhom(view, resolution)}, `), moment(resolution.at)),
    ...(resolution.reason === '' ? [] : [line(say(resolution.reason.slice(0, MOST_COMMENT), { italic: true }))]),
    ...(resolution.answer === null ? [] : [line(say('Answer: ', bold), say(resolution.answer.slice(0, 2_000)))]),
    ...(execution?.outcome && execution.finishedAt !== null
      ? [
          line(
            say(`${{ executed: 'Done, ', failed: 'Failed, ', unknown: 'Outcome unknown since ' }[execution.outcome]}`),
            moment(execution.finishedAt),
          ),
        ]
      : []),
  );
}

function byWhom(view: RequestView, resolution: Resolution): string {
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

function labelOf(ref: string, names: ReadonlyMap<string, string>): string {
  const [kind, id = ''] = ref.split(/:(.*)/s);
  return kind === 'person' ? (names.get(id) ?? id) : `${id} (group)`;
}
