import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import { FAILURES } from '../contracts/failures.js';

/** The short steps: one SQL transaction each. */
export const LEDGER_STEP: LocalActivityOptions = {
  // A transaction takes milliseconds; a local activity that hangs delays every other request of the worker.
  startToCloseTimeout: '5s',
  // A blip is over by then; what lasts longer is waited out by a timer of the workflow, not by a held workflow task.
  retry: { maximumAttempts: 3, initialInterval: '100ms', backoffCoefficient: 3 },
};

/** Agents: somebody else's code, maybe a language model behind HTTP. */
export const AGENT_STEP: ActivityOptions = {
  // A model that plans with tools takes minutes; ten is long past what people wait for.
  startToCloseTimeout: '10m',
  // A worker that dies is noticed within this, and another one asks again.
  heartbeatTimeout: '30s',
  // Outages of a model provider last minutes; after about half an hour people should know that nothing comes.
  scheduleToCloseTimeout: '35m',
  retry: {
    initialInterval: '2s',
    backoffCoefficient: 2,
    maximumInterval: '2m',
    nonRetryableErrorTypes: [FAILURES.invalidProposal, FAILURES.requestMissing],
  },
};

/** An agent's answer to a reviewer: words, nothing more. */
export const ANSWER_STEP: ActivityOptions = {
  // A person waits for it with the request open before them; later than this they have decided.
  startToCloseTimeout: '2m',
  // The activity itself gives up after three attempts and says so; more would only be the ledger's own outage.
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumAttempts: 8, nonRetryableErrorTypes: [FAILURES.requestMissing] },
};

/** Effects. Their attempts are made safe by the claim in the ledger, not by Temporal's count. */
export const EFFECT_STEP: ActivityOptions = {
  // The longest effect we would run in one piece; longer ones should return a handle and be observed.
  startToCloseTimeout: '1h',
  // With the lease (20 s) this shows a dead worker's effect as unknown within 60 s.
  heartbeatTimeout: '15s',
  // Claims that wait for a lease, and workers that lack the action, come back until the approval runs out.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s', nonRetryableErrorTypes: [FAILURES.requestMissing] },
};

/** A look at what an action rests on. */
export const OBSERVE_STEP: ActivityOptions = {
  // A look is one call; people are reading meanwhile.
  startToCloseTimeout: '1m',
  // Until a worker has the definition; who decides sooner is asked again, so this only has to end some day.
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', nonRetryableErrorTypes: [FAILURES.requestMissing] },
};

/** Asks the definition how to undo an effect; nothing runs in it. */
export const COMPENSATE_STEP: ActivityOptions = {
  // The definition may look something up; more than this is not a look.
  startToCloseTimeout: '1m',
  // Until a worker has the definition, or a person settles it otherwise; somebody waits before the card.
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m', nonRetryableErrorTypes: [FAILURES.requestMissing] },
};

/** Pause after the ledger could not be reached: long enough for a failover, short enough that a click is counted within the minute. */
export const LEDGER_PAUSE_MS = 10_000;

/** Signals handled in one run: the server's own suggestion to continue as new does not count them, and refuses at 10,000. */
export const MAX_SIGNALS_PER_RUN = 2_000;
