import type { types } from '@slack/bolt';
import { isHighRisk } from '../../contracts/risk.js';
import type { RequestView } from '../../contracts/view.js';
import { buttonValue, type ButtonName, type ButtonRef } from './button-value.js';
import { plain, type Block } from './kit.js';

export const ACTION_PREFIX = 'countersign.';
/** Action id of a button; the one of "More…" is `countersign.more`. */
export const actionId = (name: string) => `${ACTION_PREFIX}${name}`;

export function decideButtons(view: RequestView, ref: ButtonRef, show: { complete: boolean; editable: boolean }): Block {
  const { complete, editable } = show;
  return {
    type: 'actions',
    elements: [
      ...(complete ? [approveButton(view, ref)] : [pageButton(view, ref, 'Open to approve')]),
      button('reject', 'Reject…', ref),
      // Whoever edits answers for the whole, so that only what was shown in full can be edited here.
      ...(complete && editable ? [button('edit', 'Edit…', ref)] : []),
      more(view, ref),
    ],
  };
}

export function questionButtons(view: RequestView, ref: ButtonRef, options: readonly string[], complete: boolean): Block {
  return {
    type: 'actions',
    elements: [
      ...(complete ? options.map((text, index) => button(`option${index}`, text, ref)) : []),
      ...(complete ? [button('answer', options.length > 0 ? 'Other answer…' : 'Answer…', ref)] : [pageButton(view, ref, 'Open to answer')]),
      more(view, ref),
    ],
  };
}

/** While a denial still stops the effect. */
export function vetoButtons(ref: ButtonRef): Block {
  return {
    type: 'actions',
    elements: [{ ...button('deny', 'Deny…', ref), style: 'danger' }, button('retract', 'Take back my vote', ref)],
  };
}

export function settleButtons(view: RequestView, ref: ButtonRef): Block {
  return {
    type: 'actions',
    elements: [{ ...button('settle', 'Settle…', ref), style: 'primary' }, pageButton(view, ref, 'Open the request page')],
  };
}

export function replyButtons(view: RequestView, ref: ButtonRef): Block {
  return {
    type: 'actions',
    elements: [{ ...button('reply', 'Answer…', ref), style: 'primary' }, pageButton(view, ref, 'Open the request page')],
  };
}

function approveButton(view: RequestView, ref: ButtonRef): types.Button {
  const plainButton = {
    ...button('approve', view.plan?.requireComment.includes('approve') ? 'Approve…' : 'Approve', ref),
    style: 'primary' as const,
  };
  const risk = view.action?.risk ?? 'high';
  if (!isHighRisk(risk)) return plainButton;
  // One stray tap must not be enough where the damage is.
  return {
    ...plainButton,
    confirm: {
      title: plain(`Approve at ${risk} risk?`, 100),
      text: plain(`You approve revision ${ref.revision} of ${view.type ?? 'this action'} exactly as shown.`, 300),
      confirm: plain('Approve', 30),
      deny: plain('Not yet', 30),
    },
  };
}

function button(name: ButtonName, text: string, ref: ButtonRef): types.Button {
  return { type: 'button', action_id: actionId(name), text: plain(text, 75), value: buttonValue(name, ref) };
}

function pageButton(view: RequestView, ref: ButtonRef, text: string): types.Button {
  return { ...button('page', text, ref), url: view.links.page };
}

function more(view: RequestView, ref: ButtonRef): types.Overflow {
  const option = (name: ButtonName, text: string) => ({ text: plain(text, 75), value: buttonValue(name, ref) });
  // Slack takes five at most; the rest is behind "More choices…", where what does not apply is left out.
  return {
    type: 'overflow',
    action_id: actionId('more'),
    options: [
      option('claim', 'Take it'),
      option('delegate', 'Hand over…'),
      option('ask', 'Ask in thread…'),
      option('choices', 'More choices…'),
      { ...option('page', 'Open the request page'), url: view.links.page },
    ],
  };
}
