import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { poll } from '../src/processes/poll.js';

/**
 * Resolves once the run waits for somebody: it was started, has no task to do and no activity under way. Steps that come faster than a person's
 * share workflow tasks, and a history counted then is shorter than a real one.
 */
export async function untilWaiting(client: Client, workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const waiting = await poll(
    async () => {
      try {
        const { raw } = await handle.describe();
        return !raw.pendingWorkflowTask && !raw.pendingActivities?.length ? true : undefined;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
    { everyMs: 20, withinMs: 20_000 },
  );
  if (waiting !== true) throw new Error(`${workflowId} does not come to rest`);
}
