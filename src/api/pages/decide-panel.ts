import { climbs } from '../../contracts/view.js';
import { isBeforeClaim } from '../../contracts/status.js';
import { questionArgsSchema } from '../../contracts/action.js';
import { editForm } from './edit-form.js';
import { exact, html, type Content, type Html, textarea } from './html.js';
import { isQuestion } from './request-head.js';
import type { Panel } from './panel.js';

/** Common reasons, so that a phone needs no typing. The words reach the agent as feedback. */
export const PRESETS = [
  'Not enough information',
  'Wrong amount or target',
  'Too risky',
  'Not now',
  'Somebody else must say so first',
] as const;

function form(panel: Panel, verb: string, content: Content): Html {
  const { view, csrf, newDecisionId } = panel;
  return html`<form method="post" action="/r/${view.id}/decide">
    <input type="hidden" name="csrf" value="${csrf}" /><input type="hidden" name="verb" value="${verb}" />
    <input type="hidden" name="revision" value="${view.revision}" /><input type="hidden" name="digest" value="${view.digest ?? ''}" />
    <input type="hidden" name="decisionId" value="${newDecisionId()}" />${content}
  </form>`;
}

function kept(panel: Panel, verb: string, name: string): string {
  return panel.draft?.verb === verb ? (panel.draft.form.get(name) ?? '') : '';
}

function errors(panel: Panel, verb: string, name: string | null): Content {
  const found = panel.draft?.verb === verb ? panel.draft.errors.filter((error) => error.name === name) : [];
  return found.map((error) => html`<p class="error" role="alert">${error.message}</p>`);
}

function comment(panel: Panel, verb: string, label: string, hint: string): Html {
  const needed = panel.view.plan?.requireComment.some((each) => each === verb) ?? false;
  const id = `comment-${verb}`;
  return html`<div class="field">
    <label for="${id}">${label}${!needed && ' (optional)'}</label>
    <p class="hint">${hint}</p>
    ${textarea(html`id="${id}" name="comment" maxlength="5000" ${needed && exact('required')}`, kept(panel, verb, 'comment'))}
    ${errors(panel, verb, 'comment')}
  </div>`;
}

function section(panel: Panel, verb: string, title: string, hint: string, content: Content): Html {
  return html`<details ${panel.draft?.verb === verb && exact('open')} id="do-${verb}">
    <summary>${title}<small>${hint}</small></summary>
    <div class="inner">${errors(panel, verb, null)}${content}</div>
  </details>`;
}

function approve(panel: Panel): Html {
  const needsComment = panel.view.plan?.requireComment.includes('approve') ?? false;
  return html`${
    needsComment
      ? form(
          panel,
          'approve',
          html`${comment(panel, 'approve', 'Comment', 'This policy asks for a comment.')}<button class="primary wide">Approve</button>`,
        )
      : html`${form(panel, 'approve', html`<button class="primary wide">Approve revision ${panel.view.revision}</button>`)}`
  }`;
}

function approveWithComment(panel: Panel): Html | null {
  if (panel.view.plan?.requireComment.includes('approve')) return null;
  const content = html`${comment(panel, 'approve', 'Comment', 'Kept with your approval.')}<button class="primary wide">
      Approve with this comment
    </button>`;
  return section(panel, 'approve', 'Approve with a comment…', 'Say why, for the record', form(panel, 'approve', content));
}

function reject(panel: Panel, canRevise: boolean): Html {
  const way = kept(panel, 'reject', 'way') || 'reject';
  const choice = (value: string, title: string, hint: string) =>
    html`<label class="choice"
      ><input type="radio" name="way" value="${value}" ${way === value && exact('checked')} /><span
        >${title}<small>${hint}</small></span
      ></label
    >`;
  return section(
    panel,
    'reject',
    'Reject…',
    'Send it back with feedback, or deny it',
    form(
      panel,
      'reject',
      html`<fieldset>
          <legend>What shall happen?</legend>
          ${choice('reject', 'Send back for changes', canRevise ? 'The agent reads your feedback and tries again' : 'Nobody can revise it: the request ends')}
          ${choice('deny', 'Deny', 'Final, once enough people deny')}
        </fieldset>
        <div class="field">
          <label for="preset">Reason</label>
          <select id="preset" name="preset">
            <option value="">Choose one, or write below</option>
            ${PRESETS.map((text) => html`<option ${kept(panel, 'reject', 'preset') === text && exact('selected')}>${text}</option>`)}
          </select>
        </div>
        ${comment(panel, 'reject', 'In your words', 'What should change? The agent reads this.')}<button class="danger wide">
          Reject
        </button>`,
    ),
  );
}

function answer(panel: Panel): Html {
  const question = questionArgsSchema.safeParse(panel.view.action?.args);
  const { options = [], suggestedResponse = '' } = question.success ? question.data : {};
  const text = panel.draft?.verb === 'answer' ? kept(panel, 'answer', 'answer') : suggestedResponse;
  return html`${options.map((option) =>
    form(
      panel,
      'answer',
      html`<input type="hidden" name="answer" value="${exact(option.name)}" /><button class="wide field">
          ${option.title ?? option.name}
        </button>`,
    ),
  )}
  ${form(
    panel,
    'answer',
    html`<div class="field">
        <label for="answer">${options.length > 0 ? 'Or in your words' : 'Your answer'}</label>
        ${textarea(html`id="answer" name="answer" required maxlength="20000"`, text)}
        ${errors(panel, 'answer', 'answer')}${errors(panel, 'answer', null)}
      </div>
      <button class="primary wide">Answer</button>`,
  )}`;
}

