import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { reviewOne } from '../inbox/review-one.js';
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
    const done = new Set<string>();
    for (;;) {
      // Asked for again after each one: colleagues decide meanwhile. Oldest first, because it has waited longest.
      const { items } = await waiting();
      const open = items.filter((item) => !done.has(item.id)).reverse();
      const [next] = open;
      if (!next) break;
      say(context.colours.dim(`\n── ${open.length} waiting ${'─'.repeat(40)}`));
      const ended = await reviewOne(context, client, me.personId, next.id);
      if (ended === 'quit') return EXIT.ok;
      done.add(next.id);
    }
    say(done.size === 0 ? 'nothing waits for you' : 'that was all');
    return EXIT.ok;
  });
};
