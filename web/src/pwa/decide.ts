import type { DecideBody, Receipt } from '../../../src/contracts/decision.js';
import { api, isOffline } from '../api/http.js';
import { closeNotification } from './worker.js';
import { keep, SYNC_TAG } from './outbox.js';
import { newDecisionId } from './new-decision-id.js';
import { currentPerson } from './person.js';

/** `kept`: there was no answer; it waits here, is sent once when the service can be reached again, and can be cancelled until then. */
export type Decided = { kind: 'answered'; receipt: Receipt } | { kind: 'kept' };

/** A network that swallows everything is none: whoever decided sees what became of it. */
const PATIENCE_MS = 20_000;

/** Decides, now or as soon as that is possible. Throws `ApiProblem` where the service refused. */
export async function decide(requestId: string, body: DecideBody, about: { title: string }): Promise<Decided> {
  const said = { ...body, decisionId: body.decisionId ?? newDecisionId() };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const receipt = await api.post<Receipt>(`/v1/requests/${requestId}/decisions`, said, { signal });
    void closeNotification(requestId);
    return { kind: 'answered', receipt };
  } catch (error) {
    const personId = currentPerson();
    if (!(isOffline(error) || signal.aborted) || personId === null) throw error;
    await keep({ personId, requestId, title: about.title, body: said });
    await askToSync();
    return { kind: 'kept' };
  }
}

/** Where the browser can, it sends what waits also after this page was closed. */
async function askToSync(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker.getRegistration()) as SyncRegistration | undefined;
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // Not allowed, or not known: the page sends it when it is open and online.
  }
}

/** Background Sync, which not every browser has and TypeScript's library does not know. */
type SyncRegistration = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
