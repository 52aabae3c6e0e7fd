import { InvalidArgumentError, Option } from 'commander';
import type { StatusFilter } from '../../../client/src/requests.js';
import { parseDuration } from '../../contracts/duration.js';
import { sortSchema, type Sort } from '../../contracts/inbox.js';
import { RISKS, type Risk } from '../../contracts/risk.js';
import { STATUSES } from '../../contracts/status.js';
import type { RequestSummary } from '../../contracts/view.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { parseMoment } from '../moment.js';
import type { Register } from '../register.js';
import { table } from '../render/table.js';
import { distance } from '../render/when.js';

interface Flags {
  status?: StatusFilter[];
  type?: string[];
  risk?: Risk[];
  agent?: string[];
  policy?: string[];
  openedAfter?: string;
  openedBefore?: string;
  dueBefore?: string;
  reviewer?: string;
  mine?: boolean;
  decided?: boolean;
  claimed?: 'me' | 'any' | 'none';
  unreachable?: boolean;
  search?: string;
  sort?: Sort;
  cursor?: string;
  limit?: number;
  all?: boolean;
}

const FILTERS: readonly string[] = [...STATUSES, 'open', 'closed'];

export function statusFilter(text: string): StatusFilter[] {
  const parts = text.split(',').map((part) => part.trim());
  const wrong = parts.find((part) => !FILTERS.includes(part));
  if (wrong !== undefined) throw new InvalidArgumentError(`${JSON.stringify(wrong)} is none of ${FILTERS.join(', ')}`);
  return parts as StatusFilter[];
}

function several(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function risks(text: string): Risk[] {
  const wrong = several(text).find((part) => !(RISKS as readonly string[]).includes(part));
  if (wrong !== undefined) throw new InvalidArgumentError(`${JSON.stringify(wrong)} is none of ${RISKS.join(', ')}`);
  return several(text) as Risk[];
}

/** Whoever asks for what was opened says how long ago. */
function ago(flag: string, text: string, nowMs: number): string {
  const span = parseDuration(text);
  return span === undefined ? parseMoment(flag, text, nowMs) : new Date(nowMs - span).toISOString();
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('give a whole number from 1');
  return Number(text);
}

export const registerLs: Register = (program, define) => {
  const command = program
    .command('ls')
    .alias('list')
    .description('List requests')
    .option('-s, --status <list>', 'statuses, separated by commas; also "open" and "closed"', statusFilter)
    .option('-t, --type <list>', 'action types, separated by commas, such as payments.refund or payments.*', several)
    .option('--risk <list>', 'risks, separated by commas', risks)
    .option('-a, --agent <list>', 'what these agents asked for', several)
    .option('-p, --policy <list>', 'what is reviewed by these policies', several)
    .option('--opened-after <when>', 'opened then or later: a date, a date and time, or how long ago: 2h')
    .option('--opened-before <when>', 'opened earlier than that')
    .option('--due-before <when>', 'of what is pending: due earlier than that; 2h is in two hours')
    .option('-r, --reviewer <who>', 'what waits for a person (id) or a group (group:finance)')
    .option('--mine', 'what waits for me')
    .option('--decided', 'what I have decided on')
    .addOption(new Option('--claimed <who>', 'of what is pending: taken by me, by anybody, by nobody').choices(['me', 'any', 'none']))
    .option('--unreachable', 'of what is pending: what nobody is left to satisfy')
    .option('-q, --search <words>', 'words in title, type or arguments, by their beginnings; or the beginning of an id')
    .addOption(
      new Option('--sort <order>', 'newest or oldest first, what is due first, or the highest risk first').choices(sortSchema.options),
    )
    .option('-n, --limit <n>', 'entries on a page (1 to 200, default 50)', wholeNumber)
    .option('--cursor <cursor>', 'the page after this one')
    .option('--all', 'every page')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign ls --status open\n  countersign ls --mine --claimed none\n  countersign ls --mine --sort deadline --due-before 4h\n  countersign ls --type "payments.*" --risk high,critical --opened-after 7d\n  countersign ls --status unknown        # an effect that somebody has to settle\n  countersign ls --type payments.refund --search 4711 --json | jq -r ".items[].id"',
    );
  define(command, async (context, _args, flags: Flags) => {
    const client = context.connect('person');
    const { signal } = context.io;
    const nowMs = context.io.nowMs();
    const me = flags.mine ? await client.me({ signal }) : null;
    const reviewer = me?.kind === 'person' ? me.personId : flags.reviewer;
    const query = {
      status: flags.status,
      scope: flags.decided ? ('decided' as const) : undefined,
      type: flags.type,
      risk: flags.risk,
      agent: flags.agent,
      policy: flags.policy,
      openedAfter: flags.openedAfter && ago('--opened-after', flags.openedAfter, nowMs),
      openedBefore: flags.openedBefore && ago('--opened-before', flags.openedBefore, nowMs),
      deadlineBefore: flags.dueBefore && parseMoment('--due-before', flags.dueBefore, nowMs),
      reviewer,
      claimed: flags.claimed,
      unreachable: flags.unreachable ? (true as const) : undefined,
      q: flags.search,
      sort: flags.sort,
      limit: flags.limit,
      cursor: flags.cursor,
      signal,
    };
    if (!flags.all) {
      const page = await client.requests.page(query);
      context.print(page);
      context.say(queue(context, page.items));
      if (page.nextCursor !== null) context.say(context.colours.dim(`more: countersign ls … --cursor ${page.nextCursor}   (or --all)`));
      return EXIT.ok;
    }
    const items: RequestSummary[] = [];
    for await (const item of client.requests.list(query)) items.push(item);
    context.print({ items, nextCursor: null });
    context.say(queue(context, items));
    return EXIT.ok;
  });
};

/** The queue as people read it. */
export function queue(context: Context, items: readonly RequestSummary[]): string {
  if (items.length === 0) return 'nothing here';
  const nowMs = context.io.nowMs();
  const notes = items.map((item) => note(item, nowMs));
  const noted = notes.some((each) => each !== '');
  const columns = [
    { title: 'ID' },
    { title: 'STATUS' },
    ...(noted ? [{ title: 'NOTE' }] : []),
    { title: 'REV' },
    { title: 'RISK' },
    { title: 'AGE' },
    { title: 'DUE' },
    { title: 'TITLE', flexible: true },
  ];
  const rows = items.map((item, n) => [
    item.id,
    item.status,
    ...(noted ? [notes[n] ?? ''] : []),
    String(item.revision),
    item.risk ?? '',
    distance(item.createdAt, nowMs).replace(' ago', ''),
    item.deadlineAt === null ? '' : distance(item.deadlineAt, nowMs),
    `${item.title ?? item.type ?? item.agent ?? ''}${item.asked.length > 0 ? `  (${item.asked.join(', ')})` : ''}`,
  ]);
  return table(columns, rows, context.io.columns(), context.colours.dim);
}

/** What a reader of the queue should know before they open it. */
function note({ status, claims, unreachable, runFrom }: RequestSummary, nowMs: number): string {
  const holders = claims.filter(({ until }) => Date.parse(until) > nowMs).map(({ by }) => by);
  return [
    ...(unreachable ? ['nobody left'] : []),
    ...(holders.length > 0 ? [`taken by ${holders.join(', ')}`] : []),
    ...(runFrom === null ? [] : [`runs ${distance(runFrom, nowMs)}`]),
    ...(status === 'unknown' ? ['settle it'] : []),
  ].join(', ');
}
