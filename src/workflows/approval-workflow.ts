import {
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { APPROVED_SIGNAL, type ApprovalInput, type ApprovalResult } from '../contracts/approval.js';
import { assertNever } from '../contracts/assert-never.js';
import type { MoveView } from '../contracts/move-view.js';
import { MAX_SIGNALS_PER_RUN } from './activity-options.js';
import { answering } from './answering.js';
import { compensate, runAgentStep, runEffect } from './run-effects.js';
import type { Inbox } from './inbox.js';
import { ledger } from './ledger-steps.js';
import { ATTRIBUTES, humanDecision } from './messages.js';
import { observing } from './observing.js';
import { waitUntil } from './wait-until.js';

/**
 * The durable shell of one gated action. The ledger owns status, votes and effects; this run owns time and order: it asks the ledger what is
 * next, does it or waits for it, and asks again. A lost signal, a reset or a second run therefore cannot do harm: whatever the ledger answers
 * is where the request stands.
 */
export async function approvalWorkflow(input: ApprovalInput): Promise<ApprovalResult> {
  let signals = 0;
  let cancelRequested = false;
  setHandler(humanDecision, () => void (signals += 1));
  CancellationScope.current().cancelRequested.catch(() => (cancelRequested = true));
  // Clean-up and effects must not be torn by a cancellation; it becomes a withdrawal, at a place of our choosing.
  return CancellationScope.nonCancellable(() => run(input, { signals: () => signals, cancelRequested: () => cancelRequested }));
}

async function run(input: ApprovalInput, inbox: Inbox): Promise<ApprovalResult> {
  const { requestId } = input;
  ledger.saw(input.first?.move ?? input.seen ?? 0);
  // A view that came with the start knows nothing of the signals that came with it.
  let seen = input.first ? 0 : inbox.signals();
  let withdrawn = false;
  const questions = answering(requestId);
  const ground = observing(requestId);
  let told = false;
  let shown: Shown = { status: undefined, type: undefined };
  let view = input.open ? await ledger.open(requestId, input.open) : (input.first ?? (await ledger.advance(requestId, { kind: 'none' })));
  for (;;) {
    ledger.saw(view.move);
    shown = show(view, shown);
    if (inbox.cancelRequested() && !withdrawn) {
      withdrawn = true;
      view = await ledger.advance(requestId, { kind: 'cancelRequested', reason: 'the run was cancelled in Temporal' });
      continue;
    }
    if (input.open && view.status === 'approved' && view.next.do === 'wait' && view.next.timer === 'usable_until' && !told) {
      const answer = await tellParent(view);
      told = !answer.held;
      view = answer.view;
      continue;
    }
    questions.take(view);
    ground.take(view);
    const news = () => inbox.signals() > seen || (inbox.cancelRequested() && !withdrawn);
    const { next } = view;
    switch (next.do) {
      case 'propose':
      case 'revise':
        view = await runAgentStep(view, next.do, inbox, withdrawn);
        break;
      case 'execute':
        view = await runEffect(view);
        break;
      case 'compensate':
        view = await compensate(view);
        break;
      case 'wait':
        await waitUntil(next, news);
        seen = inbox.signals();
        view = await ledger.advance(requestId, { kind: 'tick' });
        break;
      case 'close':
        return finish(view, inbox);
      default:
        return assertNever(next);
    }
    // Everything a run knows is in the ledger, and the next run starts by counting what is there: nothing is lost between the two.
    if (workflowInfo().continueAsNewSuggested || inbox.signals() > MAX_SIGNALS_PER_RUN) {
      const { open } = input;
      await continueAsNew<typeof approvalWorkflow>({ requestId, seen: ledger.seen(), ...(open && !told ? { open } : {}) });
    }
  }
}

async function finish(view: MoveView, inbox: Inbox): Promise<ApprovalResult> {
  if (inbox.cancelRequested() && view.status === 'cancelled') throw new CancelledFailure('withdrawn: the run was cancelled');
  const { requestId, status, revision, digest, resolution } = view;
  return Promise.resolve({ requestId, status, revision, digest, resolution });
}

/** `held`: effects are paused, and the parent has been told nothing yet. */
async function tellParent(view: MoveView): Promise<{ view: MoveView; held: boolean }> {
  const { parent } = workflowInfo();
  const permit = view.digest === null ? null : await ledger.takePermit(view.requestId, view.digest);
  const held = permit !== null && 'paused' in permit;
  if (permit && !held && parent) {
    try {
      await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(APPROVED_SIGNAL, { requestId: view.requestId, ...permit });
    } catch (error) {
      // The parent is gone: nobody will execute, and the permit's lease ends as `unknown` for a human to look at.
      log.warn('the parent workflow could not be told of its approval', { requestId: view.requestId, error: String(error) });
    }
  }
  return { view: await ledger.advance(view.requestId, { kind: 'none' }), held };
}

interface Shown {
  status: string | undefined;
  type: string | null | undefined;
}

/**
 * Keeps the Temporal UI true. Details cost nothing; each upsert is an event, so attributes move only when people are asked, when the outcome is
 * unknown, and at the end.
 */
function show(view: MoveView, shown: Shown): Shown {
  setCurrentDetails(view.details);
  const worthAnEvent = view.status === 'pending' || view.status === 'unknown' || view.next.do === 'close';
  // The client set these at the start where the action was known by then.
  const known = workflowInfo().typedSearchAttributes;
  const status = shown.status ?? known.get(ATTRIBUTES.status);
  const type = shown.type ?? known.get(ATTRIBUTES.type);
  if (!worthAnEvent || (status === view.status && type === (view.attributes.type ?? undefined))) return { status, type };
  const { type: actionType, risk, policy } = view.attributes;
  const pairs = [{ key: ATTRIBUTES.status, value: view.status as string }];
  if (type === undefined) {
    if (actionType) pairs.push({ key: ATTRIBUTES.type, value: actionType });
    if (risk) pairs.push({ key: ATTRIBUTES.risk, value: risk });
    if (policy) pairs.push({ key: ATTRIBUTES.policy, value: policy });
  }
  upsertSearchAttributes(pairs);
  return { status: view.status, type: type ?? actionType };
}
