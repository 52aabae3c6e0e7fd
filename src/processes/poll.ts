import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is not undefined; undefined itself once `withinMs` are over. The last try comes after the deadline, never before it. */
export async function poll<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  options: { everyMs: number; withinMs: number },
): Promise<T | undefined> {
  const end = performance.now() + options.withinMs;
  for (;;) {
    const late = performance.now() >= end;
    const answer = await ask();
    if (answer !== undefined || late) return answer;
    await sleep(options.everyMs);
  }
}
