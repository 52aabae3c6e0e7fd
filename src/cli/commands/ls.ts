import { InvalidArgumentError, Option } from 'commander';
import type { StatusFilter } from '../../../client/src/requests.js';
import { STATUSES } from '../../contracts/status.js';
import type { RequestSummary } from '../../contracts/view.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import type { Register } from '../register.js';
import { table } from '../render/table.js';
import { distance } from '../render/when.js';

interface Flags {
  status?: StatusFilter[];
  type?: string;
  agent?: string;
  reviewer?: string;
  mine?: boolean;
  claimed?: 'me' | 'any' | 'none';
  unreachable?: boolean;
  search?: string;
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

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('give a whole number from 1');
  return Number(text);
}

export const registerLs: Register = (program, define) => {
  const command = program
    .command('ls')
    .alias('list')
    .description('List requests, newest first')
    .option('-s, --status <list>', 'statuses, separated by commas; also "open" and "closed"', statusFilter)
    .option('-t, --type <type>', 'action type, such as payments.refund')
    .option('-a, --agent <name>', 'what this agent asked for')
    .option('-r, --reviewer <who>', 'what waits for a person (id) or a group (group:finance)')
    .option('--mine', 'what waits for me')
    .addOption(new Option('--claimed <who>', 'of what is pending: taken by me, by anybody, by nobody').choices(['me', 'any', 'none']))
    .option('--unreachable', 'of what is pending: what nobody is left to satisfy')
    .option('-q, --search <words>', 'words in title, type or id')
    .option('-n, --limit <n>', 'entries on a page (1 to 200, default 50)', wholeNumber)
    .option('--cursor <cursor>', 'the page after this one')
    .option('--all', 'every page')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign ls --status open\n  countersign ls --mine --claimed none\n  countersign ls --status unknown        # an effect that somebody has to settle\n  countersign ls --type payments.refund --search 4711 --json | jq -r ".items[].id"',
    );
  define(command, async (context, _args, flags: Flags) => {
    const client = context.connect('person');
    const { signal } = context.io;
    const me = flags.mine ? await client.me({ signal }) : null;
    const reviewer = me?.kind === 'person' ? me.personId : flags.reviewer;
    const query = {
      status: flags.status,
      type: flags.type,
      agent: flags.agent,
      reviewer,
      claimed: flags.claimed,
      unreachable: flags.unreachable ? (true as const) : undefined,
      q: flags.search,
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
