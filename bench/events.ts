import type { Client } from '@temporalio/client';
import type { CountersignSide } from './countersign/countersign-side.js';
import type { Side } from './side.js';
import { untilWaiting } from './until-waiting.js';

export interface EventCounts {
  bare: number;
  /** The agent proposes and the worker executes. */
  withAgent: number;
  /** The caller brings the action, takes the permit and reports. */
  callerExecutes: number;
}

/** Events in the histories of one approved request of each kind. */
export async function countEvents(client: Client, bare: Side, countersign: CountersignSide): Promise<EventCounts> {
  const roundTrip = async (side: Side): Promise<number> => {
    const open = await side.open();
    await untilWaiting(client, open.workflowId);
    await open.decide();
    await open.closed();
    return eventsOf(client, open.workflowId);
  };
  const brought = await countersign.openBrought('caller');
  await untilWaiting(client, brought.workflowId);
  await brought.decide();
  await untilWaiting(client, brought.workflowId);
  await brought.run();
  await brought.closed();
  return {
    bare: await roundTrip(bare),
    withAgent: await roundTrip(countersign),
    callerExecutes: await eventsOf(client, brought.workflowId),
  };
}

async function eventsOf(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return events?.length ?? 0;
}
