import type { QueryClient } from '@tanstack/react-query';
import { announce } from '../ui/toast.js';
// Loaded with the application: the browser offers to install it once, and early.
import './install.js';
import { listWaiting, sendWaiting, type Sent } from './outbox.js';
import { startWorker } from './worker.js';

/** While something waits; a connection that comes back is usually heard of at once. */
const TRY_EVERY_MS = 20_000;

/** The service worker, and what waits to be sent. Answers how to stop. */
export function startPwa(client: QueryClient, go: (path: string) => void): () => void {
  const stopWorker = startWorker(go);
  const send = () => {
    void trySending(client).catch((error: unknown) => console.warn('the outbox could not be sent', error));
  };
  const wake = () => {
    if (document.visibilityState === 'visible') send();
  };
  window.addEventListener('online', send);
  document.addEventListener('visibilitychange', wake);
  const timer = setInterval(send, TRY_EVERY_MS);
  send();
  return () => {
    stopWorker();
    clearInterval(timer);
    window.removeEventListener('online', send);
    document.removeEventListener('visibilitychange', wake);
  };
}

/** Sends what waits, if anything does, and says what became of it. */
export async function trySending(client: QueryClient): Promise<void> {
  if ((await listWaiting()).every(({ state }) => state.kind !== 'waiting')) return;
  const sent = await sendWaiting();
  if (sent.length === 0) return;
  for (const each of sent) announce(...saidOf(each));
  await client.invalidateQueries();
}

function saidOf({ waiting, outcome }: Sent): [text: string, tone: 'ok' | 'warn'] {
  switch (outcome.kind) {
    case 'counted':
      return [`Sent, and it counted: ${waiting.title}`, 'ok'];
    case 'recorded':
      return [`Sent, and recorded: ${waiting.title}`, 'ok'];
    case 'not_counted':
    case 'refused':
      return [`${waiting.title}: what you decided offline changed nothing. ${outcome.text}`, 'warn'];
    case 'signed_out':
    case 'somebody_else':
    case 'no_answer':
      return [`Still waits to be sent: ${waiting.title}`, 'warn'];
  }
}
