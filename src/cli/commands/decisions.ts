import { Option, type Command } from 'commander';
import { decisionIdSchema } from '../../contracts/ids.js';
import type { Verb } from '../../contracts/decision.js';
import { agree, notSent, send } from '../decide.js';
import { badInput } from '../failure.js';
import { textOf } from '../read-json.js';
import type { Register } from '../register.js';

/** What every command takes that speaks one verb. */
export function withBinding(command: Command): Command {
  return command
    .addOption(new Option('--digest <digits>', 'what you saw: the digest, or at least its first 12 digits'))
    .addOption(new Option('--revision <n>', 'what you saw: the revision').argParser(Number))
    .option('--decision-id <id>', 'your own id for this decision, so that a retry counts once');
}

export interface DecisionFlags {
  digest?: string;
  revision?: number;
  decisionId?: string;
  comment?: string;
}

export function decisionIdOf({ decisionId }: DecisionFlags): { decisionId: string } | Record<string, never> {
  if (decisionId === undefined) return {};
  if (!decisionIdSchema.safeParse(decisionId).success) throw badInput('--decision-id: 1 to 200 visible ASCII characters');
  return { decisionId };
}

const SIMPLE: readonly { verb: Exclude<Verb, 'edit' | 'answer' | 'override'>; says: string; example: string }[] = [
  { verb: 'approve', says: 'Let it run, exactly as it was shown', example: '--digest 3f1c0a9be2d4' },
  {
    verb: 'reject',
    says: 'Send it back with feedback: the agent revises it, or it ends there',
    example: '--comment "without the migration, please"',
  },
  { verb: 'deny', says: 'Refuse it for good', example: '--revision 2 --comment "not in the freeze"' },
  {
    verb: 'ask',
    says: 'Ask the agent something; the request stays open',
    example: '--revision 1 --comment "which customers does it touch?"',
  },
  { verb: 'escalate', says: 'Ask the next people on the ladder now', example: '--revision 1 --comment "above my limit"' },
];

/** approve, reject, deny, ask, escalate. */
export const registerDecisions: Register = (program, define) => {
  for (const { verb, says, example } of SIMPLE) {
    const command = withBinding(program.command(verb).argument('<id>', 'the request')).description(says);
    command
      .option('-m, --comment <text>', 'what to tell the agent and the record (@file, or - for standard input)')
      .addHelpText(
        'after',
        `\nExamples:\n  countersign ${verb} req_… ${example}\n  countersign ${verb} req_…            # shows the request and asks`,
      );
    define(command, async (context, [id = ''], flags: DecisionFlags) => {
      const client = context.connect('person');
      const view = await client.requests.get(id, { signal: context.io.signal });
      const target = await agree(context, view, flags, verb);
      if (target === null) return notSent(context);
      const comment = await commentFor(context, verb, flags);
      return send(context, client, id, { verb, ...target, ...decisionIdOf(flags), ...(comment === undefined ? {} : { comment }) });
    });
  }
};

/** A rejection without a word helps nobody: in a terminal it is asked for. */
async function commentFor(context: Parameters<typeof agree>[0], verb: string, { comment }: DecisionFlags): Promise<string | undefined> {
  if (comment !== undefined) return textOf(context.io, '--comment', comment);
  if (!context.interactive || verb === 'approve' || verb === 'escalate') return undefined;
  const text = await context.io.ask.text(verb === 'reject' ? 'What should change?' : 'Why?', { required: false });
  return text === null || text === '' ? undefined : text;
}
