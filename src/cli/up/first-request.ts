import { Countersign } from '../../../client/src/countersign.js';
import { prepareDemoRepository } from '../../../examples/deploy-gate/demo.js';
import type { RequestView } from '../../contracts/view.js';

/** Opens the deploy gate's request on a repository that is made for it, and waits until people can decide it. */
export async function openFirstRequest(url: string, agentKey: string, dataDir: string, signal: AbortSignal): Promise<RequestView> {
  const { repository, branch, candidate } = await prepareDemoRepository(dataDir);
  const { requests } = new Countersign({ url, apiKey: agentKey });
  const { id } = await requests.create(
    { agent: 'deploy-gate', input: { repository, branch, candidate } },
    { idempotencyKey: 'first-request', signal },
  );
  let view = await requests.get(id, { signal });
  while (view.status === 'proposing') {
    const before = view.move;
    // The agent reads a small local repository, which takes a second; on a busy machine some more. Then the screen comes without waiting for it.
    view = await requests.change(id, { sinceMove: before, timeoutMs: 20_000, signal });
    if (view.move === before) break;
  }
  return view;
}

/** The oldest request that waits for this person. */
export async function oldestWaiting(client: Countersign, personId: string, signal: AbortSignal): Promise<RequestView | null> {
  // Newest first; a queue longer than a page is for the inbox.
  const { items } = await client.requests.page({ status: 'pending', reviewer: personId, limit: 200, signal });
  const oldest = items.at(-1);
  return oldest === undefined ? null : client.requests.get(oldest.id, { signal });
}
