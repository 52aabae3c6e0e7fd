import type { ReactNode } from 'react';
import { VERB_DID } from '../../../src/contracts/decision-text.js';
import { Button } from '../ui/button.js';
import { Note } from '../ui/card.js';
import { Moment } from '../ui/time.js';
import { announce } from '../ui/toast.js';
import { cancel, type Waiting } from './outbox.js';
import { useOutbox } from './use-outbox.js';

/** What was decided without a connection: what waits can be cancelled, what changed nothing says why. Null where there is nothing. */
export function OutboxList(): ReactNode {
  const items = useOutbox();
  if (items.length === 0) return null;
  return (
    <ul className="settings-list">
      {items.map((item) => (
        <li key={item.decisionId}>
          <div className="stack tight">
            <div>
              <a href={`/r/${item.requestId}`}>{item.title}</a>
              <div className="dim small">
                You {VERB_DID[item.body.verb]}, <Moment at={item.madeAt} />
              </div>
            </div>
            {item.state.kind === 'refused' ? <Note tone="warn">It changed nothing. {item.state.text}</Note> : null}
          </div>
          <Remove item={item} />
        </li>
      ))}
    </ul>
  );
}

function Remove({ item }: { item: Waiting }): ReactNode {
  if (item.state.kind === 'refused') {
    return (
      <Button aria-label={`Remove ${item.title} from the list`} onClick={() => void cancel(item.decisionId)}>
        Remove
      </Button>
    );
  }
  const stop = async () => {
    const stopped = await cancel(item.decisionId);
    announce(stopped ? 'Cancelled: it will not be sent' : 'It had been sent already', stopped ? 'ok' : 'warn');
  };
  return (
    <Button kind="danger" aria-label={`Cancel the decision on ${item.title}`} onClick={() => void stop()}>
      Cancel
    </Button>
  );
}
