import type { Modal } from './kit.js';
import type { Card } from './card.js';

/**
 * What a transport does for one interaction. `acknowledge` is sent only now, after what had to be committed is committed; `unrecorded` is
 * not acknowledged at all (HTTP: 503). `afterwards` runs after that answer and never rejects.
 */
export type Reply =
  { kind: 'acknowledge'; body: AckBody; afterwards: () => Promise<void> } | { kind: 'unrecorded'; afterwards: () => Promise<void> };

export type AckBody =
  | { kind: 'nothing' }
  | { kind: 'close' }
  | { kind: 'errors'; errors: Record<string, string> }
  | { kind: 'update'; view: Modal }
  | { kind: 'message'; card: Card };

const nothing = () => Promise.resolve();

export function acknowledge(body: AckBody = { kind: 'nothing' }, afterwards: () => Promise<void> = nothing): Reply {
  return { kind: 'acknowledge', body, afterwards };
}
