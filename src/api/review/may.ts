import { NOT_COUNTED_TEXT, type Verb } from '../../contracts/decision.js';
import { isBeforeClaim } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import { VIEWER_TEXT } from '../../contracts/viewer.js';
import type { Standing } from './standing.js';
import type { VoteNow } from '../../contracts/review.js';
import { isQuestion } from './sentence.js';

/** What this visitor can do here. Only a hint for the page: whatever is sent is judged again where it is counted. */
export interface May {
  verbs: ReadonlySet<Verb>;
  /** Why nothing of this visitor would count; null where something does. */
  nothing: string | null;
  /** Why this visitor cannot approve (or answer), though other words count. */
  noApproval: string | null;
  /** The vote of this visitor that holds. */
  vote: VoteNow | null;
}

interface Given {
  view: RequestView;
  standing: Standing;
  votes: readonly VoteNow[];
  /** The undo of an unknown effect was asked for and is on its way. */
  undoing: boolean;
  nowMs: number;
}

export function mayOf(given: Given): May {
  const { view, standing, votes } = given;
  const vote = votes.find(({ personId }) => personId === standing.personId) ?? null;
  if (!standing.decides) return may([], vote, { nothing: view.status === 'pending' ? VIEWER_TEXT : null });
  const always: Verb[] = [...overriding(view, standing)];
  switch (view.status) {
    case 'pending':
      return pending(given, vote, always);
    case 'approved': {
      const { resolution } = view;
      const mine = resolution?.by === 'people' && resolution.people.includes(standing.personId);
      return may([...always, ...objecting(standing, vote), ...(mine ? (['retract'] as const) : [])], vote);
    }
    case 'unknown': {
      const settles = !standing.self && !given.undoing && (standing.override || standing.wasAsked);
      const nothing = given.undoing ? 'Somebody found that it is to be undone: its undo opens as a request of its own.' : null;
      return may([...(settles ? (['settle'] as const) : []), ...objecting(standing, vote)], vote, { nothing });
    }
    case 'executing':
    case 'executed':
    case 'failed':
      return may(objecting(standing, vote), vote);
    default:
      return may(always, vote);
  }
}

function may(verbs: readonly Verb[], vote: VoteNow | null, more: Partial<May> = {}): May {
  return { verbs: new Set(verbs), nothing: null, noApproval: null, vote, ...more };
}

function overriding(view: RequestView, standing: Standing): Verb[] {
  return standing.override && isBeforeClaim(view.status) && view.digest !== null && !standing.self ? ['override'] : [];
}

/** Before the effect a denial can stop it; afterwards it is recorded, and the requester hears of it. */
function objecting({ self, wasAsked }: Standing, vote: VoteNow | null): Verb[] {
  return wasAsked && !self && vote?.verb !== 'deny' ? ['deny'] : [];
}

function pending({ view, standing, nowMs }: Given, vote: VoteNow | null, always: readonly Verb[]): May {
  const { awaiting } = view;
  if (standing.self) return may([], vote, { nothing: 'This request is yours, so that your approval would not count.' });
  const verbs = [...always, ...(standing.assign && (awaiting?.reassignable ?? []).length > 0 ? (['reassign'] as const) : [])];
  const handed = awaiting?.delegations.find(({ from }) => from.id === standing.personId);
  if (handed) return may([...verbs, 'retract'], vote, { nothing: `You handed this over to ${handed.to.name}, who decides in your place.` });
  const earlier = vote !== null && vote.stage !== awaiting?.stage;
  if (!standing.asked) {
    if (earlier) {
      const nothing = `You decided in the stage “${vote.stage}”. Others are asked now.`;
      return may([...verbs, ...(vote.verb === 'approve' ? (['deny', 'retract'] as const) : [])], vote, { nothing });
    }
    return may(verbs, vote, { nothing: NOT_COUNTED_TEXT.not_eligible });
  }
  if (standing.ownReassignment) return may(verbs, vote, { nothing: NOT_COUNTED_TEXT.own_reassignment });
  if (!standing.qualified) return may([...verbs, 'ask'], vote, { nothing: NOT_COUNTED_TEXT.not_qualified });
  const taken = takenBy(view, standing.personId, nowMs);
  const noApproval = whyNoApproval(view, standing, vote, earlier, taken);
  return may([...verbs, ...reviewing(view, standing, { vote, earlier, taken, noApproval })], vote, { noApproval });
}

/** Claims of others that leave no seat; null where one is free. */
function takenBy({ awaiting }: RequestView, personId: string, nowMs: number): string | null {
  const claims = awaiting?.claims.filter(({ by, until }) => by.id !== personId && Date.parse(until) > nowMs) ?? [];
  if (!awaiting || claims.length === 0 || awaiting.need - awaiting.filled - claims.length >= 1) return null;
  const names = claims.map(({ by }) => by.name).join(' and ');
  return `${names} ${claims.length === 1 ? 'has' : 'have'} taken this one. You can still deny it, or send it back.`;
}

function whyNoApproval(
  view: RequestView,
  { personId }: Standing,
  vote: VoteNow | null,
  earlier: boolean,
  taken: string | null,
): string | null {
  if (view.awaiting?.barred.some(({ id }) => id === personId)) return NOT_COUNTED_TEXT.own_edit;
  if (earlier) return `You decided in the stage “${vote?.stage ?? ''}” already; this one needs other people.`;
  return vote?.verb === 'approve' ? null : taken;
}

interface Place {
  vote: VoteNow | null;
  earlier: boolean;
  taken: string | null;
  noApproval: string | null;
}

function reviewing(view: RequestView, { personId }: Standing, { vote, earlier, taken, noApproval }: Place): Verb[] {
  const { plan, awaiting } = view;
  const question = isQuestion(view);
  const claimed = awaiting?.claims.some(({ by }) => by.id === personId) ?? false;
  const canApprove = noApproval === null && vote?.verb !== 'approve';
  const left = plan ? plan.extend.maxMs - (awaiting?.extended.ms ?? 0) : 0;
  const when = (holds: boolean, ...verbs: Verb[]): Verb[] => (holds ? verbs : []);
  return [
    ...when(canApprove, question ? 'answer' : 'approve'),
    ...when(!question, 'reject'),
    ...when(vote?.verb !== 'deny', 'deny'),
    ...when(!question && taken === null && (awaiting?.editsLeft ?? 0) > 0, 'edit'),
    ...when(claimed, 'release'),
    ...when(!claimed && canApprove, 'claim'),
    ...when(vote === null, 'delegate'),
    ...when(vote?.verb !== 'abstain' && !earlier, 'abstain'),
    ...when(vote !== null, 'retract'),
    'ask',
    ...when(awaiting?.canEscalate === true, 'escalate'),
    ...when(left >= 60_000 && (awaiting?.extended.times ?? 0) < (plan?.extend.times ?? 0), 'extend'),
    ...when((plan?.snoozeMaxMs ?? 0) > 0, 'snooze'),
  ];
}
