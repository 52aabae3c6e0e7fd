import type { Command } from 'commander';
import { Option } from 'commander';
import { pauseActorText, pauseScopeText, type Pause, type PauseScope } from '../../contracts/pause.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Countersign } from '../../../client/src/countersign.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { badInput, CliError } from '../failure.js';
import { listAll } from '../list-all.js';
import { textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { time } from '../render/text.js';

interface ScopeFlags {
  all?: boolean;
  agent?: string;
  type?: string;
}

/** pause, resume, pauses: the kill switch. */
export const registerPause: Register = (program, define) => {
  const pause = withScope(program.command('pause'), {
    all: 'every effect',
    agent: 'what this agent asks for',
    type: 'action types that fit a glob such as "payments.*"',
  })
    .description('Kill switch: from now on no effect starts. What runs goes on, what is approved waits')
    .requiredOption('-m, --reason <text>', 'why (@file, or -); everybody who looks at a paused request reads it')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign pause --all --reason "incident 17"\n  countersign pause --agent support-bot --reason "answers nonsense"\n  countersign pause --type "payments.*" --reason "the bank is down"',
    );
  define(pause, async (context, _args, flags: ScopeFlags & { reason: string }) => {
    const scope = scopeOf(flags);
    if (scope === null) throw badInput('say what to pause: --all, --agent or --type');
    const reason = await textOf(context.io, '--reason', flags.reason);
    const made = await context.connect('admin').pauses.create({ scope, reason }, { signal: context.io.signal });
    context.print(made);
    const { colours } = context;
    context.say(`${colours.bold(`Paused: ${pauseScopeText(made.scope)}`)} ${colours.dim(`(${made.id}, since ${time(made.at)})`)}`);
    context.say(`${requests(made.waiting)} approved and held. ${goesOn(made.running)}`);
    if (!made.settled)
      context.say(
        colours.red('One claim that began before has not come to an end: its effect may still start. Look for a worker that hangs.'),
      );
    context.say(colours.dim(`To go on: countersign resume ${made.id}`));
    return EXIT.ok;
  });

  const resume = withScope(program.command('resume').argument('[id]', 'the pause, as `countersign pauses` names it'), {
    all: 'the pauses of everything',
    agent: 'the pauses of this agent',
    type: 'the pauses of exactly this type or glob',
  })
    .description('Lift pauses: what they held goes on')
    .option('-m, --reason <text>', 'why now (@file, or -)')
    .addHelpText('after', '\nExamples:\n  countersign resume pau_…\n  countersign resume --agent support-bot --reason "rolled back"');
  define(resume, async (context, [id], flags: ScopeFlags & { reason?: string }) => {
    const client = context.connect('admin');
    const reason = flags.reason === undefined ? undefined : await textOf(context.io, '--reason', flags.reason);
    const lifted: Pause[] = [];
    for (const each of await chosen(context, client, id, scopeOf(flags)))
      lifted.push(await client.pauses.lift(each, { reason, signal: context.io.signal }));
    const active = await activePauses(context, client);
    context.print({ lifted, active });
    for (const each of lifted) context.say(`Resumed: ${sentence(each)}`);
    if (lifted.length === 0) context.say('nothing is paused');
    for (const each of active) context.say(context.colours.yellow(`Still paused: ${sentence(each)}`));
    return EXIT.ok;
  });

  const list = program
    .command('pauses')
    .description('What is paused, by whom and why; newest first')
    .option('--lifted', 'those that were lifted, too')
    .addHelpText('after', '\nExamples:\n  countersign pauses\n  countersign pauses --lifted --json');
  define(list, (context, _args, flags: { lifted?: boolean }) => {
    const { pauses } = context.connect('admin');
    return listAll(
      context,
      { list: (options) => pauses.list({ ...options, ...(flags.lifted ? {} : { active: true }) }) },
      [{ title: 'ID' }, { title: 'PAUSED' }, { title: 'SINCE' }, { title: 'BY' }, { title: 'STATE' }, { title: 'REASON', flexible: true }],
      (pause) => [
        pause.id,
        pauseScopeText(pause.scope),
        time(pause.at),
        pauseActorText(pause.by),
        pause.lifted === null ? 'holds' : `lifted ${time(pause.lifted.at)} by ${pauseActorText(pause.lifted.by)}`,
        visibleLine(pause.reason),
      ],
    );
  });
};

function withScope(command: Command, help: Record<'all' | 'agent' | 'type', string>): Command {
  return command
    .addOption(new Option('--all', help.all).conflicts(['agent', 'type']))
    .addOption(new Option('--agent <name>', help.agent).conflicts('type'))
    .option('--type <glob>', help.type);
}

function scopeOf({ all, agent, type }: ScopeFlags): PauseScope | null {
  if (agent !== undefined) return { kind: 'agent', value: agent };
  if (type !== undefined) return { kind: 'type', value: type };
  return all ? { kind: 'all' } : null;
}

async function activePauses(context: Context, client: Countersign): Promise<Pause[]> {
  const items: Pause[] = [];
  for await (const item of client.pauses.list({ active: true, signal: context.io.signal })) items.push(item);
  return items;
}

/** Ids of the pauses to lift. One that Countersign made itself is lifted by its id alone: somebody must have read why. */
async function chosen(context: Context, client: Countersign, id: string | undefined, scope: PauseScope | null): Promise<string[]> {
  if (id !== undefined && scope !== null) throw badInput('give an id, or --all, --agent or --type, not both');
  if (id !== undefined) return [id];
  const active = await activePauses(context, client);
  const meant = scope === null ? active : active.filter((each) => isSame(each.scope, scope));
  const own = meant.find((each) => each.by.kind === 'countersign');
  const others = meant.filter((each) => each.by.kind !== 'countersign');
  if (scope === null && meant.length > 1)
    throw badInput(`${meant.length} pauses hold; say which: an id, --all, --agent or --type`, 'countersign pauses lists them.');
  if (own && others.length === 0)
    throw new CliError(
      EXIT.refused,
      'needs_id',
      `Countersign paused by itself: ${visibleLine(own.reason)}`,
      `When it is looked into: countersign resume ${own.id}`,
    );
  if (scope !== null && meant.length === 0) throw badInput(`${pauseScopeText(scope)}: not paused`, 'countersign pauses lists what is.');
  return others.map((each) => each.id);
}

function isSame(a: PauseScope, b: PauseScope): boolean {
  return a.kind === b.kind && (a.kind === 'all' || b.kind === 'all' || a.value === b.value);
}

function sentence(pause: Pause): string {
  return `${pauseScopeText(pause.scope)} (${pause.id}, by ${pauseActorText(pause.by)}: ${visibleLine(pause.reason)})`;
}

function requests(n: number): string {
  return n === 0 ? 'No request is' : n === 1 ? '1 request is' : `${n} requests are`;
}

function goesOn(n: number): string {
  return n === 0 ? 'No effect is under way.' : `${n === 1 ? '1 effect' : `${n} effects`} under way ${n === 1 ? 'goes' : 'go'} on.`;
}
