import { QUESTION_TYPE } from '../../contracts/action.js';
import { assertNever } from '../../contracts/assert-never.js';
import { VERB_DID } from '../../contracts/decision.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { RequestView } from '../../contracts/view.js';
import { byWhom, settledText } from '../slack/card-votes.js';
import { isOpenQuestion } from '../slack/question-card.js';
import type { NoteTopic } from '../topic.js';
import { decidableArgs, isOwn, standingDecision } from './decidable.js';

/** What a notification says. `ask`: it waits for this person; `decidable`: they see all of it, and may decide from there. */
export type Face = { kind: 'ask'; title: string; body: string; decidable: boolean } | { kind: 'settled'; title: string; body: string };

const MOST_TITLE = 100;
const MOST_BODY = 240;

/** The request, to one of the people asked. */
export function cardFace(view: RequestView, personId: string): Face {
  const title = titleOf(view);
  if (view.status !== 'pending' || view.awaiting === null || view.action === null)
    return settled(`No longer waiting: ${title}`, whatHappened(view));
  if (isOwn(view, personId)) return settled(title, 'Others decide on it.');
  const own = standingDecision(view, personId);
  if (own !== null)
    return settled(`You ${VERB_DID[own.verb]}: ${title}`, `${view.awaiting.filled} of ${view.awaiting.need}. Others are still asked.`);
  const args = decidableArgs(view, personId);
  if (args !== null) return { ...asked(`Approve? ${title}`, `${view.action.type}, low risk\n${args}`), decidable: true };
  if (view.action.type === QUESTION_TYPE) return asked(`A question: ${title}`, `${whoAsks(view)} waits for your answer.`);
  return asked(`Waits for you: ${title}`, `${view.action.type}, ${view.action.risk} risk, asked by ${whoAsks(view)}`);
}

/** Nobody can say whether that revision's effect happened. */
export function outcomeFace(view: RequestView, revision: number): Face {
  const title = titleOf(view);
  if (view.status === 'unknown' && view.revision === revision)
    return asked(`Did it happen? ${title}`, 'It was started, and nobody can say whether it happened. Open it to settle it.');
  const last = view.decisions.findLast((each) => each.verb === 'settle' && each.counted === true && each.revision === revision);
  return settled(`Settled: ${title}`, last ? `${last.by.name}: ${settledText(last.answer)}.` : 'Nothing is left to find out.');
}

/** What a reviewer wants to know of whoever stands behind the request. Null where there is no such question. */
export function questionFace(view: RequestView, decisionId: string): Face | null {
  const question = view.decisions.find((each) => each.decisionId === decisionId && each.verb === 'ask');
  if (question === undefined) return null;
  const title = `${question.by.name} asks about ${titleOf(view)}`;
  return isOpenQuestion(view, decisionId) ? asked(title, question.comment ?? '') : settled(title, 'No answer is needed any more.');
}

/** Said once about one decision; null where there is nothing to say (any more). */
export function noteFace(view: RequestView, { about, decisionId }: NoteTopic): Face | null {
  const decision = view.decisions.find((each) => each.decisionId === decisionId);
  if (decision === undefined) return null;
  const { by, comment, answer } = decision;
  const title = titleOf(view);
  switch (about) {
    case 'override': {
      const waits = view.awaiting?.overrides.some((each) => each.by.id === by.id) ?? false;
      return settled(`${by.name} ${waits ? 'wants to override' : 'overrode'} the reviewers: ${title}`, comment ?? '');
    }
    case 'objection':
      return settled(`${by.name} objected after it had been started: ${title}`, comment ?? 'The objection is recorded.');
    case 'answer':
      return answer === null ? null : settled(`Your question was answered: ${title}`, answer);
    case 'undo':
      return view.status === 'unknown' ? settled(`It could not be undone: ${title}`, 'It still has to be settled: did it happen?') : null;
    default:
      return assertNever(about);
  }
}

function whatHappened(view: RequestView): string {
  if (view.resolution !== null) return `${byWhom(view, view.resolution)}.`;
  return view.status === 'revising' ? 'It is being revised.' : 'Nobody is asked at the moment.';
}

function titleOf({ action, type, id }: RequestView): string {
  return action?.title ?? type ?? id;
}

function whoAsks({ agent, requester, requestedBy }: RequestView): string {
  return agent ?? requester?.name ?? requestedBy.id;
}

function asked(title: string, body: string): Face & { kind: 'ask' } {
  return {
    kind: 'ask',
    title: cut(visibleLine(title), MOST_TITLE),
    body: cut(body.split('\n').map(visibleLine).join('\n'), MOST_BODY),
    decidable: false,
  };
}

function settled(title: string, body: string): Face {
  return { kind: 'settled', title: cut(visibleLine(title), MOST_TITLE), body: cut(visibleLine(body), MOST_BODY) };
}

/** By code points, so that no character is halved. */
function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
