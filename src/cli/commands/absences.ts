import type { Command } from 'commander';
import type { Absence, NewAbsence } from '../../../client/src/administration-types.js';
import type { Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { listAll } from '../list-all.js';
import { parseMoment } from '../moment.js';
import type { Define, Register } from '../register.js';

interface AbsenceFlags {
  from?: string;
  until?: string;
  delegate?: string;
  note?: string;
}

const MOMENTS =
  '\n--from belongs to the absence (default: now), --until is the first moment back. Write a date (its first moment here), a date and time,\nor how long: "3d" counts from --from.';

function withAbsenceFlags(command: Command): Command {
  return command
    .option('--from <moment>', 'when it begins; default now')
    .option('--until <moment>', 'the first moment back')
    .option('-d, --delegate <person>', 'who stands in; without one nobody does')
    .option('--note <text>', 'for colleagues, such as "on leave"');
}

function absenceOf({ from, until, delegate, note }: AbsenceFlags, nowMs: number): NewAbsence {
  if (until === undefined) throw badInput('--until: say when the first moment back is');
  const begins = from === undefined ? new Date(nowMs).toISOString() : parseMoment('--from', from, nowMs);
  return {
    from: begins,
    until: parseMoment('--until', until, Date.parse(begins)),
    ...(delegate === undefined ? {} : { delegateId: delegate }),
    ...(note === undefined ? {} : { note }),
  };
}

function shown(context: Context, made: Absence): ExitCode {
  context.print(made);
  const standIn = made.delegateId === null ? 'nobody stands in' : `${made.delegateId} stands in`;
  context.say(`${made.personId} is absent from ${made.from} until ${made.until}: ${standIn} (${made.id})`);
  return EXIT.ok;
}

function listed(context: Context, list: (options: { signal?: AbortSignal | undefined }) => AsyncIterable<Absence>): Promise<ExitCode> {
  return listAll(
    context,
    { list },
    [{ title: 'ID' }, { title: 'WHO' }, { title: 'FROM' }, { title: 'UNTIL' }, { title: 'STANDS IN' }, { title: 'NOTE', flexible: true }],
    (each) => [each.id, each.personId, each.from, each.until, each.delegateId ?? 'nobody', each.note ?? ''],
  );
}

/** `people absent`, `people absences`, `people back`: for administrators. */
export function registerPeopleAbsences(people: Command, define: Define): void {
  const absent = withAbsenceFlags(people.command('absent').argument('<id>', 'the person'))
    .description('Say that a person is absent, and who stands in')
    .addHelpText('after', `${MOMENTS}\n\nExample:\n  countersign people absent ada --from 2026-12-21 --until 2027-01-04 --delegate grace`);
  define(absent, async (context, [id = ''], flags: AbsenceFlags) => {
    const wanted = absenceOf(flags, context.io.nowMs());
    return shown(context, await context.connect('admin').people.addAbsence(id, wanted, { signal: context.io.signal }));
  });

  const absences = people
    .command('absences')
    .argument('[id]', 'the person; without it everybody')
    .option('--past', 'those that are over too')
    .description('Who is or will be absent, by beginning')
    .addHelpText('after', '\nExamples:\n  countersign people absences\n  countersign people absences ada --past');
  define(absences, (context, [id], { past }: { past?: boolean }) => {
    const client = context.connect('admin');
    return listed(context, (options) =>
      id === undefined ? client.absences.list({ ...options, past }) : client.people.absences(id, { ...options, past }),
    );
  });

  const back = people
    .command('back')
    .argument('<id>', 'the person')
    .argument('<absence>', 'the absence (abs_…)')
    .description('Take an absence back; one that has begun ends now')
    .addHelpText('after', '\nExample:\n  countersign people back ada abs_01k…');
  define(back, async (context, [id = '', absence = '']) => {
    await context.connect('admin').people.removeAbsence(id, absence, { signal: context.io.signal });
    context.print({ id, removed: absence });
    context.say(`${absence} is taken back`);
    return EXIT.ok;
  });
}

/** `me …`: the same for the person whose key this is. */
export const registerMe: Register = (program, define) => {
  const me = program.command('me').description('Yourself: when you are absent, and who stands in');

  const absent = withAbsenceFlags(me.command('absent'))
    .description('Say that you are absent, and who stands in')
    .addHelpText(
      'after',
      `${MOMENTS}\n\nExamples:\n  countersign me absent --until 3d --delegate grace\n  countersign me absent --from 2026-12-21 --until 2027-01-04`,
    );
  define(absent, async (context, _args, flags: AbsenceFlags) => {
    const wanted = absenceOf(flags, context.io.nowMs());
    return shown(context, await context.connect('person').absences.add(wanted, { signal: context.io.signal }));
  });

  const absences = me
    .command('absences')
    .option('--past', 'those that are over too')
    .description('When you are absent, by beginning')
    .addHelpText('after', '\nExample:\n  countersign me absences');
  define(absences, (context, _args, { past }: { past?: boolean }) => {
    const client = context.connect('person');
    return listed(context, (options) => client.absences.mine({ ...options, past }));
  });

  const back = me
    .command('back')
    .argument('<absence>', 'the absence (abs_…)')
    .description('Take an absence of yours back; one that has begun ends now')
    .addHelpText('after', '\nExample:\n  countersign me back abs_01k…');
  define(back, async (context, [absence = '']) => {
    await context.connect('person').absences.remove(absence, { signal: context.io.signal });
    context.print({ removed: absence });
    context.say(`${absence} is taken back`);
    return EXIT.ok;
  });
};
