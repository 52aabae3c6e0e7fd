import { assertNever } from '../../contracts/assert-never.js';
import type { RequestView } from '../../contracts/view.js';
import { expectAnswer } from '../../ledger/deliveries.js';
import { canonicalJson, sha256Hex } from '../../ledger/digest.js';
import type { Answer } from '../../intake/intake.js';
import { askInThread } from './ask-in-thread.js';
import type { Caller } from './caller.js';
import { decide, followUp, NOT_RECORDED_TEXT } from './decide.js';
import { openDialog } from './dialogs.js';
import type { DoorDeps } from './door-deps.js';
import { noticeModal } from './modal.js';
import type { ViewSubmission } from './payloads.js';
import { readSubmission, type Said, type SaidBody } from './read-submission.js';
import { acknowledge, type Reply } from './reply.js';
import type { Sealed } from './seal.js';

/** A dialog, submitted by a known person. */
export async function submit(deps: DoorDeps, caller: Caller, payload: ViewSubmission): Promise<Reply> {
  const { view: submitted } = payload;
  const modal = submitted.callback_id.replace(/^countersign\./, '');
  const sealed = deps.seal.open(submitted.private_metadata, { modal, user: caller.user, team: caller.team });
  if (sealed === undefined) {
    deps.log.warn({ user: caller.user, reason: 'unsealed_view' }, 'slack interaction refused');
    return notice(
      'Not recorded',
      'This dialog was not opened here, or too long ago. Nothing was recorded; please use the card’s buttons again.',
    );
  }
  try {
    const answer = await deps.intake.view({ kind: 'person', personId: caller.person.id }, sealed.requestId);
    if (answer.kind === 'refused') return notice('Not recorded', answer.message);
    const said = await readSubmission(deps, caller, sealed, answer.value, submitted.state.values);
    return await act(deps, { caller, sealed, view: answer.value, viewId: submitted.id }, said);
  } catch (error) {
    deps.log.error({ err: error, requestId: sealed.requestId }, 'slack dialog not recorded');
    return notice('Not recorded', NOT_RECORDED_TEXT);
  }
}

interface Submission {
  caller: Caller;
  sealed: Sealed;
  view: RequestView;
  viewId: string;
}

async function act(deps: DoorDeps, submission: Submission, said: Said): Promise<Reply> {
  const { caller, sealed, view } = submission;
  switch (said.kind) {
    case 'decide':
      return record(deps, submission, said.body);
    case 'ask':
      return ask(deps, submission, said.text);
    case 'reply':
      return reply(deps, submission, said.text);
    case 'override':
      return override(deps, submission, said);
    case 'dialog': {
      const { until: _, ...dialog } = sealed;
      const next = await openDialog(deps, caller, view, { ...dialog, modal: said.modal });
      return next.kind === 'modal' ? acknowledge({ kind: 'update', view: next.modal }) : notice('Not possible', next.text);
    }
    case 'errors':
      return acknowledge({ kind: 'errors', errors: said.errors });
    case 'notice':
      return notice(said.title, said.text);
    default:
      return assertNever(said);
  }
}

/** The same submission delivered twice counts once; one that was corrected after an error is another decision. */
function decisionIdOf({ caller, viewId }: Submission, said: object): string {
  return `slack:${caller.team}:${caller.user}:${viewId}:${sha256Hex(canonicalJson({ ...said })).slice(0, 16)}`;
}

async function record(deps: DoorDeps, submission: Submission, body: SaidBody): Promise<Reply> {
  const { requestId, revision, digest, channel, ts } = submission.sealed;
  const decisionId = decisionIdOf(submission, body);
  const result = await decide(deps, submission.caller, { channel, ts }, requestId, { ...body, revision, digest, decisionId });
  switch (result.kind) {
    case 'recorded':
      return acknowledge({ kind: 'close' }, result.afterwards);
    case 'refused':
      return notice('Not recorded', result.message);
    case 'unrecorded':
      return notice('Not recorded', NOT_RECORDED_TEXT);
    default:
      return assertNever(result);
  }
}

/** In the thread for people; in the record, where the agent is asked too, or whoever asked for the action. The answer comes back here. */
async function ask(deps: DoorDeps, submission: Submission, text: string): Promise<Reply> {
  const { caller, sealed, view } = submission;
  const problem = await askInThread(deps, caller, sealed, view, text);
  if (problem !== null) return problem;
  const body = { verb: 'ask' as const, comment: text };
  // Before the question itself, so that no answer can be faster.
  await expectAnswer(deps.db, sealed.requestId, sealed, decisionIdOf(submission, body));
  return record(deps, submission, body);
}

async function reply({ intake }: DoorDeps, { caller, sealed }: Submission, text: string): Promise<Reply> {
  const by = { kind: 'person' as const, personId: caller.person.id };
  return closedOr(await intake.answerQuestion(by, sealed.requestId, { decisionId: sealed.question ?? '', answer: text }));
}

async function override(
  deps: DoorDeps,
  submission: Submission,
  { resolution, reason }: Extract<Said, { kind: 'override' }>,
): Promise<Reply> {
  const { caller, sealed } = submission;
  const { requestId, digest, channel, ts } = sealed;
  const by = { kind: 'person' as const, personId: caller.person.id };
  const decisionId = decisionIdOf(submission, { verb: 'override', resolution, reason });
  const answer = await deps.intake.override(by, requestId, { resolution, digest, reason, decisionId }, { channel: 'slack' });
  if (answer.kind === 'refused') return notice('Not recorded', answer.message);
  const receipt = answer.value;
  return acknowledge({ kind: 'close' }, () => followUp(deps, caller, { channel, ts }, requestId, receipt));
}

function closedOr(answer: Answer<unknown>): Reply {
  return answer.kind === 'refused' ? notice('Not recorded', answer.message) : acknowledge({ kind: 'close' });
}

function notice(title: string, text: string): Reply {
  return acknowledge({ kind: 'update', view: noticeModal(title, text) });
}
