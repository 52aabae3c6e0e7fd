import { questionArgsSchema } from '../../contracts/action.js';
import { editForm } from './edit-form.js';
import { comment, errors, form, kept, needsComment, section } from './form-parts.js';
import { exact, html, type Content, type Html, textarea } from './html.js';
import type { Panel } from './panel.js';
import { denyHint, rejectHint } from '../review/hints.js';
import { PRESETS } from '../review/presets.js';

/** The button that most visits end with. */
export function approve(panel: Panel): Html {
  if (!needsComment(panel, 'approve')) {
    return form(panel, 'approve', html`<button class="primary wide">Approve revision ${panel.view.revision}</button>`);
  }
  const why = comment(panel, 'approve', 'Comment', 'This policy asks for a comment.');
  return form(panel, 'approve', html`${why}<button class="primary wide">Approve</button>`);
}

function approveWithComment(panel: Panel): Html | null {
  if (needsComment(panel, 'approve')) return null;
  const content = html`${comment(panel, 'approve', 'Comment', 'Kept with your approval.')}<button class="primary wide">
      Approve with this comment
    </button>`;
  return section(panel, 'approve', 'Approve with a comment…', 'Say why, for the record', form(panel, 'approve', content));
}

function reject(panel: Panel): Html {
  const { verbs } = panel.may;
  const way = kept(panel, 'reject', 'way') || (verbs.has('reject') ? 'reject' : 'deny');
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
          ${choice('reject', 'Send back for changes', rejectHint(panel.view))}
          ${verbs.has('deny') && choice('deny', 'Deny', denyHint(panel.view, panel.names, panel.standing))}
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

/** The answer to an agent's question: one of its options, or words. */
export function answer(panel: Panel): Html {
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

/** Further ways to decide, below the first button. */
export function reviewSections(panel: Panel): Content {
  const { verbs } = panel.may;
  const declining = form(
    panel,
    'deny',
    html`${comment(panel, 'deny', 'Reason', 'The agent reads this.')}<button class="danger wide">Decline</button>`,
  );
  return [
    verbs.has('approve') && approveWithComment(panel),
    verbs.has('reject') && reject(panel),
    verbs.has('edit') && section(panel, 'edit', 'Edit…', 'Change the arguments: a new revision, by you', editForm(panel)),
    panel.view.execute === 'none' &&
      verbs.has('deny') &&
      section(panel, 'deny', 'Decline to answer…', 'Final, once enough people decline', declining),
  ];
}
