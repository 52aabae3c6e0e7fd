import { Option, type Command } from 'commander';
import { decisionIdSchema } from '../../contracts/ids.js';
import { parseDuration } from '../../contracts/duration.js';
import type { DecideBody, Verb } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import type { Context } from '../context.js';
import { bind, type Target } from '../bind.js';
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

type Carried = Pick<DecideBody, 'to' | 'from' | 'for'>;

interface VerbCommand {
  verb: Exclude<Verb, 'edit' | 'answer' | 'settle' | 'override'>;
  says: string;
  /** `shown`: on what the person has seen; `present`: it says nothing about what would run, and takes the revision of the moment. */
  on: 'shown' | 'present';
  /** Flags that the verb carries, with their help; in square brackets where they may be left out. */
  carries?: Readonly<Partial<Record<keyof Carried, string>>>;
  example: string;
}

const WHO = 'a person’s id';
const HOW_LONG = 'how long, such as 30m';

const VERB_COMMANDS: readonly VerbCommand[] = [
  { verb: 'approve', on: 'shown', says: 'Let it run, exactly as it was shown', example: '--digest 3f1c0a9be2d4' },
  {
    verb: 'reject',
    on: 'shown',
    says: 'Send it back with feedback: the agent revises it, or it ends there',
    example: '--revision 1 --comment "without the migration, please"',
  },
  {
    verb: 'deny',
    on: 'shown',
    says: 'Refuse it for good; until its effect is started also after it was approved',
    example: '--revision 2 --comment "not in the freeze"',
  },
  {
    verb: 'ask',
    on: 'shown',
    says: 'Ask the agent or the requester something; the request stays open',
    example: '--revision 1 --comment "which customers does it touch?"',
  },
  { verb: 'escalate', on: 'shown', says: 'Ask the next people on the ladder now', example: '--revision 1 --comment "above my limit"' },
  { verb: 'abstain', on: 'present', says: 'Leave it to the others: you do not vote', example: '--comment "I wrote the policy"' },
  {
    verb: 'retract',
    on: 'present',
    says: 'Take back your vote, else your hand-over, else your claim, until the effect is started',
    example: '',
  },
  {
    verb: 'delegate',
    on: 'present',
    says: 'Hand over to another person all that you could decide here; both names stay on record',
    carries: { to: WHO },
    example: '--to grace --comment "she knows this customer"',
  },
  {
    verb: 'reassign',
    on: 'present',
    says: 'Put another reviewer in the place of one that is asked; needs the permission, and you never fill that place yourself',
    carries: { from: 'the reviewer asked now: group:finance, person:ada', to: 'who takes the place: group:leads, person:grace' },
    example: '--from group:finance --to person:grace',
  },
  {
    verb: 'claim',
    on: 'present',
    says: 'Take it for a while: one place is kept for you; others can still deny it or send it back',
    carries: { for: `[${HOW_LONG}; default: as long as the policy says]` },
    example: '--for 30m',
  },
  { verb: 'release', on: 'present', says: 'Give back what you have taken', example: '' },
  {
    verb: 'snooze',
    on: 'present',
    says: 'No reminders to you for a while; the deadline stays',
    carries: { for: HOW_LONG },
    example: '--for 2h',
  },
  {
    verb: 'extend',
    on: 'present',
    says: 'Move the deadline on, within what the policy allows',
    carries: { for: HOW_LONG },
    example: '--for 1h --comment "waiting for the bank"',
  },
];

/** approve, reject, deny, ask, escalate, abstain, retract, delegate, reassign, claim, release, snooze, extend. */
export const registerDecisions: Register = (program, define) => {
  for (const spec of VERB_COMMANDS) {
    const command = withBinding(program.command(spec.verb).argument('<id>', 'the request')).description(spec.says);
    for (const [name, help] of Object.entries(spec.carries ?? {})) {
      const option = new Option(`--${name} <${name === 'for' ? 'duration' : 'who'}>`, help.replace(/^\[(.*)\]$/, '$1'));
      command.addOption(help.startsWith('[') ? option : option.makeOptionMandatory());
    }
    command
      .option('-m, --comment <text>', 'what to tell the agent and the record (@file, or - for standard input)')
      .addHelpText(
        'after',
        `\nExamples:\n  countersign ${spec.verb} req_…${spec.example === '' ? '' : ` ${spec.example}`}${inTerminal(spec)}`,
      );
    define(command, async (context, [id = ''], flags: DecisionFlags & Carried) => {
      const carried = carriedBy(flags);
      const client = context.connect('person');
      const view = await client.requests.get(id, { signal: context.io.signal });
      const target = spec.on === 'shown' ? await agree(context, view, flags, spec.verb) : presentOf(view, flags);
      if (target === null) return notSent(context);
      const comment = await commentFor(context, spec, view, flags);
      const words = comment === undefined ? {} : { comment };
      return send(context, client, id, { verb: spec.verb, ...target, ...carried, ...decisionIdOf(flags), ...words });
    });
  }
};

function inTerminal({ on, verb }: VerbCommand): string {
  return on === 'shown' ? `\n  countersign ${verb} req_…            # shows the request and asks` : '';
}

function carriedBy({ to, from, for: span }: Carried): Carried {
  if (span !== undefined && parseDuration(span) === undefined) throw badInput('--for: give a duration such as 30m or 2h, up to 366 days');
  return {
    ...(to === undefined ? {} : { to }),
    ...(from === undefined ? {} : { from }),
    ...(span === undefined ? {} : { for: span }),
  };
}

function presentOf(view: RequestView, flags: DecisionFlags): Target {
  if (flags.digest !== undefined || flags.revision !== undefined) return bind(view, flags);
  if (view.digest === null) throw badInput(`${view.id} is ${view.status}: there is nothing to decide yet`);
  return { revision: view.revision, digest: view.digest };
}

/** A rejection without a word helps nobody, and some policies want one: in a terminal it is asked for. */
async function commentFor(
  context: Context,
  { verb }: VerbCommand,
  view: RequestView,
  { comment }: DecisionFlags,
): Promise<string | undefined> {
  if (comment !== undefined) return textOf(context.io, '--comment', comment);
  const required = verb === 'ask' || (view.plan?.requireComment.some((each) => each === verb) ?? false);
  if (!context.interactive || !(required || verb === 'reject' || verb === 'deny')) return undefined;
  const text = await context.io.ask.text(verb === 'reject' ? 'What should change?' : verb === 'ask' ? 'Your question' : 'Why?', {
    required,
  });
  return text === null || text === '' ? undefined : text;
}
