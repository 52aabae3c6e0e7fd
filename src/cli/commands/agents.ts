import { EXIT } from '../exit-codes.js';
import { listAll } from '../list-all.js';
import type { Register } from '../register.js';

export const registerAgents: Register = (program, define) => {
  const agents = program.command('agents').description('The agents that propose and revise');

  const list = agents
    .command('list')
    .alias('ls')
    .description('All agents, by name')
    .addHelpText('after', '\nExample:\n  countersign agents list');
  define(list, (context) =>
    listAll(
      context,
      context.connect('admin').agents,
      [{ title: 'NAME' }, { title: 'KIND' }, { title: 'OWNER' }, { title: 'DOES' }, { title: 'URL', flexible: true }],
      (agent) => [
        agent.name,
        agent.kind,
        agent.ownerId ?? '',
        [...(agent.canPropose ? ['proposes'] : []), ...(agent.canRevise ? ['revises'] : [])].join(', '),
        agent.url ?? '',
      ],
    ),
  );

  const add = agents
    .command('add')
    .argument('<name>', 'the agent')
    .argument('<url>', 'where it is called (Standard Webhooks)')
    .option('--owner <person>', 'who answers for it, and never approves what it asks for')
    .option('--no-propose', 'it does not propose')
    .option('--no-revise', 'it does not revise')
    .description('Add an agent that is called over HTTP; its signing secret is shown once')
    .addHelpText('after', '\nExample:\n  countersign agents add planner https://planner.example.com/countersign --owner grace');
  define(add, async (context, [name = '', url = ''], flags: { owner?: string; propose: boolean; revise: boolean }) => {
    const owner = flags.owner === undefined ? {} : { ownerId: flags.owner };
    const agent = { name, url, canPropose: flags.propose, canRevise: flags.revise, ...owner };
    const made = await context.connect('admin').agents.create(agent, { signal: context.io.signal });
    context.print(made);
    context.say(`${made.secret}\n${context.colours.dim('signs the calls to it; shown this once')}`);
    return EXIT.ok;
  });

  const owner = agents
    .command('owner')
    .argument('<name>', 'the agent')
    .argument('[person]', 'who answers for it; none: nobody')
    .description('Say who answers for an agent')
    .addHelpText('after', '\nExample:\n  countersign agents owner planner grace');
  define(owner, async (context, [name = '', person]) => {
    const agent = await context.connect('admin').agents.setOwner(name, person ?? null, { signal: context.io.signal });
    context.print(agent);
    context.say(`${name} belongs to ${agent.ownerId ?? 'nobody'}`);
    return EXIT.ok;
  });
};
