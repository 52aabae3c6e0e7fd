import type { JsonObject } from '../contracts/json.js';
import type { Context } from './context.js';
import { CliError } from './failure.js';
import { parseObject } from './read-json.js';
import { argsDiff, pretty } from './render/args-diff.js';

/**
 * Lets the person change the arguments in their editor, again until they are JSON, and shows the change. Null: given up, or nothing changed.
 */
export async function editArgs(context: Context, before: JsonObject): Promise<JsonObject | null> {
  const { io, colours, say } = context;
  let text = `${pretty(before)}\n`;
  for (;;) {
    const saved = await io.ask.edit(text, 'json');
    if (saved === null) return null;
    try {
      const args = parseObject('the edited arguments', saved);
      const diff = argsDiff(before, args, { before: 'as asked for', after: 'as edited' }, colours);
      if (diff === '') {
        say('nothing changed');
        return null;
      }
      say(diff);
      return args;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      say(error.message);
      if ((await io.ask.confirm('Open the editor again?')) !== true) return null;
      text = saved;
    }
  }
}
