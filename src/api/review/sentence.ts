import { QUESTION_TYPE } from '../../contracts/action.js';
import { assertNever } from '../../contracts/assert-never.js';
import type { Span } from '../../contracts/review.js';
import type { RequestView } from '../../contracts/view.js';
import type { Names } from './names.js';
import { code, say, strong } from './say.js';

export const isQuestion = (view: Pick<RequestView, 'type'>): boolean => view.type === QUESTION_TYPE;

export function whoAsks(view: RequestView, names: Names): string {
  const by = view.agent ?? (view.requestedBy.kind === 'person' ? names.person(view.requestedBy.id) : view.requestedBy.id);
  return view.requester ? `${by}, for ${view.requester.name}` : by;
}

function runner(view: RequestView): string {
  return view.execute === 'caller' ? 'it may run this itself' : 'a worker runs this';
}

function byWhom({ resolution, plan }: RequestView, names: Names): string {
  if (!resolution) return '';
  const people = resolution.people.map(names.person).join(', ');
  switch (resolution.by) {
    case 'people':
      return ` by ${people}`;
    case 'override':
      return ` by override of ${people}`;
    case 'policy':
      return ` by the policy ${plan?.policy.name ?? ''}`;
    case 'fallback':
      return ', because time was up';
    case 'requester':
      return ' by the requester';
    case 'agent':
      return ': the agent gave up';
    case 'operator':
      return ' by an operator';
    default:
      return assertNever(resolution.by);
  }
}

/** What will happen, or what has happened, in one sentence. */
export function sentence(view: RequestView, names: Names): Span[] {
  const who = strong(whoAsks(view, names));
  const what = view.type === null ? 'it' : code(view.type);
  const by = byWhom(view, names);
  switch (view.status) {
    case 'proposing':
      return say`${who} is preparing what it wants to do.`;
    case 'pending':
      if (isQuestion(view)) return say`${who} has a question. Your answer goes back to it word for word.`;
      return say`${who} wants to run ${what}. Once enough people approve, ${runner(view)} exactly as shown here, once.`;
    case 'revising':
      return say`${who} is preparing a new revision. Nobody needs to act.`;
    case 'approved':
      if (view.paused !== null) return say`Approved${by}, and held: effects are paused.`;
      if (view.runFrom !== null) return say`Approved${by}, and not run yet.`;
      return view.execute === 'caller'
        ? say`Approved${by}. ${who} may now run it, once.`
        : say`Approved${by}. A worker is about to run it, once.`;
    case 'executing':
      return say`Approved${by}, and being run now.`;
    case 'executed':
      return say`Approved${by}, and ${what} ran once, exactly as shown here.`;
    case 'failed':
      return say`Approved${by}; ${what} was run and failed. It is not tried again.`;
    case 'unknown':
      return say`Approved${by}; ${what} was started, and nobody knows whether it took effect. A person has to find out and settle it.`;
    case 'rejected':
      return say`Rejected${by}. ${what} does not run.`;
    case 'expired':
      return say`Expired${by}. ${what} does not run.`;
    case 'cancelled':
      return say`Withdrawn${by}. ${what} does not run.`;
    case 'answered':
      return say`Answered${by}.`;
    default:
      return assertNever(view.status);
  }
}
