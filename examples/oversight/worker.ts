import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { createOversightActivities } from '../../src/activities/oversight-activities.js';
import { taskAgent } from '../../src/activities/oversight-agents.js';
import { offlineProvider } from '../../src/activities/oversight-offline.js';
import { withSecondOpinion } from '../../src/activities/oversight-wrap.js';
import { demoAnswers } from './answers.js';

export interface TemporalAddress {
  address: string;
  namespace: string;
}

/** A worker of one's own, on a task queue of its own: the agent, its second opinion, and the workflows that ask Countersign. */
export async function startOversightWorker({ address, namespace }: TemporalAddress, taskQueue: string): Promise<{ stop(): Promise<void> }> {
  const provider = offlineProvider(demoAnswers);
  const agent = withSecondOpinion(taskAgent({ name: 'writer', provider }), (call, signal) => provider.evaluate(call, signal));
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await bundle(),
    activities: createOversightActivities({ agent, augment: (call, signal) => provider.augment(call, signal) }),
  });
  const running = worker.run();
  return {
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

function bundle() {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workflowsPath = fileURLToPath(new URL(`./workflows.${extension}`, import.meta.url));
  // The bundler lists every module; that is of interest only where it fails.
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
}
