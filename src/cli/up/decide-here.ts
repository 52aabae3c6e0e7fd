import type { Countersign } from '../../../client/src/countersign.js';
import type { JsonObject } from '../../contracts/json.js';
import type { RequestView } from '../../contracts/view.js';
import type { Context } from '../context.js';
import { report } from '../decide.js';
import { CliError } from '../failure.js';
import { parseObject } from '../read-json.js';
import { card } from '../render/card.js';

const CHOICES = [
  { key: 'a', label: 'Approve: it runs, exactly as shown' },
  { key: 'r', label: 'Reject with feedback: the agent comes back with a new revision' },
  { key: 'e', label: 'Edit the arguments' },
  { key: 'o', label: 'Open the request page' },
  { key: 'l', label: 'Later' },
] as const;

/** Offers the decision on the spot, again for each new revision, until the request is decided or the person says later. */
export async function decideHere(context: Context, client: Countersign, first: RequestView): Promise<void> {
  const { io, colours, say } = context;
  let view: RequestView = first;
  while (view.status === 'pending' && view.digest !== null) {
    say(card(view, { colours, nowMs: io.nowMs() }));
    const verb = await io.ask.key('What shall happen?', [...CHOICES]);
    if (verb === null || verb === 'l') return say(`It waits for you: countersign inbox, or ${view.links.page}`);
    if (verb === 'o') {
      if (!(await io.openInBrowser(view.links.page))) say(`Please open ${view.links.page}`);
      view = await client.requests.get(view.id, { signal: io.signal });
      continue;
    }
    const body = await bodyOf(context, view, verb);
    if (body === null) continue;
    const { revision, digest, move } = view;
    report(context, await client.requests.decide(view.id, { revision, digest, ...body }, { signal: io.signal }));
    view = await settled(client, view.id, move, io.signal);
  }
  say(card(view, { colours, nowMs: io.nowMs() }));
}

type Body = { verb: 'approve' } | { verb: 'reject'; comment: string } | { verb: 'edit'; args: JsonObject };

/** Null: the person gave it up, and is asked again. */
async function bodyOf(context: Context, view: RequestView, verb: string): Promise<Body | null> {
  switch (verb) {
    case 'a':
      return { verb: 'approve' };
    case 'r': {
      const comment = await context.io.ask.text('What should change?', { required: true });
      return comment === null ? null : { verb: 'reject', comment };
    }
    case 'e':
      return editedArgs(context, view);
    default:
      return null;
  }
}

async function editedArgs(context: Context, view: RequestView): Promise<Body | null> {
  const before = JSON.stringify(view.action?.args, null, 2);
  const text = await context.io.ask.edit(`${before}\n`, 'json');
  if (text === null || text.trim() === before) return null;
  try {
    return { verb: 'edit', args: parseObject('args', text) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.say(`${error.message}; nothing was sent`);
    return null;
  }
}

/** The request after the move that the decision caused: decided, or back with a new revision. */
async function settled(client: Countersign, id: string, sinceMove: number, signal: AbortSignal): Promise<RequestView> {
  let view = await client.requests.change(id, { sinceMove, timeoutMs: 30_000, signal });
  // Revising and executing take as long as the agent and the effect do; half a minute without a move, and the person is let go.
  while (['revising', 'approved', 'executing'].includes(view.status)) {
    const next = await client.requests.change(id, { sinceMove: view.move, timeoutMs: 30_000, signal });
    if (next.move === view.move) return next;
    view = next;
  }
  return view;
}
