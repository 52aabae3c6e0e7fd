import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import type { Countersign } from '../../../client/src/countersign.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Context } from '../context.js';
import { reviewOne, type Session } from '../inbox/review-one.js';
import type { Register } from '../register.js';
import { queue } from './ls.js';

export const registerInbox: Register = (program, define) => {
  const command = program
    .command('inbox')
    .description('What waits for you, one after another: approve, reject with feedback, deny, edit, answer, skip')
    .addHelpText('after', '\nExamples:\n  countersign inbox\n  countersign inbox --json     # the list, for programs');
  define(command, async (context) => {
    const client = context.connect('person');
    const { io, say } = context;
    const me = await client.me({ signal: io.signal });
    if (me.kind !== 'person')
      throw badInput(`this is the key of an ${me.kind}: people have an inbox`, 'Give a person’s key with --key or COUNTERSIGN_KEY.');
    const waiting = () => client.requests.page({ status: 'pending', reviewer: me.personId, limit: 200, signal: io.signal });
    if (!context.interactive) {
      const page = await waiting();
      context.print(page);
      say(queue(context, page.items));
      return EXIT.ok;
    }
    const session: Session = { me: me.personId, seen: new Map() };
    for (;;) {
      // Asked for again after each one: colleagues decide meanwhile. Oldest first, because it has waited longest.
      const { items } = await waiting();
      // Skipped or decided at this revision already; a newer one comes back.
      const open = items.filter((item) => session.seen.get(item.id) !== item.revision).reverse();
      const [next] = open;
      if (!next) {
        if (await revisionComes(context, client, session)) continue;
        break;
      }
      say(context.colours.dim(`\n── ${open.length} waiting ${'─'.repeat(40)}`));
      if ((await reviewOne(context, client, session, next.id)) === 'quit') return EXIT.ok;
    }
    say(session.seen.size === 0 ? 'nothing waits for you' : 'that was all');
    return EXIT.ok;
  });
};

/** An agent takes seconds to revise; whoever sent it feedback may want to see what becomes of it. */
const REVISION_WITHIN_MS = 30_000;

/** Waits a moment for what the person has sent back; true: something came. */
async function revisionComes(context: Context, client: Countersign, session: Session): Promise<boolean> {
  const { signal } = context.io;
  for (const id of session.seen.keys()) {
    const view = await client.requests.get(id, { signal });
    if (view.status !== 'revising') continue;
    context.say(context.colours.dim(`${visibleLine(view.action?.title ?? id)}: the agent is revising it (Ctrl-C leaves)`));
    const now = await client.requests.change(id, { sinceMove: view.move, timeoutMs: REVISION_WITHIN_MS, signal });
    if (now.status === 'pending') return true;
  }
  return false;
}
