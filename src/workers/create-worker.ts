import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.js';
import type { ActivityDeps } from '../activities/deps.js';

export interface WorkerOptions {
  connection: NativeConnection;
  namespace: string;
  activities: ActivityDeps;
  /** Prebuilt by `npm run build`; null bundles at the start, which takes some seconds. */
  workflowBundlePath: string | null;
}

/** The worker that runs every gated action of one task queue. Call `run()`, and `shutdown()` to drain it. */
export async function createWorker({ connection, namespace, activities, workflowBundlePath }: WorkerOptions): Promise<Worker> {
  const workflowBundle: WorkflowBundleOption = workflowBundlePath === null ? await bundleWorkflows() : { codePath: workflowBundlePath };
  return Worker.create({
    connection,
    namespace,
    taskQueue: activities.taskQueue,
    identity: activities.identity,
    workflowBundle,
    activities: createActivities(activities),
    // Long enough for a ledger step and most effects to report; an effect that needs longer is settled by its lease.
    shutdownGraceTime: '10s',
    // A second more, after which what ignores cancellation is left behind.
    shutdownForceTime: '15s',
    // A waiting run costs up to a megabyte while cached; an evicted one is replayed from a short history.
    maxCachedWorkflows: 500,
    // A query or current details need a quick answer; a workflow task here takes milliseconds.
    maxConcurrentWorkflowTaskExecutions: 40,
    // Each holds a connection of the ledger; more at once than there are connections would only wait in line for them.
    maxConcurrentLocalActivityExecutions: 12,
    maxConcurrentActivityTaskExecutions: 50,
  });
}

/** Bundles src/workflows for the sandbox; from TypeScript in tests, from JavaScript in a build. */
export async function bundleWorkflows() {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workflowsPath = fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url));
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
}
