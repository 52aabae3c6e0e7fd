import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import type { Define } from '../register.js';

/** `people import-slack`. */
export function registerImportSlack(people: Command, define: Define): void {
  const command = people
    .command('import-slack')
    .description('Bring full members and user groups of the Slack workspace here, each person linked to their account')
    .option('-g, --group <handle...>', 'only these user groups, and only their members')
    .option('--dry-run', 'only show what would change')
    .addHelpText(
      'after',
      `
Reads SLACK_BOT_TOKEN (or SLACK_BOT_TOKEN_FILE), which needs users:read.email and usergroups:read. Doing it again changes what has changed.
Bots, guests, deactivated and foreign accounts are left out. Who is here already is known by their link alone: an account with the e-mail
address or name of somebody without one is reported, for you to link by hand.
Whoever may edit a user group in Slack decides who is in the group that it fills: look at --dry-run first.

Examples:
  countersign people import-slack --dry-run
  countersign people import-slack --group finance security`,
    );
  define(command, async (context, _args, flags: { group?: string[]; dryRun?: boolean }) => {
    // Slack's packages are slow to load, and few commands need them.
    const [{ runImport }, { renderImport }] = await Promise.all([
      import('../slack-import/run-import.js'),
      import('../slack-import/render-import.js'),
    ]);
    const dryRun = flags.dryRun === true;
    const handles = flags.group?.map((handle) => handle.replace(/^@/, '')) ?? null;
    const wait = (ms: number) => pause(ms, undefined, { signal: context.io.signal });
    const plan = await runImport(context.io, context.connect('admin'), { handles, dryRun, wait });
    context.print({ dryRun, ...plan });
    context.say(renderImport(plan, dryRun));
    return EXIT.ok;
  });
}
