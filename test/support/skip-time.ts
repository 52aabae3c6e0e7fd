import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import Long from 'long';
import { until } from './until.js';

const RUNNING = 1;

/**
 * Lets a run's clock jump ahead by `ms`, firing each timer on the way at its own time, and waits until it stands there (the server then
 * takes skipping back) or the run has ended: a second jump would replace one still under way. The server's pre-release API (dev server with
 * `frontend.WorkflowTimeSkippingEnabled`), kept in this one place; other runs are not touched.
 */
export async function skipTime(client: Client, workflowId: string, ms: number, namespace = 'default'): Promise<void> {
  const jump = randomUUID();
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id: jump, duration: { seconds: Long.fromNumber(Math.ceil(ms / 1000)), nanos: 0 } },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  await until(async () => {
    const told = await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
    const now = told.workflowExtendedInfo?.timeSkippingInfo?.effectiveConfig;
    return told.workflowExecutionInfo?.status !== RUNNING || (now?.fastForwardConfig?.id === jump && now.enabled !== true);
  }, 20_000);
}
