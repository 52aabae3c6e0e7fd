import { performance } from 'node:perf_hooks';
import type { Brought, CountersignSide } from './countersign/countersign-side.js';
import type { Side } from './side.js';
import { percentile } from './statistics.js';

/** Round trips per second, from start to closed, with `inFlight` under way until `total` are done. */
export async function roundTripsPerSecond(side: Side, total: number, inFlight: number): Promise<number> {
  const startedAt = performance.now();
  let left = total;
  const one = async (): Promise<void> => {
    while ((left -= 1) >= 0) {
      const open = await side.open();
      // The person decides at once: the slowest part of the real thing takes no time here.
      await open.decide();
      await open.closed();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return total / ((performance.now() - startedAt) / 1000);
}

/** Median milliseconds from the click to the call of the effect, one request at a time. */
export async function clickToEffectMs(side: Side, samples: number): Promise<number> {
  const took: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const open = await side.open();
    const startedAt = performance.now();
    // The effect can be quicker than the answer to the click.
    const decided = open.decide();
    await open.effect();
    took.push(performance.now() - startedAt);
    await decided;
    await open.closed();
  }
  return percentile(took, 0.5);
}

export interface Acknowledgements {
  p50Ms: number;
  p99Ms: number;
  /** Clicks sent per second, as it turned out; below the aim the driver was starved and the figures are worth little. */
  sentPerSecond: number;
}

/**
 * Clicks on waiting requests at a fixed rate, whether earlier ones were answered or not. Latency counts from the time at which a click was
 * due, so that a driver which falls behind makes the figures worse, not better.
 */
export async function clicksAcknowledged(
  side: CountersignSide,
  how: 'committed' | 'receipt',
  perSecond: number,
  seconds: number,
): Promise<Acknowledgements> {
  const total = perSecond * seconds;
  const waiting: Brought[] = [];
  while (waiting.length < total)
    waiting.push(...(await Promise.all(Array.from({ length: Math.min(25, total - waiting.length) }, () => side.openBrought('worker')))));
  await settled(side);

  const took: number[] = [];
  const answers: Promise<void>[] = [];
  const startedAt = performance.now();
  for (const [index, open] of waiting.entries()) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const answered = how === 'committed' ? open.commit() : open.decide();
    answers.push(answered.then(() => void took.push(performance.now() - dueAt)));
  }
  const sentPerSecond = total / ((performance.now() - startedAt) / 1000);
  await Promise.all(answers);
  await Promise.all(waiting.map((open) => open.closed()));
  return { p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99), sentPerSecond };
}

/** Opening a thousand requests leaves work behind; one that was opened after them all and has come round shows that it is done. */
async function settled(side: Side): Promise<void> {
  const last = await side.open();
  await last.decide();
  await last.closed();
}
