import type { Command } from 'commander';
import type { PersonChange } from '../../../client/src/administration-types.js';
import { permissionSchema, roleSchema, type Permission, type Role } from '../../contracts/principal.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { identityText, parseIdentity } from '../identity.js';
import { listAll } from '../list-all.js';
import { hoursText, parseAttributes, parseHours, withAttributes } from '../person-flags.js';
import type { Define, Register } from '../register.js';
import { registerPeopleAbsences } from './absences.js';
import { registerImportSlack } from './import-slack.js';

interface PersonFlags {
  id?: string;
  name?: string;
  email?: string;
  group?: string[];
  identity?: string[];
  role?: string;
  permission?: string[];
  attribute?: string[];
  timeZone?: string;
  hours?: string;
}

const ROLES = `${roleSchema.options.slice(0, -1).join(', ')} or ${roleSchema.options.at(-1)}`;
const PERMISSIONS = permissionSchema.options.map((name) => `"${name}"`).join(', ');

export const registerPeople: Register = (program, define) => {
  const people = program.command('people').description('The people who decide');
  registerAdd(people, define);
  registerChange(people, define);
  registerAccounts(people, define);
  registerPeopleAbsences(people, define);
  registerImportSlack(people, define);

  const list = people
    .command('list')
    .alias('ls')
    .description('Everybody, by id')
    .addHelpText('after', '\nExample:\n  countersign people list');
  define(list, (context) =>
    listAll(
      context,
      context.connect('admin').people,
      [
        { title: 'ID' },
        { title: 'NAME' },
        { title: 'GROUPS' },
        { title: 'ROLE' },
        { title: 'MAY' },
        { title: 'STATE' },
        { title: 'WORKS' },
        { title: 'ACCOUNTS', flexible: true },
      ],
      (person) => [
        person.id,
        person.name,
        person.groups.join(','),
        person.role,
        person.permissions.join(','),
        person.active ? 'active' : 'inactive',
        [...(person.hours ? [hoursText(person.hours)] : []), person.timeZone ?? ''].join(' '),
        person.identities.map(identityText).join(' '),
      ],
    ),
  );

  const groups = people
    .command('groups')
    .argument('<id>', 'the person')
    .argument('[groups...]', 'exactly these groups from now on; none given: show them')
    .option('--none', 'no group at all')
    .description('Show or set the groups of a person')
    .addHelpText('after', '\nExamples:\n  countersign people groups ada\n  countersign people groups ada finance finance-leads');
  define(groups, async (context, [id = ''], flags: { none?: boolean }) => {
    const wanted = groups.args.slice(1);
    const { people: api } = context.connect('admin');
    const { signal } = context.io;
    const change = wanted.length > 0 || flags.none === true;
    const person = change ? await api.change(id, { groups: wanted }, { signal }) : await api.get(id, { signal });
    context.print(person);
    context.say(person.groups.length === 0 ? `${id} is in no group` : person.groups.join('\n'));
    return EXIT.ok;
  });
};

function registerAdd(people: Command, define: Define): void {
  const add = people
    .command('add')
    .argument('<name>', 'as colleagues know them')
    .description('Add a person')
    .option('--id <id>', 'a short id; made from the name where it is left out')
    .option('--email <address>', 'where to write to; proves nothing')
    .option('-g, --group <name...>', 'groups; made where they do not exist')
    .option('--identity <account...>', 'accounts, such as slack:T0123/U0456')
    .option('--role <role>', `${ROLES}; a viewer reads everything and decides nothing`)
    .option('--permission <name...>', PERMISSIONS)
    .option('--attribute <name=value...>', 'what policies may ask of who votes, such as country=DE')
    .option('--time-zone <zone>', 'such as Europe/Berlin')
    .option('--hours <hours>', 'such as "mon-fri 09:00-17:00", in that zone; outside them reminders wait')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign people add "Ada Lovelace" --id ada --group finance --identity slack:T0123/U0456\n  countersign people add Grace --time-zone America/New_York --hours "mon-fri 09:00-17:00" --attribute country=US level=3',
    );
  define(add, async (context, [name = ''], flags: PersonFlags) => {
    const { id, email, group, identity, role, permission, attribute, timeZone, hours } = flags;
    const person = await context.connect('admin').people.create(
      {
        name,
        ...(id === undefined ? {} : { id }),
        ...(email === undefined ? {} : { email }),
        ...(group === undefined ? {} : { groups: group }),
        ...(identity === undefined ? {} : { identities: identity.map(parseIdentity) }),
        ...(role === undefined ? {} : { role: parseRole(role) }),
        ...(permission === undefined ? {} : { permissions: permissions(permission) }),
        ...(attribute === undefined ? {} : { attributes: withAttributes({}, parseAttributes(attribute)) }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(hours === undefined ? {} : { hours: parseHours(hours) }),
      },
      { signal: context.io.signal },
    );
    context.print(person);
    context.say(
      `${person.id} added. A key: countersign keys create --person ${person.id}   A sign-in link: countersign people sign-in-link ${person.id}`,
    );
    return EXIT.ok;
  });
}

