import { questionArgsSchema } from '../contracts/action.js';
import type { RequestView } from '../contracts/view.js';
import { visibleLine } from '../contracts/visible-text.js';
import type { Context } from './context.js';
import { quoted } from './render/text.js';

/** Asks the person for the answer to a question that they see, with the suggested one filled in; null: given up. */
export async function askAnswer(context: Context, view: RequestView): Promise<string | null> {
  const question = questionArgsSchema.safeParse(view.action?.args);
  const suggestion = question.data?.suggestedResponse;
  if (suggestion !== undefined && visibleLine(suggestion) !== suggestion) return editAnswer(context, suggestion);
  return context.io.ask.text('Your answer', { initial: suggestion, required: true });
}

/** A suggestion of several lines does not fit a prompt; one with invisible characters would bring them along unseen. */
async function editAnswer(context: Context, suggestion: string): Promise<string | null> {
  const answer = (await context.io.ask.edit(suggestion, 'txt'))?.trimEnd();
  if (answer === undefined || answer === '') return null;
  context.say(quoted(answer, context.colours));
  return (await context.io.ask.confirm('Send this answer?')) === true ? answer : null;
}
