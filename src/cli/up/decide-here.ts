import type { Countersign } from '../../../client/src/countersign.js';
import type { RequestView } from '../../contracts/view.js';
import type { Context } from '../context.js';
import { voteOf } from '../inbox/stance.js';
import { reviewOne, type Session } from '../inbox/review-one.js';
import { card } from '../render/card.js';

/** Offers the decision on the spot, again for each new revision, until the request is decided or the person puts it off. */
export async function decideHere(context: Context, client: Countersign, me: string, id: string): Promise<void> {
  const { io, colours, say } = context;
  const session: Session = { me, seen: new Map() };
  let shown = 0;
  for (;;) {
    const view = await client.requests.get(id, { signal: io.signal });
    if (view.status !== 'pending' || view.revision === shown) {
      const later = view.status === 'pending' && voteOf(view, me) === null;
      return say(later ? `It waits for you: countersign inbox, or ${view.links.page}` : card(view, { colours, nowMs: io.nowMs() }));
    }
    shown = view.revision;
    await reviewOne(context, client, session, id);
    await settled(client, id, io.signal);
  }
}

/** On its way by itself. What a caller executes stays approved until the caller comes for it. */
function isMoving({ status, execute }: RequestView): boolean {
  return status === 'proposing' || status === 'revising' || (execute === 'worker' && (status === 'approved' || status === 'executing'));
}

/** Waits for what the decision sets off: the effect, or a new revision. */
async function settled(client: Countersign, id: string, signal: AbortSignal): Promise<void> {
  let view = await client.requests.get(id, { signal });
  while (isMoving(view)) {
    // Revising and executing take as long as the agent and the effect do; half a minute without a move, and the person is let go.
    const next = await client.requests.change(id, { sinceMove: view.move, timeoutMs: 30_000, signal });
    if (next.move === view.move) return;
    view = next;
  }
}
