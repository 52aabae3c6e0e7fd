import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import Long from 'long';

/**
 * Lets a run's clock jump ahead by `ms`, firing each timer on the way at its own time. The server's pre-release API (dev server with
 * `frontend.WorkflowTimeSkippingEnabled`), kept in this one place; other runs are not touched.
 */
export async function skipTime(client: Client, workflowId: string, ms: number, namespace = 'default'): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id: randomUUID(), duration: { seconds: Long.fromNumber(Math.ceil(ms / 1000)), nanos: 0 } },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
}
