import { Option } from 'commander';
import type { NewKey } from '../../../client/src/administration-types.js';
import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { listAll } from '../list-all.js';
import type { Register } from '../register.js';
import { time } from '../render/text.js';

interface NewKeyFlags {
  person?: string;
  agent?: string;
  admin?: boolean;
  owner?: string;
  name?: string;
}

export const registerKeys: Register = (program, define) => {
  const keys = program.command('keys').description('Make, list and revoke API keys');

  const create = keys
    .command('create')
    .description('Make a key; it is shown once')
    .addOption(new Option('--person <id>', 'acts as this person').conflicts(['agent', 'admin']))
    .addOption(new Option('--agent <name>', 'can only request, and sees only its own requests').conflicts('admin'))
    .option('--admin', 'administers, and decides nothing')
    .option('--owner <person>', 'with --agent: who answers for it, and never approves what it asks for')
    .option('--name <name>', 'what the list calls it')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign keys create --person ada\n  countersign keys create --agent support-bot --owner grace\n  countersign keys create --admin --json | jq -r .key',
    );
  define(create, async (context, _args, flags: NewKeyFlags) => {
    const made = await context.connect('admin').keys.create(newKey(flags), { signal: context.io.signal });
    context.print(made);
    context.say(`${made.key}\n${context.colours.dim(`${made.id}; shown this once`)}`);
    return EXIT.ok;
  });

  const list = keys
    .command('list')
    .alias('ls')
    .description('All keys, newest first, without their secrets')
    .addHelpText('after', '\nExample:\n  countersign keys list');
  define(list, (context) =>
    listAll(
      context,
      context.connect('admin').keys,
      [{ title: 'ID' }, { title: 'KIND' }, { title: 'FOR' }, { title: 'LAST USED' }, { title: 'STATE' }, { title: 'NAME', flexible: true }],
      (key) => [
        key.id,
        key.kind,
        key.personId === null ? (key.agent ?? '') : key.agent === null ? key.personId : `${key.agent} (${key.personId})`,
        key.lastUsedAt === null ? 'never' : time(key.lastUsedAt),
        key.revokedAt === null ? 'valid' : 'revoked',
        key.name,
      ],
    ),
  );

  const revoke = keys
    .command('revoke')
    .argument('<id>', 'the key, as the list names it')
    .description('Refuse a key from now on')
    .addHelpText('after', '\nExample:\n  countersign keys revoke key_…');
  define(revoke, async (context, [id = '']) => {
    await context.connect('admin').keys.revoke(id, { signal: context.io.signal });
    context.print({ id, revoked: true });
    context.say(`${id} is revoked`);
    return EXIT.ok;
  });
};

function newKey({ person, agent, admin, owner, name }: NewKeyFlags): NewKey {
  if (owner !== undefined && agent === undefined) throw badInput('--owner: only an agent has one; give --agent');
  const named = name === undefined ? {} : { name };
  if (person !== undefined) return { kind: 'person', personId: person, ...named };
  if (agent !== undefined) return { kind: 'agent', agent, ...(owner === undefined ? {} : { personId: owner }), ...named };
  if (admin) return { kind: 'admin', ...named };
  throw badInput('say whom the key is for: --person, --agent or --admin');
}
