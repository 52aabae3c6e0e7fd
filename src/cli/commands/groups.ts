import { EXIT } from '../exit-codes.js';
import { listAll } from '../list-all.js';
import type { Register } from '../register.js';

export const registerGroups: Register = (program, define) => {
  const groups = program.command('groups').description('Groups of people');

  const list = groups
    .command('list')
    .alias('ls')
    .description('All groups, by id')
    .addHelpText('after', '\nExample:\n  countersign groups list');
  define(list, (context) =>
    listAll(
      context,
      context.connect('admin').groups,
      [
        { title: 'ID' },
        { title: 'SLACK CHANNEL' },
        { title: 'SLACK USER GROUP' },
        { title: 'GROUPS' },
        { title: 'MEMBERS', flexible: true },
      ],
      (group) => [group.id, group.slackChannel ?? '', group.slackUserGroup ?? '', group.groups.join(', '), group.members.join(', ')],
    ),
  );

  const create = groups
    .command('create')
    .argument('<id>', 'the group')
    .argument('[people...]', 'its members')
    .option('--slack-channel <id>', 'where the group is asked, such as C0123456789')
    .description('Add a group')
    .addHelpText('after', '\nExample:\n  countersign groups create finance ada grace --slack-channel C0123456789');
  define(create, async (context, [id = ''], { slackChannel }: { slackChannel?: string }) => {
    const members = create.args.slice(1);
    const channel = slackChannel === undefined ? {} : { slackChannel };
    const group = await context.connect('admin').groups.create({ id, members, ...channel }, { signal: context.io.signal });
    context.print(group);
    context.say(`${group.id} added, with ${group.members.length} people`);
    return EXIT.ok;
  });

  for (const [verb, says] of [
    ['add', 'Put a person into a group'],
    ['remove', 'Take a person out of a group; votes for it no longer count'],
  ] as const) {
    const command = groups
      .command(verb)
      .argument('<group>', 'the group')
      .argument('<person>', 'the person')
      .description(says)
      .addHelpText('after', `\nExample:\n  countersign groups ${verb} finance ada`);
    define(command, async (context, [group = '', person = '']) => {
      await context.connect('admin').groups[verb](group, person, { signal: context.io.signal });
      context.print({ group, person, member: verb === 'add' });
      context.say(`${person} is ${verb === 'add' ? 'in' : 'no longer in'} ${group}`);
      return EXIT.ok;
    });
  }

  for (const [verb, says] of [
    ['nest', 'Put a group into a group: whoever is in the inner one is in the outer one'],
    ['unnest', 'Take a group out of a group; votes of its people for the outer one no longer count'],
  ] as const) {
    const command = groups
      .command(verb)
      .argument('<outer>', 'the group that holds')
      .argument('<inner>', 'the group that is held')
      .description(says)
      .addHelpText('after', `\nExample:\n  countersign groups ${verb} finance finance-emea`);
    define(command, async (context, [outer = '', inner = '']) => {
      await context.connect('admin').groups[verb](outer, inner, { signal: context.io.signal });
      context.print({ outer, inner, nested: verb === 'nest' });
      context.say(`${inner} is ${verb === 'nest' ? 'in' : 'no longer in'} ${outer}`);
      return EXIT.ok;
    });
  }

  const userGroup = groups
    .command('slack')
    .argument('<group>', 'the group')
    .argument('[usergroup]', 'id of the Slack user group (S…) that fills it; none: members are entered by hand')
    .description('Say which Slack user group fills a group; `people import-slack` then does')
    .addHelpText('after', '\nExample:\n  countersign groups slack finance S0123456789');
  define(userGroup, async (context, [id = '', slackUserGroup]) => {
    const change = { slackUserGroup: slackUserGroup ?? null };
    const group = await context.connect('admin').groups.change(id, change, { signal: context.io.signal });
    context.print(group);
    context.say(group.slackUserGroup === null ? `${id} is filled by hand` : `${id} is filled by ${group.slackUserGroup}`);
    return EXIT.ok;
  });

  const channel = groups
    .command('channel')
    .argument('<group>', 'the group')
    .argument('[channel]', 'the Slack channel where it is asked; none: its members are asked in direct messages')
    .description('Say where in Slack a group is asked')
    .addHelpText('after', '\nExample:\n  countersign groups channel finance C0123456789');
  define(channel, async (context, [id = '', slackChannel]) => {
    const group = await context.connect('admin').groups.change(id, { slackChannel: slackChannel ?? null }, { signal: context.io.signal });
    context.print(group);
    context.say(group.slackChannel === null ? `${id} is asked in direct messages` : `${id} is asked in ${group.slackChannel}`);
    return EXIT.ok;
  });
};
