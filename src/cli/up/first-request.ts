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

/** The oldest request that waits for the person of this key. */
export async function oldestWaiting(client: Countersign, signal: AbortSignal): Promise<RequestView | null> {
  const principal = await client.me({ signal });
  if (principal.kind !== 'person') return null;
  let oldest: string | null = null;
  for await (const item of client.requests.list({ status: 'pending', reviewer: principal.personId, signal })) oldest = item.id;
  return oldest === null ? null : client.requests.get(oldest, { signal });
}
