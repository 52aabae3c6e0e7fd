import type { JsonObject } from '../../contracts/json.js';
import { CONTEXT_KEYS } from '../../oversight/context-keys.js';
import type { DecisionAugmentation } from '../../oversight/models.js';
import type { ApprovalOptions } from '../start-approval.js';
import { askPerson, type Asked } from './ask-person.js';
import { agentSteps } from './steps.js';

export interface DecisionTask {
  situation: string;
  /** Those to choose from, at least one. */
  options: readonly string[];
  approval?: ApprovalOptions;
}

export interface AugmentedDecision {
  augmentation: DecisionAugmentation;
  /** The person's; the recommendation is never taken for it. */
  decision: Asked;
}

/** Longest name of an option in a question; longer ones are numbered. */
const MAX_NAME = 80;
const MAX_TITLE = 200;
const MAX_OPTIONS = 20;

/** Prepares a decision and has a person take it: options, what speaks for and against each, a recommendation, risks. */
export async function augmentDecision({ situation, options, approval = {} }: DecisionTask): Promise<AugmentedDecision> {
  const augmentation = await agentSteps().augmentSituation({ situation, options });
  const choices = augmentation.options.slice(0, MAX_OPTIONS).map((text, index) => choiceOf(text, index));
  const recommended = choices.find(({ text }) => text === augmentation.recommendation);
  const asked = await askPerson(
    {
      title: 'A decision to take',
      args: {
        question: situation,
        options: choices.map(({ name, title }) => ({ name, ...(title === null ? {} : { title }) })),
        ...(recommended === undefined ? {} : { suggestedResponse: recommended.name }),
      },
      context: { [CONTEXT_KEYS.augmentation]: { ...augmentation } satisfies JsonObject },
    },
    approval,
  );
  if (asked.kind === 'unanswered') return { augmentation, decision: asked };
  const chosen = choices.find(({ name }) => name === asked.answer.trim());
  return { augmentation, decision: { ...asked, answer: chosen?.text ?? asked.answer } };
}

function choiceOf(text: string, index: number): { text: string; name: string; title: string | null } {
  if (text.length <= MAX_NAME) return { text, name: text, title: null };
  return { text, name: `option ${index + 1}`, title: text.slice(0, MAX_TITLE).replace(/[\ud800-\udbff]$/, '') };
}
