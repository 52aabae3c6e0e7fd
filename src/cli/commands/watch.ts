import { parseDuration } from '../../contracts/duration.js';
import { isTerminal } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import { pause } from '../../../client/src/backoff.js';
import type { Countersign } from '../../../client/src/countersign.js';
import type { Colours, Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { badInput, CliError } from '../failure.js';
import type { Register } from '../register.js';
import { card } from '../render/card.js';
import { jsonText } from '../render/json-text.js';
import { arrangements, labelOf, type Fact } from '../render/standing.js';
import { statusText } from '../render/status.js';
import { time } from '../render/text.js';
import { decisionLine, timeline } from '../render/timeline.js';
import { exitCodeOf } from '../wait.js';
import { queue } from './ls.js';

interface Flags {
  timeout?: string;
}

/** Clears the screen and what scrolled out of it. */
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';
/** The queue has no long poll; two seconds are soon enough for a person and nothing to the service. */
const QUEUE_EVERY_MS = 2_000;

export const registerWatch: Register = (program, define) => {
  const command = program
    .command('watch')
    .argument('[id]', 'one request; without it the queue')
    .description('Watch a request until it ends, or the queue until Ctrl-C')
    .option('--timeout <duration>', 'at most this long (exit code 1)')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign watch req_…\n  countersign watch req_… --json     # one JSON document per change, one per line\n  countersign watch',
    );
  define(command, async (context, [id], flags: Flags) => {
    const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
    if (flags.timeout !== undefined && timeoutMs === undefined) throw badInput('--timeout: give a duration such as 30s or 2h');
    const client = context.connect('person');
    const endAt = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
    return id === undefined ? watchQueue(context, client, endAt) : watchRequest(context, client, id, endAt);
  });
};

async function watchRequest(context: Context, client: Countersign, id: string, endAt: number): Promise<ExitCode> {
  const { signal } = context.io;
  let view = await client.requests.get(id, { signal });
  let before: RequestView | null = null;
  for (;;) {
    showChange(context, view, before);
    if (isTerminal(view.status)) return exitCodeOf(view.status);
    before = view;
    view = await client.requests.change(id, { sinceMove: before.move, timeoutMs: endAt - Date.now(), signal });
    if (view.move === before.move) throw new CliError(EXIT.failure, 'timeout', `${id} is still ${view.status}`);
  }
}

function showChange(context: Context, view: RequestView, before: RequestView | null): void {
  const { io, colours, say } = context;
  if (context.json) {
    io.stdout.write(`${jsonText(view)}\n`);
  } else if (context.interactive) {
    say(`${CLEAR}${card(view, { colours, nowMs: io.nowMs() })}\n\n${timeline(view, colours)}`);
  } else if (before === null) {
    say(card(view, { colours, nowMs: io.nowMs() }));
  } else {
    const news = view.decisions.filter(
      (item) => !before.decisions.some((old) => old.decisionId === item.decisionId && old.counted === item.counted),
    );
    for (const decision of news) say(decisionLine(decision, colours));
    for (const [name, text] of newFacts(view, before, colours)) say(`${colours.dim(name)} ${text}`);
    if (view.revision !== before.revision) say(card(view, { colours, nowMs: io.nowMs(), seenRevision: before.revision }));
    else if (view.status !== before.status) say(`${time(view.updatedAt)}  ${statusText(view.status, colours)}`);
  }
}

/** What nobody said: further people asked, a claim that ended, people who are missing. */
function newFacts(view: RequestView, before: RequestView, colours: Colours): Fact[] {
  const old = arrangements(before, colours).map(([, text]) => text);
  const asked = view.awaiting?.asked.filter((ref) => !before.awaiting?.asked.includes(ref)) ?? [];
  return [
    ...(before.awaiting && asked.length > 0 ? [['now asked too:', asked.map(labelOf).join(', ')] as const] : []),
    ...arrangements(view, colours).filter(([, text]) => !old.includes(text)),
    ...(view.runFrom !== before.runFrom && view.runFrom !== null ? [['runs', `not before ${time(view.runFrom)}`] as const] : []),
  ];
}

async function watchQueue(context: Context, client: Countersign, endAt: number): Promise<ExitCode> {
  const { io, say } = context;
  const shown = new Map<string, string>();
  let last = '';
  while (Date.now() < endAt && !io.signal.aborted) {
    const { items } = await client.requests.page({ status: 'open', signal: io.signal });
    if (context.json) {
      for (const item of items.filter((each) => shown.get(each.id) !== each.updatedAt)) io.stdout.write(`${jsonText(item)}\n`);
      for (const item of items) shown.set(item.id, item.updatedAt);
    } else {
      const text = queue(context, items);
      const key = JSON.stringify(items);
      if (context.interactive) say(`${CLEAR}${text}\n\n${context.colours.dim('Ctrl-C ends it')}`);
      else if (key !== last) say(text);
      last = key;
    }
    await pause(Math.min(QUEUE_EVERY_MS, Math.max(0, endAt - Date.now())), io.signal);
  }
  return EXIT.ok;
}
