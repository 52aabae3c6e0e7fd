import { isQuestion } from './sentence.js';
import type { RequestView } from '../../contracts/view.js';
import type { Verb } from '../../contracts/decision.js';
import type { Names } from './names.js';
import type { Standing } from './standing.js';

export function rejectHint({ agent }: Pick<RequestView, 'agent'>): string {
  return agent !== null ? 'The agent reads your feedback and tries again' : 'Nobody can revise it: the request ends';
}

/** What a denial of this person does. */
export function denyHint({ plan, awaiting, status }: RequestView, names: Names, { personId }: Pick<Standing, 'personId'>): string {
  if (status === 'approved') return 'It has not run yet: a denial still stops it';
  if (status !== 'pending') return 'It was started already. Recorded, and the requester is told';
  const stage = plan?.stages.find(({ name }) => name === awaiting?.stage);
  if (!stage || stage.deny === 1) return 'Final: it does not run';
  const veto = stage.vetoes.some((ref) => names.fills(ref, personId));
  return veto ? 'Final: you have a veto here' : `Final, once ${stage.deny} people deny`;
}

/** What a second person changes about an override. */
export function overrideHint({ awaiting, plan }: RequestView, { personId }: Pick<Standing, 'personId'>): string | null {
  const waiting = awaiting?.overrides ?? [];
  const others = waiting.filter(({ by }) => by.id !== personId);
  if (others.length > 0) return `${others.map(({ by }) => by.name).join(', ')} asked for this already: with yours it is approved at once.`;
  if (waiting.length > 0) return 'Yours is recorded. A second person with the permission has to agree.';
  return plan?.overridePeople === 2 ? 'This policy wants two people: approving waits until a second one agrees.' : null;
}

/** What an override of this person could resolve it as. */
export function overrideOutcomes(view: RequestView, { personId }: Pick<Standing, 'personId'>): ('approved' | 'rejected')[] {
  const asked = view.awaiting?.overrides.some(({ by }) => by.id === personId) ?? false;
  const approves = (view.status === 'pending' && !isQuestion(view) && !asked) || view.status === 'revising';
  return approves ? ['approved', 'rejected'] : ['rejected'];
}

/** Verbs that are refused without words: by the policy, or because they would say nothing. */
export function commentNeeded({ plan }: Pick<RequestView, 'plan'>): Verb[] {
  return [...new Set<Verb>(['reject', 'ask', 'settle', 'override', ...(plan?.requireComment ?? [])])];
}
