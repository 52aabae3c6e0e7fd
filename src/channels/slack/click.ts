import { assertNever } from '../../contracts/assert-never.js';
import { questionArgsSchema, QUESTION_TYPE } from '../../contracts/action.js';
import { NOT_COUNTED_TEXT, type DecideBody } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { isDeliveredCard } from '../../ledger/slack-messages.js';
import { parseButtonValue, type ButtonRef } from './button-value.js';
import type { Caller } from './caller.js';
import { answerModal, approveModal, askModal } from './comment-modals.js';
import { decide, NOT_RECORDED_TEXT, type Place } from './decide.js';
import type { DoorDeps } from './door-deps.js';
import { editModal } from './edit-modal.js';
import { editableFields } from './editable-fields.js';
import type { Modal } from './kit.js';
import type { BlockActions } from './payloads.js';
import { rejectModal } from './reject-modal.js';
import { acknowledge, type Reply } from './reply.js';
import type { ModalName } from './seal.js';
import { describeSlackError } from './slack-error.js';

/** A button of a card, clicked by a known person. */
export async function click(deps: DoorDeps, caller: Caller, payload: BlockActions): Promise<Reply> {
  const { db, intake, log, whisper } = deps;
  const [action] = payload.actions;
  const claim = parseButtonValue(action?.selected_option?.value ?? action?.value ?? '');
  const place: Place = { channel: payload.container.channel_id ?? null, ts: payload.container.message_ts ?? null };
  const tell = (text: string): Reply =>
    acknowledge({ kind: 'nothing' }, () => whisper({ user: caller.user, channel: place.channel }, text));
  const unrecorded: Reply = {
    kind: 'unrecorded',
    afterwards: () => whisper({ user: caller.user, channel: place.channel }, NOT_RECORDED_TEXT),
  };
  if (action === undefined || claim === undefined) {
    log.warn({ user: caller.user, reason: 'forged_value' }, 'slack interaction refused');
    return tell('This button is not one of ours. Nothing was recorded.');
  }
  const { name, ref } = claim;
  if (name === 'page') return acknowledge();

  let view: RequestView;
  try {
    const ours =
      place.channel !== null && place.ts !== null && (await isOurCard(db, ref.requestId, { channel: place.channel, ts: place.ts }));
    if (!ours) {
      log.warn({ user: caller.user, requestId: ref.requestId, reason: 'not_our_card' }, 'slack interaction refused');
      return tell(
        'This button was not on a card that Countersign put here. Nothing was recorded. If the card is only just there, please try again in a minute.',
      );
    }
    const answer = await intake.view({ kind: 'person', personId: caller.person.id }, ref.requestId);
    if (answer.kind === 'refused') return tell(answer.message);
    view = answer.value;
  } catch (error) {
    log.error({ err: error, requestId: ref.requestId }, 'slack click not recorded');
    return unrecorded;
  }

  async function record(body: Pick<DecideBody, 'verb' | 'answer'>): Promise<Reply> {
    const decisionId = `slack:${caller.team}:${caller.user}:${action?.action_ts}`;
    const result = await decide(deps, caller, place, ref.requestId, { ...body, revision: ref.revision, digest: ref.digest, decisionId });
    switch (result.kind) {
      case 'recorded':
        return acknowledge({ kind: 'nothing' }, result.afterwards);
      case 'refused':
        return tell(result.message);
      case 'unrecorded':
        return unrecorded;
      default:
        return assertNever(result);
    }
  }

  async function open(modal: ModalName, render: (metadata: string) => Modal): Promise<Reply> {
    const stale = whyStale(view, ref);
    if (stale !== null && modal !== 'ask') return tell(stale);
    const metadata = deps.seal.close({
      modal,
      ...ref,
      channel: place.channel ?? '',
      ts: place.ts ?? '',
      user: caller.user,
      team: caller.team,
    });
    try {
      await deps.client.views.open({ trigger_id: payload.trigger_id, view: render(metadata) });
      return acknowledge();
    } catch (error) {
      log.warn({ error: describeSlackError(error), requestId: ref.requestId, modal }, 'slack dialog not opened');
      return tell(`The dialog could not be opened. Please try again, or decide on the request page: ${view.links.page}`);
    }
  }

  switch (name) {
    case 'approve':
      return view.plan?.requireComment.includes('approve') && whyStale(view, ref) === null
        ? open('approve', (metadata) => approveModal(view, metadata))
        : record({ verb: 'approve' });
    case 'escalate':
      return record({ verb: 'escalate' });
    case 'reject':
      return open('reject', (metadata) => rejectModal(view, metadata));
    case 'answer':
      return open('answer', (metadata) => answerModal(view, metadata));
    case 'ask':
      return open('ask', (metadata) => askModal(view, metadata));
    case 'edit': {
      const form = await editableFields(deps.db, view);
      if (form.kind === 'unsupported')
        return tell(`This cannot be edited here, because ${form.why}. The request page can: ${view.links.page}`);
      return open('edit', (metadata) => editModal(view, form.fields, metadata));
    }
    default: {
      const option = optionOf(view, ref, Number(name.slice('option'.length)));
      return option === null
        ? tell(whyStale(view, ref) ?? 'This question has no such option.')
        : record({ verb: 'answer', answer: option });
    }
  }
}

/** A click can come before the post's answer is recorded: looks again for a second, well within Slack's three. */
async function isOurCard(db: DoorDeps['db'], requestId: string, message: { channel: string; ts: string }): Promise<boolean> {
  for (let look = 1; look <= 5; look += 1) {
    if (await isDeliveredCard(db, requestId, message)) return true;
    if (look < 5) await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}

/** Why the person should look again before a dialog is worth opening; what comes in anyway is judged when it is counted. */
export function whyStale(view: RequestView, ref: ButtonRef): string | null {
  if (view.revision !== ref.revision) return NOT_COUNTED_TEXT.stale_revision;
  if (view.digest !== ref.digest) return NOT_COUNTED_TEXT.stale_digest;
  if (view.resolution !== null) return NOT_COUNTED_TEXT.already_closed;
  return view.status === 'pending' ? null : NOT_COUNTED_TEXT.not_open;
}

/** The option's own text comes from the revision that was shown, never from the button. */
function optionOf(view: RequestView, ref: ButtonRef, index: number): string | null {
  const shown = view.revisions.find(({ revision, digest }) => revision === ref.revision && digest === ref.digest)?.action;
  if (shown?.type !== QUESTION_TYPE) return null;
  const args = questionArgsSchema.safeParse(shown.args);
  return args.success ? (args.data.options?.[index]?.name ?? null) : null;
}
