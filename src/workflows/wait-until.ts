import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { NextStep, TimerKind } from '../contracts/move-view.js';

const TIMER_TEXT: Readonly<Record<TimerKind, string>> = {
  reminder: 'remind the reviewers',
  escalation: 'ask further people',
  replacement: 'ask other people instead',
  page: 'page somebody',
  deadline: 'deadline of this revision',
  claim_over: 'it is free again',
  pause_over: 'the clock goes on without an answer',
  run_from: 'veto window or freeze ends; the effect may start',
  usable_until: 'the approval must be used by then',
  lease: 'the caller must have reported by then',
};

/** Waits for the time (ms since the epoch; null: no time) or for news, whichever comes first. The timer carries its reason for the Temporal UI. */
export async function waitUntil(
  { untilMs, timer, because }: Pick<Extract<NextStep, { do: 'wait' }>, 'untilMs' | 'timer' | 'because'>,
  news: () => boolean,
): Promise<void> {
  if (news()) return;
  const scope = new CancellationScope();
  try {
    await scope.run(async () => {
      const woken = condition(news);
      if (untilMs === null) return woken;
      const summary = because ?? (timer ? TIMER_TEXT[timer] : 'next look');
      // A millisecond more, so that what was to happen is due when we look.
      await Promise.race([woken, sleep(Math.max(1, untilMs - Date.now() + 1), { summary })]);
    });
  } finally {
    // Both promises end with the scope: a forgotten condition would be evaluated on every later activation.
    scope.cancel();
  }
}
