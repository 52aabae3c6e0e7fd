import type { Client } from '@temporalio/client';
import { startChild } from '../child.js';
import type { Side } from '../side.js';

export async function startBare(client: Client, temporalAddress: string): Promise<Side> {
  const child = await startChild('bare/worker-child', { TEMPORAL_ADDRESS: temporalAddress });
  let count = 0;
  return {
    name: 'bare',
    pid: child.pid,
    async open() {
      const n = (count += 1);
      const workflowId = `bare/${n}`;
      const proposed = child.proposed(n);
      const handle = await client.workflow.start('bareApproval', { workflowId, taskQueue: 'bare', args: [n] });
      await proposed;
      return {
        workflowId,
        decide: () => handle.signal('decided', 'approve'),
        effect: () => child.effect(n),
        closed: async () => void (await handle.result()),
      };
    },
    stop: () => child.stop(),
  };
}
