import { condition, defineSignal, proxyActivities, proxySinks, setHandler, type Sinks } from '@temporalio/workflow';

export interface BareActivities {
  propose(n: number): Promise<{ text: string }>;
  execute(n: number): Promise<{ said: string }>;
}

export interface BareSinks extends Sinks {
  driver: { waits(n: number): void };
}

export const decided = defineSignal<[string]>('decided');

const { propose, execute } = proxyActivities<BareActivities>({ startToCloseTimeout: '10m' });
const { driver } = proxySinks<BareSinks>();

/** What one would write first: propose, wait for a person under a deadline, execute. Nothing is checked, recorded, shown or undone. */
export async function bareApproval(n: number): Promise<string> {
  let verb: string | undefined;
  setHandler(decided, (said) => void (verb = said));
  await propose(n);
  driver.waits(n);
  const inTime = await condition(() => verb !== undefined, '4h');
  if (!inTime || verb !== 'approve') return 'rejected';
  await execute(n);
  return 'executed';
}