function reviewing(panel: Panel, more: Content): Html {
  const { view } = panel;
  const question = isQuestion(view);
  const canEscalate = climbs(view);
  return html`${question ? answer(panel) : approve(panel)}
    <div class="actions">
      ${!question && approveWithComment(panel)} ${!question && reject(panel, view.agent !== null)}
      ${!question && section(panel, 'edit', 'Edit…', 'Change the arguments: a new revision, by you', editForm(panel, form, comment))}
      ${question && section(panel, 'deny', 'Decline to answer…', 'Final, once enough people decline', form(panel, 'deny', html`${comment(panel, 'deny', 'Reason', 'The agent reads this.')}<button class="danger wide">Decline</button>`))}
      ${section(panel, 'ask', 'Ask…', 'The agent answers; nothing is decided', form(panel, 'ask', html`${comment(panel, 'ask', 'Your question', 'It stays in the record.')}<button class="wide">Ask</button>`))}
      ${canEscalate && section(panel, 'escalate', 'Escalate…', 'Ask further people now', form(panel, 'escalate', html`${comment(panel, 'escalate', 'Why?', 'Those who are asked read this.')}<button class="wide">Escalate</button>`))}
      ${more}
    </div>`;
}

function override(panel: Panel): Html {
  const choice = (value: string, title: string) =>
    html`<label class="choice"
      ><input
        type="radio"
        name="resolution"
        value="${value}"
        required
        ${kept(panel, 'override', 'resolution') === value && exact('checked')}
      /><span>${title}</span></label
    >`;
  return section(
    panel,
    'override',
    'Override…',
    'Break glass: resolves it without the people asked',
    form(
      panel,
      'override',
      html`<fieldset>
          <legend>Resolve it as</legend>
          ${choice('approved', 'Approved')}${choice('rejected', 'Rejected')}
        </fieldset>
        <div class="field">
          <label for="reason-override">Reason</label>
          <p class="hint">Recorded with your name, and shown to everybody.</p>
          ${textarea(html`id="reason-override" name="reason" required maxlength="5000"`, kept(panel, 'override', 'reason'))}
        </div>
        <button class="danger wide">Override</button>`,
    ),
  );
}

function withdraw(panel: Panel): Html {
  const content = html`<div class="field">
      <label for="reason-withdraw">Reason (optional)</label
      >${textarea(html`id="reason-withdraw" name="reason" maxlength="5000"`, kept(panel, 'withdraw', 'reason'))}
    </div>
    <button class="danger wide">Withdraw the request</button>`;
  return section(panel, 'withdraw', 'Withdraw…', 'It will not run', form(panel, 'withdraw', content));
}

function settle(panel: Panel): Html {
  const choice = (value: string, title: string, hint: string) =>
    html`<label class="choice"
      ><input type="radio" name="outcome" value="${value}" required /><span>${title}<small>${hint}</small></span></label
    >`;
  return html`<h2>Settle the outcome</h2>
    <p>Look at the target first. Then say what you found.</p>
    ${form(
      panel,
      'settle',
      html`<fieldset>
          ${choice('executed', 'It took effect', 'The request ends as done')}${choice('failed', 'It did not', 'The request ends as failed; ask anew to run it')}
        </fieldset>
        <div class="field">
          <label for="reason-settle">How do you know?</label
          >${textarea(html`id="reason-settle" name="reason" required maxlength="5000"`, '')}
        </div>
        <button class="primary wide">Settle</button>`,
    )}`;
}

/** Why there is nothing to decide for this visitor, in one sentence; null where there is. */
function whyNot({ view, standing }: Panel): string | null {
  if (view.status !== 'pending') return null;
  if (standing.self) return 'This request is yours, so that your approval would not count.';
  return standing.asked ? null : 'You are not among the people this request asks.';
}

/** The forms this visitor may send; null where there are none. GET never decides: every one of them is a POST with this session's token. */
export function decidePanel(panel: Panel): Html | null {
  const { view, standing } = panel;
  const reason = whyNot(panel);
  const decides = view.status === 'pending' && reason === null;
  const overrides = standing.override && isBeforeClaim(view.status) && view.digest !== null && !standing.self;
  const settles = standing.override && view.status === 'unknown';
  if (!decides && !overrides && !settles && !standing.withdraw && reason === null) return null;
  const more = html`${overrides && override(panel)}${standing.withdraw && withdraw(panel)}`;
  return html`<section class="card" id="decide" aria-label="Decide">
    ${reason !== null && html`<p class="lead">${reason}</p>`} ${settles && settle(panel)}
    ${
      decides
        ? html`<h2>${isQuestion(view) ? 'Your answer' : 'Your decision'}</h2>
            ${reviewing(panel, more)}`
        : html`<div class="actions">${more}</div>`
    }
  </section>`;
}

export function decidable(panel: Panel): boolean {
  return panel.view.status === 'pending' && whyNot(panel) === null;
}
