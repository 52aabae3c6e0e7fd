import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useLiveState } from '../api/live.js';
import { trySending } from './start.js';
import { newVersion, onNewVersion, reloadIntoNewVersion } from './worker.js';
import { useOutbox } from './use-outbox.js';
import { Button } from '../ui/button.js';

/** What the shell says above its pages: a new version, and decisions that wait to be sent. */
export function PwaBars(): ReactNode {
  const client = useQueryClient();
  const live = useLiveState();
  useEffect(() => {
    // The service answers again: sooner than the next try.
    if (live === 'live') void trySending(client).catch(() => undefined);
  }, [client, live]);
  return (
    <>
      <NewVersion />
      <Outbox />
    </>
  );
}

function NewVersion(): ReactNode {
  const waiting = useSyncExternalStore(onNewVersion, newVersion, () => null);
  if (waiting === null) return null;
  return (
    <div className="bar calm no-print" role="status">
      <span>A new version is ready. What you typed is kept.</span>
      <Button onClick={reloadIntoNewVersion}>Reload</Button>
    </div>
  );
}

function Outbox(): ReactNode {
  const items = useOutbox();
  const waiting = items.filter(({ state }) => state.kind === 'waiting').length;
  const refused = items.length - waiting;
  if (items.length === 0) return null;
  return (
    <div className="bar calm no-print" role="status">
      <span>
        {waiting > 0 ? `${plural(waiting, 'decision waits', 'decisions wait')} to be sent. ` : ''}
        {refused > 0 ? `${plural(refused, 'decision', 'decisions')} made offline changed nothing.` : ''}
      </span>
      <Link href="/settings#outbox">Show</Link>
    </div>
  );
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
