import { assertNever } from '../../contracts/assert-never.js';
import type { DecideBody } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { canonicalJson, sha256Hex } from '../../ledger/digest.js';
import { askInThread } from './ask-in-thread.js';
import type { Caller } from './caller.js';
import { whyStale } from './click.js';
import { COMMENT_BLOCK, readComment } from './comment-modals.js';
import { decide, NOT_RECORDED_TEXT } from './decide.js';
import type { DoorDeps } from './door-deps.js';
import { EDIT_COMMENT } from './edit-modal.js';
import { editableFields } from './editable-fields.js';
import { noticeModal } from './modal.js';
import { valueOf } from './modal-values.js';
import type { ViewSubmission } from './payloads.js';
import { atFields, readForm } from './read-form.js';
import { readReject } from './reject-modal.js';
import { acknowledge, type Reply } from './reply.js';
import type { Sealed } from './seal.js';

type Said = { kind: 'decide'; body: Pick<DecideBody, 'verb' | 'comment' | 'args' | 'answer'> } | { kind: 'reply'; reply: Reply };

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
    const said = await read(deps, caller, sealed, answer.value, payload);
    return said.kind === 'reply' ? said.reply : await record(deps, caller, sealed, payload, said.body);
  } catch (error) {
    deps.log.error({ err: error, requestId: sealed.requestId }, 'slack dialog not recorded');
    return notice('Not recorded', NOT_RECORDED_TEXT);
  }
}

async function read(deps: DoorDeps, caller: Caller, sealed: Sealed, view: RequestView, payload: ViewSubmission): Promise<Said> {
  const { values } = payload.view.state;
  switch (sealed.modal) {
    case 'approve':
    case 'answer': {
      const text = readComment(values);
      if (text === '') return errors({ [COMMENT_BLOCK]: 'Please write something.' });
      return { kind: 'decide', body: sealed.modal === 'answer' ? { verb: 'answer', answer: text } : { verb: 'approve', comment: text } };
    }
    case 'reject': {
      const input = readReject(values, view);
      return input.kind === 'errors'
        ? errors(input.errors)
        : { kind: 'decide', body: { verb: input.verb, ...(input.comment ? { comment: input.comment } : {}) } };
    }
    case 'ask': {
      const text = readComment(values);
      if (text === '') return errors({ [COMMENT_BLOCK]: 'Please write something.' });
      const problem = await askInThread(deps, caller, sealed, view, text);
      // In the thread for people; in the record, where the agent is asked too and its answer comes onto the card.
      return problem === null ? { kind: 'decide', body: { verb: 'ask', comment: text } } : { kind: 'reply', reply: problem };
    }
    case 'edit':
      return readEdit(deps, sealed, view, payload);
    default:
      return assertNever(sealed.modal);
  }
}

async function readEdit(deps: DoorDeps, sealed: Sealed, view: RequestView, payload: ViewSubmission): Promise<Said> {
  // The form is made from the revision that was shown; against another one its fields would be read wrongly.
  const stale = whyStale(view, sealed);
  if (stale !== null) return { kind: 'reply', reply: notice('Not counted', stale) };
  const form = await editableFields(deps.db, view);
  if (form.kind === 'unsupported')
    return { kind: 'reply', reply: notice('Not recorded', `This cannot be edited here, because ${form.why}.`) };
  const input = readForm(form.fields, payload.view.state.values);
  if (input.kind === 'errors') return errors(input.errors);
  const problems = deps.checkArgs(form.schema, input.args);
  if (problems.length > 0) return errors(atFields(form.fields, problems));
  const comment = valueOf(payload.view.state.values, EDIT_COMMENT).trim();
  return { kind: 'decide', body: { verb: 'edit', args: input.args, ...(comment === '' ? {} : { comment }) } };
}

async function record(
  deps: DoorDeps,
  caller: Caller,
  sealed: Sealed,
  payload: ViewSubmission,
  body: Pick<DecideBody, 'verb' | 'comment' | 'args' | 'answer'>,
): Promise<Reply> {
  const { requestId, revision, digest, channel, ts } = sealed;
  // The same submission delivered twice counts once; one that was corrected after an error is another decision.
  const content = sha256Hex(
    canonicalJson({ verb: body.verb, comment: body.comment ?? null, args: body.args ?? null, answer: body.answer ?? null }),
  ).slice(0, 16);
  const decisionId = `slack:${caller.team}:${caller.user}:${payload.view.id}:${content}`;
  const result = await decide(deps, caller, { channel, ts }, requestId, { ...body, revision, digest, decisionId });
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

function notice(title: string, text: string): Reply {
  return acknowledge({ kind: 'update', view: noticeModal(title, text) });
}
function errors(byBlock: Record<string, string>): Said {
  return { kind: 'reply', reply: acknowledge({ kind: 'errors', errors: byBlock }) };
}
