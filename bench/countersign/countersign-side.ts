import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { RequestView } from '../../src/contracts/view.js';
import { freePort } from '../../src/processes/ports.js';
import { startChild } from '../child.js';
import { createCall } from '../http-json.js';
import type { Open, Side } from '../side.js';
import type { Servers } from '../servers.js';

export interface CountersignSide extends Side {
  /** A request whose action the caller brings; `caller` runs it with a permit, `worker` leaves it to the worker. */
  openBrought(execute: 'worker' | 'caller'): Promise<Brought>;
}

export interface Brought extends Open {
  /** Commits the decision inside the service, as Slack's route does before it acknowledges. */
  commit(): Promise<void>;
  /** Takes the permit and reports. */
  run(): Promise<void>;
}

// Policies are not compiled: from dist/ the way to them is one longer.
const POLICIES = fileURLToPath(new URL('./policies', import.meta.url)).replace('/dist/', '/');

export async function startCountersign(client: Client, servers: Servers): Promise<CountersignSide> {
  const child = await startChild('countersign/service-child', {
    COUNTERSIGN_PORT: String(await freePort()),
    COUNTERSIGN_POLICIES: POLICIES,
    COUNTERSIGN_DEMO: 'false',
    // One caller opens them all.
    COUNTERSIGN_REQUESTS_PER_MINUTE: '0',
    COUNTERSIGN_ADMIN_KEY: 'csk_bench_0123456789abcdefghijklmnop',
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
  });
  const { url = '', personKey = '', agentKey = '' } = child.info;
  const http = createCall(url);
  let count = 0;

  const ok = async (method: string, path: string, key: string, body?: unknown): Promise<unknown> => {
    const answer = await http.call(method, path, key, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const opened = (n: number, { id, workflowId, digest }: RequestView): Brought => ({
    workflowId,
    async decide() {
      const receipt = (await ok('POST', `/v1/requests/${id}/decisions`, personKey, { verb: 'approve', revision: 1, digest })) as {
        counted: boolean | null;
      };
      if (receipt.counted === false) throw new Error(`not counted: ${JSON.stringify(receipt)}`);
    },
    commit: () => child.click(id, digest ?? ''),
    effect: () => child.effect(n),
    closed: async () => void (await client.workflow.getHandle(workflowId).result()),
    async run() {
      const { permitId } = (await ok('POST', `/v1/requests/${id}/permit`, agentKey, { digest })) as { permitId: string };
      await ok('POST', `/v1/requests/${id}/outcome`, agentKey, { permitId, outcome: 'executed' });
    },
  });
  return {
    name: 'countersign',
    pid: child.pid,
    async open() {
      const n = (count += 1);
      const proposed = child.proposed(n);
      const { id } = (await ok('POST', '/v1/requests', agentKey, { agent: 'bench', input: n })) as RequestView;
      await proposed;
      // The reviewer reads what is proposed: that read is part of the round trip. The bare side has nothing to read.
      for (;;) {
        const view = (await ok('GET', `/v1/requests/${id}`, personKey)) as RequestView;
        if (view.status === 'pending') return opened(n, view);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async openBrought(execute) {
      const n = (count += 1);
      const body = { action: { type: 'bench.echo', args: { n } }, execute };
      return opened(n, (await ok('POST', '/v1/requests', agentKey, body)) as RequestView);
    },
    async stop() {
      http.close();
      await child.stop();
    },
  };
}
