import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { newId } from '../../src/ledger/new-id.js';
import { temporalAddress } from '../support/servers.js';

/** A worker as somebody else runs one beside Countersign: their workflows on a task queue of their own, and an activity that notes what it did. */
export async function startTheirWorker() {
  const taskQueue = newId('theirs');
  const transferred: unknown[] = [];
  const connection = await NativeConnection.connect({ address: temporalAddress() });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./parent-workflows.ts', import.meta.url)),
    activities: {
      transfer: (args: unknown) => {
        transferred.push(args);
        return Promise.resolve('done');
      },
    },
  });
  const running = worker.run();
  return {
    taskQueue,
    transferred,
    async stop(): Promise<void> {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
