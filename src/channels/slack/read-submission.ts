import { assertNever } from '../../contracts/assert-never.js';
import type { DecideBody } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { personOfIdentity } from '../../ledger/identities.js';
import type { Caller } from './caller.js';
import { readChoice } from './choices-modal.js';
import { missingWords, readComment, readWords } from './comment-modals.js';
import { whyStale } from './dialogs.js';
import type { DoorDeps } from './door-deps.js';
import { EDIT_COMMENT } from './edit-modal.js';
import { editableFields } from './editable-fields.js';
import { readDelegate, readReassign, type HandOverInput, type PersonOf } from './hand-over-modals.js';
import { valueOf, type ModalValues } from './modal-values.js';
import { atFields, readForm } from './read-form.js';
import { readReject } from './reject-modal.js';
import type { ModalName, Sealed } from './seal.js';
import { readVerdict } from './settle-modals.js';
import { readSpan } from './time-modals.js';

export type SaidBody = Pick<DecideBody, 'verb' | 'comment' | 'args' | 'answer' | 'to' | 'from' | 'for'>;

/** What somebody said with a dialog. */
export type Said =
  | { kind: 'decide'; body: SaidBody }
  | { kind: 'ask'; text: string }
  | { kind: 'reply'; text: string }
  | { kind: 'override'; resolution: 'approved' | 'rejected'; reason: string }
  /** Another dialog asks on. */
  | { kind: 'dialog'; modal: ModalName }
  /** By block id, as Slack wants them. */
  | { kind: 'errors'; errors: Record<string, string> }
  | { kind: 'notice'; title: string; text: string };

export async function readSubmission(
  deps: DoorDeps,
  caller: Caller,
  sealed: Sealed,
  view: RequestView,
  values: ModalValues,
): Promise<Said> {
  switch (sealed.modal) {
    case 'approve':
      return withText(values, (comment) => ({ kind: 'decide', body: { verb: 'approve', comment } }));
    case 'answer':
      return withText(values, (answer) => ({ kind: 'decide', body: { verb: 'answer', answer } }));
    case 'ask':
      return withText(values, (text) => ({ kind: 'ask', text }));
    case 'reply':
      return withText(values, (text) => ({ kind: 'reply', text }));
    case 'reject': {
      const input = readReject(values, view);
      return input.kind === 'errors' ? input : decided(input.verb, input.comment);
    }
    case 'deny': {
      const words = readWords(values, view, 'deny');
      return words.kind === 'errors' ? words : decided('deny', words.comment);
    }
    case 'edit':
      return readEdit(deps, sealed, view, values);
    case 'choices': {
      const choice = readChoice(values, view);
      return choice.kind === 'verb' ? decided(choice.verb, choice.comment) : choice;
    }
    case 'delegate':
      return handedOver('delegate', await readDelegate(values, view, personIn(deps, caller)));
    case 'reassign':
      return handedOver('reassign', await readReassign(values, view, personIn(deps, caller)));
    case 'extend':
    case 'snooze': {
      const span = readSpan(values, view, sealed.modal);
      return span.kind === 'errors' ? span : decided(sealed.modal, span.comment, { for: span.for });
    }
    case 'settle': {
      const input = readVerdict(values, ['happened', 'did_not_happen', 'compensate']);
      return input.kind === 'errors' ? input : decided('settle', input.comment, { answer: input.verdict });
    }
    case 'override': {
      const input = readVerdict(values, ['approved', 'rejected']);
      return input.kind === 'errors' ? input : { kind: 'override', resolution: input.verdict, reason: input.comment };
    }
    default:
      return assertNever(sealed.modal);
  }
}

async function readEdit(deps: DoorDeps, sealed: Sealed, view: RequestView, values: ModalValues): Promise<Said> {
  // The form is made from the revision that was shown; against another one its fields would be read wrongly.
  const stale = whyStale(view, sealed, 'edit');
  if (stale !== null) return { kind: 'notice', title: 'Not counted', text: stale };
  const form = await editableFields(deps.db, view);
  if (form.kind === 'unsupported')
    return { kind: 'notice', title: 'Not recorded', text: `This cannot be edited here, because ${form.why}.` };
  const input = readForm(form.fields, values);
  if (input.kind === 'errors') return input;
  const problems = deps.checkArgs(form.schema, input.args);
  if (problems.length > 0) return { kind: 'errors', errors: atFields(form.fields, problems) };
  const comment = valueOf(values, EDIT_COMMENT).trim();
  return decided('edit', comment === '' ? undefined : comment, { args: input.args });
}

function withText(values: ModalValues, say: (text: string) => Said): Said {
  const text = readComment(values);
  return text === '' ? missingWords : say(text);
}

function decided(verb: SaidBody['verb'], comment: string | undefined, more: Partial<SaidBody> = {}): Said {
  return { kind: 'decide', body: { verb, ...(comment === undefined ? {} : { comment }), ...more } };
}

function handedOver(verb: 'delegate' | 'reassign', input: HandOverInput): Said {
  if (input.kind === 'errors') return input;
  return decided(verb, input.comment, { to: input.to, ...(input.from === undefined ? {} : { from: input.from }) });
}

/** Only people whom an administrator linked, or who signed in, can be named. */
function personIn({ db }: DoorDeps, { team }: Caller): PersonOf {
  return async (account) => (await personOfIdentity(db, { channel: 'slack', tenant: team, subject: account }))?.id ?? null;
}
