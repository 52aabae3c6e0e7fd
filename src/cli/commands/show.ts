import { EXIT } from '../exit-codes.js';
import type { Register } from '../register.js';
import { card } from '../render/card.js';
import { timeline } from '../render/timeline.js';

export const registerShow: Register = (program, define) => {
  const command = program
    .command('show')
    .argument('<id>', 'the request')
    .description('Show one request: what would run, why, who is asked, and what happened')
    .option('--since <revision>', 'show what changed since this revision', Number)
    .addHelpText('after', '\nExamples:\n  countersign show req_…\n  countersign show req_… --json | jq .action.args');
  define(command, async (context, [id = ''], flags: { since?: number }) => {
    const view = await context.connect('person').requests.get(id, { signal: context.io.signal });
    const { colours } = context;
    context.print(view);
    context.say(card(view, { colours, nowMs: context.io.nowMs(), seenRevision: flags.since }));
    context.say(`\n${colours.bold('What happened')}\n${timeline(view, colours)}`);
    return EXIT.ok;
  });
};
