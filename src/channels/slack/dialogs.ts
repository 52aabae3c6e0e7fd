import { assertNever } from '../../contracts/assert-never.js';
import { NOT_COUNTED_TEXT } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { VIEWER_TEXT } from '../../contracts/viewer.js';
import { listGroups } from '../../ledger/groups.js';
import { hasPermission, namesOf } from '../../ledger/people.js';
import type { ButtonRef } from './button-value.js';
import type { Caller } from './caller.js';
import { peopleNamed } from './card-standing.js';
import { choicesModal } from './choices-modal.js';
import { answerModal, approveModal, askModal, denyModal, replyModal } from './comment-modals.js';
import type { DoorDeps } from './door-deps.js';
import { editModal } from './edit-modal.js';
import { editableFields } from './editable-fields.js';
import { delegateModal, reassignModal } from './hand-over-modals.js';
import type { Modal } from './kit.js';
import { labelsWith } from './labels.js';
import { isOpenQuestion } from './question-card.js';
import { rejectModal } from './reject-modal.js';
import type { ModalName, Sealed } from './seal.js';
import { overrideModal, settleModal } from './settle-modals.js';
import { extendModal, extensionLeftMs, snoozeModal } from './time-modals.js';

/** What a dialog is about: all but the time is the card's and the caller's. */
export type Dialog = Omit<Sealed, 'until'>;

export type Opened = { kind: 'modal'; modal: Modal } | { kind: 'refused'; text: string };

/** The dialog for this person, sealed; or why it is not worth opening. What comes in anyway is judged when it is counted. */
export async function openDialog(deps: DoorDeps, caller: Caller, view: RequestView, dialog: Dialog): Promise<Opened> {
  // Whoever asked for something answers questions about it, viewer or not.
  if (caller.person.viewer && dialog.modal !== 'reply') return refused(VIEWER_TEXT);
  const stale = whyStale(view, dialog, dialog.modal);
  if (stale !== null) return refused(stale);
  const metadata = deps.seal.close(dialog);
  switch (dialog.modal) {
    case 'approve':
      return opened(approveModal(view, metadata));
    case 'reject':
      return opened(rejectModal(view, metadata));
    case 'answer':
      return opened(answerModal(view, metadata));
    case 'ask':
      return opened(askModal(view, metadata));
    case 'deny':
      return opened(denyModal(view, metadata));
    case 'edit': {
      const form = await editableFields(deps.db, view);
      if (form.kind === 'form') return opened(editModal(view, form.fields, metadata));
      return refused(`This cannot be edited here, because ${form.why}. The request page can: ${view.links.page}`);
    }
    case 'choices': {
      const [assign, override] = await Promise.all([
        hasPermission(deps.db, caller.person.id, 'assign'),
        hasPermission(deps.db, caller.person.id, 'override'),
      ]);
      return opened(choicesModal(view, caller.person.id, { assign, override }, metadata));
    }
    case 'delegate':
      return opened(delegateModal(view, metadata));
    case 'reassign': {
      const [names, groups] = await Promise.all([namesOf(deps.db, peopleNamed(view)), listGroups(deps.db, { after: null, limit: 100 })]);
      const ids = groups.map(({ id }) => id);
      return opened(reassignModal(view, labelsWith(names), ids, metadata));
    }
    case 'extend':
      return extensionLeftMs(view) === 0 ? refused(NOT_COUNTED_TEXT.extension_refused) : opened(extendModal(view, metadata));
    case 'snooze':
      return (view.plan?.snoozeMaxMs ?? 0) === 0 ? refused(NOT_COUNTED_TEXT.snooze_refused) : opened(snoozeModal(view, metadata));
    case 'settle':
      return opened(settleModal(view, metadata));
    case 'override':
      return opened(overrideModal(view, metadata));
    case 'reply':
      return opened(replyModal(view, dialog.question ?? '', metadata));
    default:
      return assertNever(dialog.modal);
  }
}

/** Why the person should look again before a dialog is worth opening. */
export function whyStale(view: RequestView, ref: ButtonRef & { question?: string | null }, modal: ModalName): string | null {
  // A question is about what was shown, whatever became of it.
  if (modal === 'ask') return null;
  if (modal === 'reply') return isOpenQuestion(view, ref.question ?? '') ? null : 'This question needs no answer any more.';
  if (view.revision !== ref.revision) return NOT_COUNTED_TEXT.stale_revision;
  if (view.digest !== ref.digest) return NOT_COUNTED_TEXT.stale_digest;
  if (modal === 'settle') return view.status === 'unknown' ? null : NOT_COUNTED_TEXT.not_unknown;
  // Until the effect is claimed a denial still counts.
  if (modal === 'deny' && view.status === 'approved') return null;
  if (view.resolution !== null) return NOT_COUNTED_TEXT.already_closed;
  return view.status === 'pending' ? null : NOT_COUNTED_TEXT.not_open;
}

function opened(modal: Modal): Opened {
  return { kind: 'modal', modal };
}

function refused(text: string): Opened {
  return { kind: 'refused', text };
}
