import type { Verb } from '../contracts/decision.js';
import { refuse } from './access.js';
import type { Said } from './decide.js';
import type { Refusal } from './intake.js';

/** What a verb must carry beside revision and digest, and what it may. */
const CARRIES: Readonly<Record<Verb, { must: readonly Part[]; may: readonly Part[] }>> = {
  approve: { must: [], may: [] },
  reject: { must: [], may: [] },
  deny: { must: [], may: [] },
  edit: { must: ['args'], may: [] },
  answer: { must: ['answer'], may: [] },
  ask: { must: [], may: [] },
  escalate: { must: [], may: [] },
  abstain: { must: [], may: [] },
  retract: { must: [], may: [] },
  delegate: { must: ['to'], may: [] },
  reassign: { must: ['from', 'to'], may: [] },
  claim: { must: [], may: ['for'] },
  release: { must: [], may: [] },
  snooze: { must: ['for'], may: [] },
  extend: { must: ['for'], may: [] },
  settle: { must: ['answer'], may: [] },
  override: { must: ['answer'], may: [] },
};

const PARTS = ['args', 'answer', 'to', 'from', 'for'] as const;
type Part = (typeof PARTS)[number];

const SETTLEMENTS = ['happened', 'did_not_happen', 'compensate'];

/** What is wrong with the call itself: nothing is recorded. */
export function misused(said: Said): Refusal | null {
  const { verb } = said;
  const { must, may } = CARRIES[verb];
  for (const part of PARTS) {
    const given = part === 'answer' ? Boolean(said.answer?.trim()) : said[part] !== undefined;
    if (must.includes(part) && !given) return missing(verb, part);
    if (said[part] !== undefined && !must.includes(part) && !may.includes(part)) return superfluous(verb, part);
  }
  if (verb === 'settle' && !SETTLEMENTS.includes(said.answer ?? ''))
    return refuse(422, 'invalid_decision', `To settle, \`answer\` is one of ${SETTLEMENTS.join(', ')}.`, '/answer');
  return null;
}

function missing(verb: Verb, part: Part): Refusal {
  if (part === 'args') return refuse(422, 'args_required', 'An edit carries the changed arguments, whole.', '/args');
  if (part === 'answer' && verb === 'answer') return refuse(422, 'answer_required', 'An answer carries its text.', '/answer');
  return refuse(422, 'invalid_decision', `The verb ${verb} needs \`${part}\`.`, `/${part}`);
}

function superfluous(verb: Verb, part: Part): Refusal {
  if (part === 'args') return refuse(422, 'args_not_allowed', 'Only an edit carries arguments.', '/args');
  if (part === 'answer') return refuse(422, 'answer_not_allowed', 'Only the verbs answer and settle carry an answer.', '/answer');
  return refuse(422, 'invalid_decision', `The verb ${verb} has no use for \`${part}\`.`, `/${part}`);
}
