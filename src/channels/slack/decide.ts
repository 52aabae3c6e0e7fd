import type { Logger } from 'pino';
import { NOT_COUNTED_TEXT, type DecideBody, type Receipt } from '../../contracts/decision.js';
import type { Answer, Intake, Refusal } from '../../intake/intake.js';
import type { Caller } from './caller.js';
import type { Whisper } from './whisper.js';

/** Where the person is looking, for what is said privately afterwards. */
export interface Place {
  channel: string | null;
  ts: string | null;
}

export type Recorded = { kind: 'recorded'; afterwards: () => Promise<void> } | Refusal | { kind: 'unrecorded' };

export interface DecideDeps {
  intake: Intake;
  whisper: Whisper;
  log: Logger;
  /** True once the process stops: follow-ups end then; the card tells the rest. */
  stopping: () => boolean;
}

export const NOT_RECORDED_TEXT = 'Not recorded: the record could not be reached. Please try again in a moment.';

// Usually counted within a tenth of a second; beyond this the person should hear that it is only recorded.
const SOON_MS = 3_000;
// One long poll each; together ten minutes, after which the card itself has to tell.
const WATCH_MS = 30_000;
const WATCHES = 20;

/** Commits a decision (and returns at once, for Slack's 3 s), then tells the person privately if it did not count. */
export async function decide(
  deps: DecideDeps,
  caller: Caller,
  place: Place,
  requestId: string,
  body: DecideBody & { decisionId: string },
): Promise<Recorded> {
  let answer: Answer<Receipt>;
  try {
    answer = await deps.intake.decide(caller.person.id, requestId, body, { channel: 'slack', watchMs: 0 });
  } catch (error) {
    deps.log.error({ err: error, requestId, person: caller.person.id }, 'slack decision not recorded');
    return { kind: 'unrecorded' };
  }
  if (answer.kind === 'refused') {
    deps.log.warn({ requestId, person: caller.person.id, code: answer.code }, 'slack decision refused');
    return answer.status === 503 ? { kind: 'unrecorded' } : answer;
  }
  const receipt = answer.value;
  return { kind: 'recorded', afterwards: () => followUp(deps, caller, place, requestId, receipt) };
}

/** Tells the person privately if it did not count, once that is known. */
export async function followUp(
  { intake, whisper, log, stopping }: DecideDeps,
  caller: Caller,
  place: Place,
  requestId: string,
  first: Receipt,
): Promise<void> {
  const tell = (text: string) => whisper({ user: caller.user, channel: place.channel }, text);
  try {
    let receipt: Receipt = first;
    for (let watch = 0; receipt.counted === null && watch <= WATCHES && !stopping(); watch += 1) {
      const answer = await intake.receipt(requestId, first.decisionId, watch === 0 ? SOON_MS : WATCH_MS);
      if (answer.kind === 'refused') return;
      receipt = answer.value;
      if (receipt.counted === null && watch === 0)
        await tell('Your decision is recorded, but not yet counted. You will hear if it does not count.');
    }
    // A decision that counted shows on the card; the others only their author should see.
    if (receipt.counted === false && receipt.reason !== null) await tell(NOT_COUNTED_TEXT[receipt.reason]);
  } catch (error) {
    log.warn({ err: error, requestId }, 'could not follow a slack decision');
  }
}
