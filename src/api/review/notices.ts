import { pauseActorText } from '../../contracts/pause.js';
import type { Notice, Span } from '../../contracts/review.js';
import { missingText } from '../../contracts/rule-text.js';
import type { RequestView } from '../../contracts/view.js';
import type { Names } from './names.js';
import { moment, quote, say, strong, until } from './say.js';

const notice = (tone: Notice['tone'], words: Span[]): Notice => ({ tone, words });

/** What everybody has to know before all else. */
export function noticesOf(view: RequestView, names: Names): Notice[] {
  return [...held(view, names), ...unreachable(view, names), ...overriding(view), ...stopped(view), ...notYet(view)];
}

/** What the kill switch holds of this request. */
function held({ paused }: RequestView, names: Names): Notice[] {
  if (paused === null) return [];
  const who = paused.by.kind === 'person' ? names.person(paused.by.id) : pauseActorText(paused.by);
  return [
    notice(
      'warn',
      say`${strong('Held: effects are paused')} by ${who} since ${moment(paused.since)}. Nothing runs until the pause is lifted; what was decided is kept until the approval runs out.${quote(paused.reason)}`,
    ),
  ];
}

function unreachable({ awaiting }: RequestView, names: Names): Notice[] {
  if (!awaiting?.missing) return [];
  return [
    notice(
      'warn',
      say`${strong('Nobody is left who could complete this.')} Missing: ${missingText(awaiting.missing, names.label)}. It still needs as many as before. If nobody is found it ends at its deadline, and never as approved.`,
    ),
  ];
}

function overriding({ awaiting }: RequestView): Notice[] {
  return (awaiting?.overrides ?? []).map(({ by, reason }) =>
    notice(
      'warn',
      say`${strong(`${by.name} wants to override the reviewers.`)} A second person with the permission has to agree.${quote(reason)}`,
    ),
  );
}

function stopped({ awaiting }: RequestView): Notice[] {
  if (!awaiting?.paused) return [];
  const { since, until: end } = awaiting.paused;
  return [
    notice(
      'info',
      say`${strong('The clock stands still')} since ${moment(since)}, because a question is open. It goes on with the answer, or ${until(end)}.`,
    ),
  ];
}

/** Approved, and held back: the veto window first, then whatever freeze reaches further. */
function notYet({ status, runFrom, resolution, plan }: RequestView): Notice[] {
  if (status !== 'approved' || runFrom === null || resolution === null) return [];
  const windowEndMs = Date.parse(resolution.at) + (plan?.vetoWindowMs ?? 0);
  const why = Date.parse(runFrom) > windowEndMs + 1000 ? 'changes are frozen until then' : 'the policy leaves time for a veto';
  return [notice('info', say`${strong('It does not run before')} ${moment(runFrom)}: ${why}. A denial still stops it.`)];
}
