import { QUESTION_TYPE } from '../../contracts/action.js';
import type { DecideBody } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import type { Countersign } from '../../../client/src/countersign.js';
import type { Context } from '../context.js';
import { reviewOne, type Session } from '../inbox/review-one.js';

/** Decides one request. */
export type Reviewer = (view: RequestView) => Promise<void>;

/** How often the queue is looked at, milliseconds: nobody notices it, and the machine hardly. */
const LOOK_EVERY_MS = 150;

/** Lets the reviewer decide whatever waits for them, until the work is done; answers or throws what the work does. */
export async function reviewed<T>(
  work: Promise<T>,
  me: { client: Countersign; id: string },
  decide: Reviewer,
  signal: AbortSignal,
): Promise<T> {
  let done = false;
  const ended = work.finally(() => (done = true));
  ended.catch(() => undefined);
  const seen = new Set<string>();
  while (!done) {
    signal.throwIfAborted();
    const { items } = await me.client.requests.page({ status: 'pending', reviewer: me.id, signal });
    for (const { id, revision } of items) {
      if (seen.has(`${id}/${revision}`)) continue;
      seen.add(`${id}/${revision}`);
      await decide(await me.client.requests.get(id, { signal }));
    }
    await Promise.race([ended.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
  }
  return ended;
}

type Said = Omit<DecideBody, 'revision' | 'digest'>;

/** Sends the first output back, approves the next, and takes recommendations. */
export function scriptedReviewer(client: Countersign): Reviewer {
  let outputs = 0;
  return async (view) => {
    const { id, revision, digest, type, action } = view;
    if (digest === null) return;
    if (type !== QUESTION_TYPE) outputs += 1;
    const said = type === QUESTION_TYPE ? answerTo(action?.args['suggestedResponse']) : outputs === 1 ? SEND_BACK : APPROVE;
    await client.requests.decide(id, { ...said, revision, digest });
  };
}

const SEND_BACK: Said = { verb: 'reject', comment: 'Say that a backup comes first' };
const APPROVE: Said = { verb: 'approve', comment: 'Reviewed and approved for development use' };

function answerTo(suggested: unknown): Said {
  return { verb: 'answer', answer: typeof suggested === 'string' ? suggested : 'Neither' };
}

/** Thrown where the person in front has seen enough. */
export class Left extends Error {
  override readonly name = 'Left';
}

/** The person in front of the terminal. */
export function askingReviewer(context: Context, client: Countersign, me: string): Reviewer {
  const session: Session = { me, seen: new Map() };
  return async ({ id }) => {
    context.say('');
    if ((await reviewOne(context, client, session, id)) === 'quit') throw new Left('quit');
  };
}
