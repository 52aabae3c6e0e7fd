import { useEffect, type ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Mark } from '../ui/icon.js';
import { Toasts } from '../ui/toast.js';
import { OutboxList } from './outbox-list.js';
import { useOutbox } from './use-outbox.js';

/** In place of every page while the service cannot be reached and nothing is there to show: no request is kept on a device. */
export function OfflinePage({ onRetry }: { onRetry: () => void }): ReactNode {
  const kept = useOutbox().length > 0;
  useEffect(() => {
    document.title = 'Offline · Countersign';
    window.addEventListener('online', onRetry);
    return () => window.removeEventListener('online', onRetry);
  }, [onRetry]);
  return (
    <main className="offline stack">
      <div className="brand">
        <Mark />
        Countersign
      </div>
      <h1>You are offline</h1>
      <p>
        The service cannot be reached, so there is nothing to show: requests are never kept on a device. What you typed is, and so is what
        you decided.
      </p>
      <div>
        <Button kind="primary" onClick={onRetry}>
          Try again
        </Button>
      </div>
      {kept ? (
        <Card title="Waits to be sent">
          <OutboxList />
        </Card>
      ) : null}
      <Toasts />
    </main>
  );
}
