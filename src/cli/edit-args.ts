import type { JsonObject } from '../contracts/json.js';
import { visibleText } from '../contracts/visible-text.js';
import type { CheckArgs } from './check-args.js';
import type { Context } from './context.js';
import { CliError } from './failure.js';
import { parseObject } from './read-json.js';
import { argsDiff, pretty } from './render/args-diff.js';

/**
 * Lets the person change the arguments in their editor, again until they fit, and shows the change. Null: given up, or nothing changed.
 */
export async function editArgs(context: Context, before: JsonObject, check: CheckArgs): Promise<JsonObject | null> {
  const { io, colours, say } = context;
  let text = `${pretty(before)}\n`;
  for (;;) {
    const saved = await io.ask.edit(text, 'json');
    if (saved === null) return null;
    const { args, problems } = await read(saved, check);
    if (problems.length > 0) {
      for (const problem of problems) say(visibleText(problem));
      if ((await io.ask.confirm('Open the editor again?')) !== true) return null;
      text = saved;
      continue;
    }
    const diff = argsDiff(before, args, { before: 'as asked for', after: 'as edited' }, colours);
    say(diff === '' ? 'nothing changed' : diff);
    return diff === '' ? null : args;
  }
}

async function read(text: string, check: CheckArgs): Promise<{ args: JsonObject; problems: readonly string[] }> {
  try {
    const args = parseObject('the edited arguments', text);
    return { args, problems: await check(args) };
  } catch (error) {
    if (error instanceof CliError) return { args: {}, problems: [error.message] };
    throw error;
  }
}
