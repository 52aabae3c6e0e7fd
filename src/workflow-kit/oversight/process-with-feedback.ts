import { CONTEXT_KEYS } from '../../oversight/context-keys.js';
import { EMPTY_LOOP, readFeedback, UNCATEGORISED, withFeedback, type HumanFeedbackLoop, type Said } from '../../oversight/feedback-loop.js';
import type { FeedbackRecord } from '../../oversight/models.js';
import { askPerson } from './ask-person.js';
import { executeWithOversight, type OversightResult, type OversightTask } from './execute-with-oversight.js';

export interface FeedbackTask extends OversightTask {
  category?: string;
  /** What was said so far; the result has it with one more record. Default: nothing. */
  loop?: HumanFeedbackLoop;
  /** What somebody said already; else a person is asked. */
  feedback?: { text: string; wasHelpful: boolean };
}

export interface FeedbackResult {
  result: OversightResult;
  /** Null where nobody said anything: silence is no praise. */
  record: FeedbackRecord | null;
  loop: HumanFeedbackLoop;
}

/**
 * Does a task with oversight, and asks whether the outcome helped. A reviewer who withheld it or put a text of their own in its place has said so
 * already, and is not asked again.
 */
export async function processWithFeedback(given: FeedbackTask): Promise<FeedbackResult> {
  const { category, loop = EMPTY_LOOP, feedback, ...task } = given;
  const result = await executeWithOversight(task);
  const said = feedback ? { text: feedback.text, wasHelpful: feedback.wasHelpful } : (verdictOf(result) ?? (await ask(given, result)));
  if (said === null) return { result, record: null, loop };
  const next = withFeedback(loop, {
    taskId: result.requestIds.at(-1) ?? UNCATEGORISED,
    originalOutput: result.kind === 'delivered' ? result.output : '',
    feedback: said.text,
    wasHelpful: said.wasHelpful,
    category,
    timestamp: new Date().toISOString(),
  });
  return { result, record: next.records.at(-1) ?? null, loop: next };
}

/** What the review itself says about the agent's work; null where it says nothing. */
function verdictOf(result: OversightResult): Said | null {
  const words = result.reviews.map(({ feedback }) => feedback).filter((text) => text !== '');
  if (result.kind === 'withheld') {
    return result.why === 'rejected' ? { text: words.join('\n') || result.explanation, wasHelpful: false } : null;
  }
  return result.modified ? { text: words.join('\n') || 'A person put another text in its place.', wasHelpful: false } : null;
}

const OPTIONS = [
  { name: 'helpful', title: 'It helped' },
  { name: 'not helpful', title: 'It did not help' },
];

async function ask(given: FeedbackTask, result: OversightResult): Promise<Said | null> {
  if (result.kind !== 'delivered') return null;
  const { key, ...approval } = given.approval ?? {};
  const question = `Did this help? Answer "helpful" or "not helpful", and say why if you like.\n\n${result.output.slice(0, 5000).toWellFormed()}`;
  const asked = await askPerson(
    { title: 'Did this help?', args: { question, options: OPTIONS }, context: { [CONTEXT_KEYS.task]: given.task } },
    { ...approval, ...(key === undefined ? {} : { key: `${key}/feedback` }) },
  );
  return asked.kind === 'answered' ? readFeedback(asked.answer) : null;
}
