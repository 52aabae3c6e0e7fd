import { Client, Connection } from '@temporalio/client';
import { startOversightWorker, type TemporalAddress } from './worker.js';

/** Task queue of the worker in worker.ts. */
const OWN_TASK_QUEUE = 'oversight-demo';

/** A client of Temporal and the worker of this example. */
export async function connectDemo(at: TemporalAddress): Promise<{ temporal: Client; ownTaskQueue: string; stop(): Promise<void> }> {
  const worker = await startOversightWorker(at, OWN_TASK_QUEUE);
  // No interceptors, which are the SDK's retries: one that is due after `close` throws where nobody can catch it.
  const connection = await Connection.connect({ address: at.address, interceptors: [] });
  return {
    temporal: new Client({ connection, namespace: at.namespace }),
    ownTaskQueue: OWN_TASK_QUEUE,
    async stop() {
      await worker.stop();
      await connection.close();
    },
  };
}
