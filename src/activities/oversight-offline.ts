import type { AgentOutput, DecisionAugmentation, SecondOpinion } from '../oversight/models.js';
import type { OpinionCall, OversightProvider, TaskCall } from './oversight-provider.js';

/** A prepared answer, for tasks or situations that mention the words. */
export interface Prepared<T> {
  about: string;
  answer: T;
}

export interface OfflineAnswers {
  /** `revised` is the content once people have sent it back. */
  outputs?: readonly Prepared<Partial<AgentOutput> & { content: string; revised?: string }>[];
  opinions?: readonly Prepared<SecondOpinion>[];
  augmentations?: readonly Prepared<Partial<DecisionAugmentation>>[];
}

/** Words by which a text takes itself back, and what each costs it. */
const HEDGES = /\b(maybe|perhaps|probably|possibly|might|not sure|unsure|guess|unclear|i think)\b/gi;
const HEDGE_COST = 0.15;
/** What cannot be undone deserves less trust from whoever did not check it. */
const FINAL = /\b(delete[sd]?|drop(?:s|ped)?|erase[sd]?|wipe[sd]?|publish(?:es|ed)?|deploy(?:s|ed)?|terminate[sd]?)\b/i;

/**
 * No model and no network: the same call always gives the same answer, so that demonstrations and tests can rely on it. Prepared answers come
 * first; without one it follows a few simple signs in the text, and says so.
 */
export function offlineProvider(answers: OfflineAnswers = {}): OversightProvider {
  return {
    name: 'offline',
    perform: (call) => Promise.resolve(perform(call, answers)),
    evaluate: (call) => Promise.resolve(preparedFor(answers.opinions, textOf(call)) ?? opinionOn(call)),
    augment: ({ situation, options }) => Promise.resolve(augmentation(situation, options, preparedFor(answers.augmentations, situation))),
  };
}

function preparedFor<T>(prepared: readonly Prepared<T>[] | undefined, text: string): T | undefined {
  return prepared?.find(({ about }) => text.toLowerCase().includes(about.toLowerCase()))?.answer;
}

function perform({ task, previous }: TaskCall, answers: OfflineAnswers): AgentOutput {
  const prepared = preparedFor(answers.outputs, task);
  const wishes = previous?.feedback.map(({ comment }) => comment).filter((comment) => comment !== '') ?? [];
  const output = {
    content: prepared?.content ?? `A first draft for: ${task}`,
    // Without a prepared answer nothing was worked out, and that is how sure one can be of it.
    confidence: prepared?.confidence ?? (prepared ? 0.9 : 0.4),
    reasoning: prepared?.reasoning ?? (prepared ? 'A prepared answer fits the task.' : 'No prepared answer fits the task.'),
    metadata: { model: 'offline', ...prepared?.metadata },
  };
  if (wishes.length === 0) return output;
  return { ...output, content: prepared?.revised ?? `${output.content}\n\nChanged as asked: ${wishes.join('; ')}` };
}

function textOf({ task, action }: OpinionCall): string {
  return [task ?? '', action.title ?? '', JSON.stringify(action.args)].join('\n');
}

function opinionOn({ action }: OpinionCall): SecondOpinion {
  const text = `${JSON.stringify(action.args)}\n${action.rationale ?? ''}`;
  const hedges = [...text.matchAll(HEDGES)].length;
  const signs = [
    ...(hedges > 0 ? [{ cost: Math.min(0.6, hedges * HEDGE_COST), what: `it takes itself back ${hedges} times` }] : []),
    ...(FINAL.test(text) ? [{ cost: 0.2, what: 'it speaks of something that cannot be undone' }] : []),
    ...((action.rationale ?? '') === '' ? [{ cost: 0.1, what: 'it gives no reasons' }] : []),
  ];
  const score = Math.max(0, Math.round((0.95 - signs.reduce((sum, { cost }) => sum + cost, 0)) * 100) / 100);
  const reasoning =
    signs.length === 0 ? 'Nothing in its wording speaks against it.' : `By its wording: ${signs.map(({ what }) => what).join('; ')}.`;
  return { score, reasoning };
}

function augmentation(
  situation: string,
  given: readonly string[],
  prepared: Partial<DecisionAugmentation> | undefined,
): DecisionAugmentation {
  const options = given.length > 0 ? [...given] : (prepared?.options ?? ['Go ahead', 'Do not']);
  const [first = ''] = options;
  return {
    analysis: `Nothing is known beyond what was given: ${situation}`,
    recommendation: first,
    confidence: 0.3,
    risks: [],
    considerations: [],
    ...prepared,
    options,
  };
}
