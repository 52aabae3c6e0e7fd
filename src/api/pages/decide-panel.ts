import { objectForm, settleForm, withdrawForm } from './after-forms.js';
import { comment, form, section } from './form-parts.js';
import { html, type Content, type Html } from './html.js';
import { more, retract } from './more-forms.js';
import type { Panel } from './panel.js';
import { saidAlready } from '../review/may-words.js';
import { isQuestion } from '../review/sentence.js';
import { answer, approve, reviewSections } from './review-forms.js';
import { said } from './said.js';

/** What this visitor has said or taken already, with the way back. */
function mine(panel: Panel, nowMs: number): Content {
  const { may, view, standing, names } = panel;
  const words = saidAlready(may, view, standing, names);
  return html`${words.length > 0 && html`<p class="note ${may.vote ? 'ok' : 'info'}">${said(words, nowMs)}</p>`}
  ${may.verbs.has('retract') && may.nothing === null && html`<div class="field">${retract(panel, 'Take my vote back')}</div>`}`;
}

function reviewing(panel: Panel, nowMs: number): Html {
  const { may, view } = panel;
  const { verbs } = may;
  return html`<h2>${isQuestion(view) ? 'Your answer' : 'Your decision'}</h2>
    ${mine(panel, nowMs)} ${may.noApproval !== null && html`<p class="note info">${may.noApproval}</p>`}
    ${verbs.has('answer') && answer(panel)}${verbs.has('approve') && approve(panel)}
    <div class="actions">${reviewSections(panel)}${more(panel, [])}</div>`;
}

/** For a visitor of whom no vote is wanted: why, and what is left. */
function watching(panel: Panel): Html {
  const { may, standing, view } = panel;
  const { verbs } = may;
  const withdraw = standing.withdraw ? [{ short: 'withdraw', content: withdrawForm(panel) }] : [];
  const handed = view.awaiting?.delegations.some(({ from }) => from.id === standing.personId) ?? false;
  const denial =
    view.status === 'pending' &&
    verbs.has('deny') &&
    section(
      panel,
      'deny',
      'Deny…',
      'Takes your approval back and counts against it',
      form(panel, 'deny', html`${comment(panel, 'deny', 'Why?', 'Kept in the record.')}<button class="danger wide">Deny</button>`),
    );
  const held = view.status === 'approved' && (verbs.has('deny') || verbs.has('retract'));
  return html`${may.nothing !== null && html`<p class="lead">${may.nothing}</p>`} ${held && html`<h2>Before it runs</h2>`}
    ${verbs.has('settle') && settleForm(panel)}
    ${verbs.has('retract') && retract(panel, handed ? 'Take it back' : view.status === 'approved' ? 'Take my approval back' : 'Take my vote back')}
    <div class="actions">${view.status !== 'pending' && verbs.has('deny') && objectForm(panel)} ${denial} ${more(panel, withdraw)}</div>`;
}

/** The forms this visitor may send; null where there are none and nothing has to be explained. */
export function decidePanel(panel: Panel, nowMs: number): Html | null {
  const { may, standing } = panel;
  if (may.verbs.size === 0 && !standing.withdraw && may.nothing === null) return null;
  return html`<section class="card" id="decide" aria-label="Decide">
    ${decidable(panel) ? reviewing(panel, nowMs) : watching(panel)}
  </section>`;
}

/** Whether this visitor's vote is wanted now. */
function decidable({ view, may }: Panel): boolean {
  return view.status === 'pending' && may.nothing === null;
}

/** Where the button at the foot of a phone leads: to what waits for this visitor, not to second thoughts. */
export function wanted({ view, may }: Panel): 'decide' | 'answer' | 'settle' | null {
  if (may.verbs.has('settle')) return 'settle';
  if (may.verbs.has('answer')) return 'answer';
  return may.verbs.has('approve') || (view.status === 'pending' && may.nothing === null && may.vote === null) ? 'decide' : null;
}
