import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { createOversightActivities } from '../../src/activities/oversight-activities.js';
import type { Augment } from '../../src/activities/oversight-wrap.js';
import type { AgentDefinition } from '../../src/activities/registry.js';
import { temporalAddress } from '../support/servers.js';

export interface OwnWorker {
  /** The bundled workflows, as they run in the sandbox. */
  code: string;
  stop(): Promise<void>;
}

/** A worker of a deployment's own, beside Countersign's. */
export async function startOwnWorker(taskQueue: string, parts: { agent: AgentDefinition; augment: Augment }): Promise<OwnWorker> {
  const workflowsPath = fileURLToPath(new URL('./workflows.ts', import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  const connection = await NativeConnection.connect({ address: temporalAddress() });
  const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities: createOversightActivities(parts) });
  const running = worker.run();
  return {
    code: workflowBundle.code,
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
