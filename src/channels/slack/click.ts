import { assertNever } from '../../contracts/assert-never.js';
import { questionArgsSchema, QUESTION_TYPE } from '../../contracts/action.js';
import type { DecideBody } from '../../contracts/decision.js';
import type { RequestView } from '../../contracts/view.js';
import { deliveredAt } from '../../ledger/slack-messages.js';
import { parseButtonValue, type ButtonName, type ButtonRef } from './button-value.js';
import type { Caller } from './caller.js';
import { asksForWords } from './comment-modals.js';
import { decide, NOT_RECORDED_TEXT, type Place } from './decide.js';
import { openDialog, whyStale } from './dialogs.js';
import type { DoorDeps } from './door-deps.js';
import type { BlockActions } from './payloads.js';
import { acknowledge, type Reply } from './reply.js';
import type { ModalName } from './seal.js';
import { describeSlackError } from './slack-error.js';

/** One click, with what it is about found and checked. */
interface Click {
  caller: Caller;
  place: { channel: string; ts: string };
  ref: ButtonRef;
  view: RequestView;
  /** The question that the message asks; null on everything but a question. */
  question: string | null;
  triggerId: string;
  decisionId: string;
}

/** A button of a card, clicked by a known person. */
export async function click(deps: DoorDeps, caller: Caller, payload: BlockActions): Promise<Reply> {
  const { intake, log } = deps;
  const [action] = payload.actions;
  const claim = parseButtonValue(action?.selected_option?.value ?? action?.value ?? '');
  const place: Place = { channel: payload.container.channel_id ?? null, ts: payload.container.message_ts ?? null };
  if (action === undefined || claim === undefined) {
    log.warn({ user: caller.user, reason: 'forged_value' }, 'slack interaction refused');
    return tell(deps, caller, place, 'This button is not one of ours. Nothing was recorded.');
  }
  const { name, ref } = claim;
  if (name === 'page') return acknowledge();
  try {
    const card = await cardAt(deps.db, ref.requestId, place);
    if (card === null) {
      log.warn({ user: caller.user, requestId: ref.requestId, reason: 'not_our_card' }, 'slack interaction refused');
      return tell(
        deps,
        caller,
        place,
        'This button was not on a card that Countersign put here. Nothing was recorded. If the card is only just there, please try again in a minute.',
      );
    }
    const answer = await intake.view({ kind: 'person', personId: caller.person.id }, ref.requestId);
    if (answer.kind === 'refused') return tell(deps, caller, place, answer.message);
    const decisionId = `slack:${caller.team}:${caller.user}:${action.action_ts}`;
    const question = card.kind === 'question' ? card.topic : null;
    return await act(deps, { caller, place: card.at, ref, view: answer.value, question, triggerId: payload.trigger_id, decisionId }, name);
  } catch (error) {
    log.error({ err: error, requestId: ref.requestId }, 'slack click not recorded');
    return unrecorded(deps, caller, place);
  }
}

async function act(deps: DoorDeps, clicked: Click, name: ButtonName): Promise<Reply> {
  const { view, ref } = clicked;
  switch (name) {
    case 'approve':
      return asksForWords(view, 'approve') && whyStale(view, ref, 'approve') === null
        ? open(deps, clicked, 'approve')
        : record(deps, clicked, { verb: 'approve' });
    case 'claim':
    case 'retract':
    case 'escalate':
      return record(deps, clicked, { verb: name });
    case 'reject':
    case 'edit':
    case 'answer':
    case 'ask':
    case 'delegate':
    case 'choices':
    case 'deny':
    case 'settle':
    case 'reply':
      return open(deps, clicked, name);
    case 'page':
      return acknowledge();
    default: {
      const option = optionOf(view, ref, Number(name.slice('option'.length)));
      return option === null
        ? tell(deps, clicked.caller, clicked.place, whyStale(view, ref, 'answer') ?? 'This question has no such option.')
        : record(deps, clicked, { verb: 'answer', answer: option });
    }
  }
}

async function record(
  deps: DoorDeps,
  { caller, place, ref, decisionId }: Click,
  body: Pick<DecideBody, 'verb' | 'answer'>,
): Promise<Reply> {
  const { requestId, revision, digest } = ref;
  const result = await decide(deps, caller, place, requestId, { ...body, revision, digest, decisionId });
  switch (result.kind) {
    case 'recorded':
      return acknowledge({ kind: 'nothing' }, result.afterwards);
    case 'refused':
      return tell(deps, caller, place, result.message);
    case 'unrecorded':
      return unrecorded(deps, caller, place);
    default:
      return assertNever(result);
  }
}

async function open(deps: DoorDeps, { caller, place, ref, view, question, triggerId }: Click, name: ModalName): Promise<Reply> {
  const dialog = { modal: name, ...ref, ...place, question, user: caller.user, team: caller.team };
  const opened = await openDialog(deps, caller, view, dialog);
  if (opened.kind === 'refused') return tell(deps, caller, place, opened.text);
  try {
    await deps.client.views.open({ trigger_id: triggerId, view: opened.modal });
    return acknowledge();
  } catch (error) {
    deps.log.warn({ error: describeSlackError(error), requestId: ref.requestId, modal: name }, 'slack dialog not opened');
    return tell(deps, caller, place, `The dialog could not be opened. Please try again, or decide on the request page: ${view.links.page}`);
  }
}

function tell({ whisper }: DoorDeps, { user }: Caller, { channel }: Place, text: string): Reply {
  return acknowledge({ kind: 'nothing' }, () => whisper({ user, channel }, text));
}

function unrecorded({ whisper }: DoorDeps, { user }: Caller, { channel }: Place): Reply {
  return { kind: 'unrecorded', afterwards: () => whisper({ user, channel }, NOT_RECORDED_TEXT) };
}

/** What was delivered there. A click can come before the post's answer is recorded: looks again for a second, well within Slack's three. */
async function cardAt(db: DoorDeps['db'], requestId: string, { channel, ts }: Place) {
  if (channel === null || ts === null) return null;
  for (let look = 1; look <= 5; look += 1) {
    const found = await deliveredAt(db, requestId, { channel, ts });
    if (found !== null) return { ...found, at: { channel, ts } };
    if (look < 5) await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return null;
}

/** The option's own text comes from the revision that was shown, never from the button. */
function optionOf(view: RequestView, ref: ButtonRef, index: number): string | null {
  const shown = view.revisions.find(({ revision, digest }) => revision === ref.revision && digest === ref.digest)?.action;
  if (shown?.type !== QUESTION_TYPE) return null;
  const args = questionArgsSchema.safeParse(shown.args);
  return args.success ? (args.data.options?.[index]?.name ?? null) : null;
}
