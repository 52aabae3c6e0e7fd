import { bind } from '../bind.js';
import { argsCheckFor } from '../check-args.js';
import { notSent, send } from '../decide.js';
import { editArgs } from '../edit-args.js';
import { badInput } from '../failure.js';
import { parseObject, textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { argsDiff } from '../render/args-diff.js';
import { card } from '../render/card.js';
import { decisionIdOf, withBinding, type DecisionFlags } from './decisions.js';

interface Flags extends DecisionFlags {
  args?: string;
}

export const registerEdit: Register = (program, define) => {
  const command = withBinding(program.command('edit').argument('<id>', 'the request'))
    .description('Change the arguments: a new revision under your name, planned and checked again')
    .option('--args <json>', 'the changed arguments, whole (or @file, or -); without it $VISUAL or $EDITOR opens')
    .option('-m, --comment <text>', 'why (@file, or -)')
    .addHelpText(
      'after',
      `
Examples:
  countersign edit req_…                                    # opens your editor, shows the change, asks
  countersign edit req_… --args @args.json --digest 3f1c0a9be2d4`,
    );
  define(command, async (context, [id = ''], flags: Flags) => {
    const client = context.connect('person');
    const { io, colours } = context;
    const view = await client.requests.get(id, { signal: io.signal });
    const bound = flags.digest !== undefined || flags.revision !== undefined;
    if (!bound && !context.interactive) {
      throw badInput('say what you edit: --digest (or its first 12 digits) or --revision', `countersign show ${id} prints both.`);
    }
    if (flags.args === undefined && !context.interactive) throw badInput('give the changed arguments: --args');
    const target = bound ? bind(view, flags) : { revision: view.revision, digest: view.digest };
    const before = view.revisions.find((item) => item.revision === target.revision)?.action.args;
    if (target.digest === null || before === undefined) throw badInput(`${id} is ${view.status}: there is nothing to edit yet`);

    const check = argsCheckFor(context, client, view);
    if (!bound) context.say(card(view, { colours, nowMs: io.nowMs() }));
    const args =
      flags.args === undefined ? await editArgs(context, before, check) : parseObject('--args', await textOf(io, '--args', flags.args));
    if (args === null) return notSent(context);
    if (flags.args !== undefined) {
      const diff = argsDiff(before, args, { before: `revision ${target.revision}`, after: 'as edited' }, colours);
      if (diff === '') throw badInput('--args: they are the arguments that the request has already');
      context.say(diff);
      const problems = await check(args);
      if (problems.length > 0) throw badInput(`--args: they do not fit ${view.type}: ${problems.join('; ')}`);
    }
    if (!bound && (await io.ask.confirm('Send this change?')) !== true) return notSent(context);
    const comment = flags.comment === undefined ? undefined : await textOf(io, '--comment', flags.comment);
    const words = comment === undefined ? {} : { comment };
    return send(context, client, id, {
      verb: 'edit',
      revision: target.revision,
      digest: target.digest,
      args,
      ...decisionIdOf(flags),
      ...words,
    });
  });
};