function registerChange(people: Command, define: Define): void {
  const change = people
    .command('change')
    .argument('<id>', 'the person')
    .description('Change a person; nobody is deleted, so that the record stays readable')
    .option('--name <name>')
    .option('--email <address>')
    .option('--role <role>', `${ROLES}; a manager holds the permission "admin", a viewer holds none`)
    .option('--permission <name...>', `exactly these of ${PERMISSIONS}; "none" for none`)
    .option('--attribute <name=value...>', 'these; the others stay, and "name=" takes one out')
    .option('--time-zone <zone>', 'such as Europe/Berlin; "none" for none')
    .option('--hours <hours>', 'such as "mon-fri 09:00-17:00"; "none" for none')
    .option('--deactivate', 'no longer counts, anywhere')
    .option('--activate')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign people change ada --permission override\n  countersign people change ada --role viewer\n  countersign people change ada --attribute country=DE level=\n  countersign people change ada --deactivate',
    );
  define(change, async (context, [id = ''], flags: PersonFlags & { deactivate?: boolean; activate?: boolean }) => {
    if (flags.activate && flags.deactivate) throw badInput('give --activate or --deactivate, not both');
    const { attribute, timeZone, hours } = flags;
    const attributes = attribute === undefined ? null : parseAttributes(attribute);
    const wanted: PersonChange = {
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.email === undefined ? {} : { email: flags.email }),
      ...(flags.role === undefined ? {} : { role: parseRole(flags.role) }),
      ...(flags.permission === undefined ? {} : { permissions: flags.permission[0] === 'none' ? [] : permissions(flags.permission) }),
      ...(timeZone === undefined ? {} : { timeZone: timeZone === 'none' ? null : timeZone }),
      ...(hours === undefined ? {} : { hours: parseHours(hours) }),
      ...(flags.activate ? { active: true } : flags.deactivate ? { active: false } : {}),
    };
    if (Object.keys(wanted).length === 0 && attributes === null)
      throw badInput(
        'say what changes: --name, --email, --role, --permission, --attribute, --time-zone, --hours, --activate or --deactivate',
      );
    const { people: api } = context.connect('admin');
    const { signal } = context.io;
    const merged = attributes && { attributes: withAttributes((await api.get(id, { signal })).attributes, attributes) };
    const person = await api.change(id, { ...wanted, ...merged }, { signal });
    context.print(person);
    context.say(`${person.id} is changed${person.active ? '' : ', and inactive'}`);
    return EXIT.ok;
  });
}

function registerAccounts(people: Command, define: Define): void {
  const accounts = (name: 'link' | 'unlink', says: string) =>
    people
      .command(name)
      .argument('<id>', 'the person')
      .argument('<account>', 'such as slack:T0123/U0456')
      .description(says)
      .addHelpText('after', `\nExample:\n  countersign people ${name} ada slack:T0123/U0456`);

  define(accounts('link', 'Say that an account on a channel is this person’s'), async (context, [id = '', account = '']) => {
    const person = await context.connect('admin').people.link(id, parseIdentity(account), { signal: context.io.signal });
    context.print(person);
    context.say(`${account} is ${person.id}`);
    return EXIT.ok;
  });
  define(accounts('unlink', 'Say that it is not'), async (context, [id = '', account = '']) => {
    await context.connect('admin').people.unlink(id, parseIdentity(account), { signal: context.io.signal });
    context.print({ id, unlinked: account });
    context.say(`${account} is nobody’s`);
    return EXIT.ok;
  });

  const link = people
    .command('sign-in-link')
    .argument('[id]', 'the person; without it yourself')
    .description('A link to the request pages that signs the person in once')
    .option('--next <path>', 'where it leads, such as /r/req_…')
    .option('--open', 'open it in the browser of this machine')
    .addHelpText('after', '\nExamples:\n  countersign people sign-in-link ada\n  countersign people sign-in-link --open');
  define(link, async (context, [id], flags: { next?: string; open?: boolean }) => {
    const { client, personId } = id === undefined ? await myself(context) : { client: context.connect('admin'), personId: id };
    const made = await client.people.signInLink(personId, { next: flags.next, signal: context.io.signal });
    context.print(made);
    if (!flags.open || !(await context.io.openInBrowser(made.url))) context.say(made.url);
    return EXIT.ok;
  });
}

async function myself(context: Context) {
  const client = context.connect('person');
  const me = await client.me({ signal: context.io.signal });
  if (me.kind !== 'person') throw badInput(`this is the key of an ${me.kind}: say whom the link is for`);
  return { client, personId: me.personId };
}

function parseRole(name: string): Role {
  const parsed = roleSchema.safeParse(name);
  if (!parsed.success) throw badInput(`--role: ${JSON.stringify(name)} is none of ${roleSchema.options.join(', ')}`);
  return parsed.data;
}

function permissions(names: readonly string[]): Permission[] {
  return names.map((name) => {
    const parsed = permissionSchema.safeParse(name);
    if (!parsed.success) throw badInput(`--permission: ${JSON.stringify(name)} is none of ${permissionSchema.options.join(', ')}`);
    return parsed.data;
  });
}
