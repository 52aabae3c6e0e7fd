import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onDriver, tellDriver } from '../child.js';
import type { BareActivities } from './bare-workflow.js';

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const activities: BareActivities = {
  propose: (n) => {
    tellDriver({ kind: 'proposed', n });
    return Promise.resolve({ text: `number ${n}` });
  },
  execute: (n) => {
    tellDriver({ kind: 'effect', n });
    return Promise.resolve({ said: `number ${n}` });
  },
};

const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL(`./bare-workflow.${extension}`, import.meta.url)),
  activities,
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
