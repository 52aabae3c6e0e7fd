import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type InjectedSinks } from '@temporalio/worker';
import { onDriver, tellDriver } from '../child.js';
import type { BareActivities, BareSinks } from './bare-workflow.js';

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const activities: BareActivities = {
  propose: (n) => Promise.resolve({ text: `number ${n}` }),
  execute: (n) => {
    tellDriver({ kind: 'effect', n });
    return Promise.resolve({ said: `number ${n}` });
  },
};

// A person sees what is proposed when the workflow waits; a decision that comes earlier would spare the bare side a workflow task.
const sinks: InjectedSinks<BareSinks> = { driver: { waits: { fn: (_info, n) => tellDriver({ kind: 'proposed', n }) } } };

const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL(`./bare-workflow.${extension}`, import.meta.url)),
  activities,
  sinks,
  // The same as Countersign's worker, so that only the workflows differ.
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 40,
  maxConcurrentActivityTaskExecutions: 50,
});
const running = worker.run();
onDriver(({ kind }) => {
  if (kind === 'stop') worker.shutdown();
});
tellDriver({ kind: 'ready', info: {} });
await running;
await connection.close();
process.exit(0);
