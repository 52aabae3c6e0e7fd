import { assertNever } from '../../contracts/assert-never.js';
import { initialText, type ArgField } from '../../contracts/args-form.js';
import { comment, form } from './form-parts.js';
import { exact, html, type Html, textarea } from './html.js';
import type { Draft, Panel } from './panel.js';

function input(field: ArgField, text: string, invalid: boolean): Html {
  const common = html`id="${field.name}" name="${field.name}" ${invalid && exact('aria-invalid="true"')}`;
  switch (field.kind) {
    case 'text':
      return field.multiline ? textarea(html`${common}`, text) : html`<input ${common} value="${exact(text)}" autocomplete="off" />`;
    case 'number':
      return html`<input ${common} value="${exact(text)}" inputmode="decimal" autocomplete="off" />`;
    case 'choice':
      return html`<select ${common}>
        ${!field.required && html`<option value="">not given</option>`}
        ${field.options.map((option, index) => html`<option value="${index}" ${text === String(index) && exact('selected')}>${String(option)}</option>`)}
      </select>`;
    case 'json':
      return textarea(html`class="code" spellcheck="false" rows="${Math.min(24, text.split('\n').length + 1)}" ${common}`, text);
    default:
      return assertNever(field);
  }
}

function inputRow(field: ArgField, draft: Draft | null): Html {
  const errors = draft?.errors.filter((error) => error.name === field.name) ?? [];
  const text = draft ? (draft.form.get(field.name) ?? '') : initialText(field);
  return html`<div class="field">
    <label for="${field.name}">${field.key ?? 'Arguments'}${field.key !== null && !field.required && ' (optional)'}</label>
    ${field.hint !== null && html`<p class="hint">${field.hint}</p>`} ${input(field, text, errors.length > 0)}
    ${errors.map((error) => html`<p class="error" role="alert">${field.key ?? 'This'} ${error.message}</p>`)}
  </div>`;
}

/** The action's arguments as inputs; sending it makes a new revision by this person. */
export function editForm(panel: Panel): Html {
  const draft = panel.draft?.verb === 'edit' ? panel.draft : null;
  return form(
    panel,
    'edit',
    html`${panel.fields.map((field) => inputRow(field, draft))}${comment(panel, 'edit', 'Why?', 'Shown with the new revision.')}<button
        class="wide"
      >
        Propose the change
      </button>`,
  );
}
