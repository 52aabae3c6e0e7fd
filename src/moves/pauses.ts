import type { NextStep } from '../contracts/move-view.js';
import { pauseActorText, type Pause } from '../contracts/pause.js';
import { visibleLine } from '../contracts/visible-text.js';
import type { RequestState } from '../domain/state.js';
import { nextStep } from '../domain/wakeups.js';
import { pauseInForce } from '../ledger/pauses.js';
import type { RequestRow } from '../ledger/requests.js';
import type { Session } from './session.js';

/**
 * What the kill switch holds of this request now. Asked just before an effect, in the transaction that claims it: where this finds nothing, no
 * pause is answered before that transaction has ended. It is noted on the request once, and once when nothing holds it any more.
 */
export async function pausedFor(session: Session): Promise<Pause | null> {
  const { agent, type } = session.row;
  const pause = await pauseInForce(session.tx, { agent, type });
  session.hold(pause);
  return pause;
}

/** A run whose effect is held looks again after this long by itself, milliseconds. Whoever resumes wakes it; this is for what got lost. */
const LOOK_AGAIN_MS = 60_000;
/** Longest summary that the Temporal UI shows in a list without cutting, in characters. */
const SUMMARY_CHARACTERS = 200;

/** What the run does while its effect is held: waits, and says why. Everything else goes on as it would. */
export function heldStep(row: Pick<RequestRow, 'requested_by_kind'>, state: RequestState, pause: Pause | null, nowMs: number): NextStep {
  const step = nextStep(state);
  // A workflow that executes itself gets its permit from the run; other callers come and ask.
  const asksForPermit = row.requested_by_kind === 'workflow' && state.status === 'approved' && state.due;
  if (pause === null || !(step.do === 'execute' || (step.do === 'wait' && asksForPermit))) return step;
  const lookAtMs = nowMs + LOOK_AGAIN_MS;
  const untilMs = state.status === 'approved' ? Math.min(lookAtMs, state.usableUntilMs) : lookAtMs;
  return { do: 'wait', untilMs, timer: null, because: visibleLine(pausedText(pause)).slice(0, SUMMARY_CHARACTERS).toWellFormed() };
}

export function pausedText({ reason, by }: Pause): string {
  return `effects are paused: ${reason} (${pauseActorText(by)})`;
}
