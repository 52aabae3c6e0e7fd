import { formatDuration } from '../../contracts/duration.js';
import { exact, html, type Content, type Html, textarea } from './html.js';
import type { Panel } from './panel.js';

/** A form that says one verb about what the page shows. GET never decides: every one is a POST with this session's token. */
export function form(panel: Panel, verb: string, content: Content): Html {
  const { view, csrf, newDecisionId } = panel;
  return html`<form method="post" action="/r/${view.id}/decide">
    <input type="hidden" name="csrf" value="${csrf}" /><input type="hidden" name="verb" value="${verb}" />
    <input type="hidden" name="revision" value="${view.revision}" /><input type="hidden" name="digest" value="${view.digest ?? ''}" />
    <input type="hidden" name="decisionId" value="${newDecisionId()}" />${content}
  </form>`;
}

/** What was typed into a form that was refused. */
export function kept(panel: Panel, verb: string, name: string): string {
  return panel.draft?.verb === verb ? (panel.draft.form.get(name) ?? '') : '';
}

export function errors(panel: Panel, verb: string, name: string | null): Content {
  const found = panel.draft?.verb === verb ? panel.draft.errors.filter((error) => error.name === name) : [];
  return found.map((error) => html`<p class="error" role="alert">${error.message}</p>`);
}

export function needsComment(panel: Panel, verb: string): boolean {
  return verb === 'settle' || verb === 'ask' || (panel.view.plan?.requireComment.some((each) => each === verb) ?? false);
}

export function comment(panel: Panel, verb: string, label: string, hint: string): Html {
  const needed = needsComment(panel, verb);
  const id = `comment-${verb}`;
  return html`<div class="field">
    <label for="${id}">${label}${!needed && ' (optional)'}</label>
    <p class="hint">${hint}</p>
    ${textarea(html`id="${id}" name="comment" maxlength="5000" ${needed && exact('required')}`, kept(panel, verb, 'comment'))}
    ${errors(panel, verb, 'comment')}
  </div>`;
}

/** One thing to do, folded away until somebody wants it; open again where its form was refused. */
export function section(panel: Panel, verb: string, title: string, hint: string, content: Content): Html {
  return html`<details ${panel.draft?.verb === verb && exact('open')} id="do-${verb}">
    <summary>${title}<small>${hint}</small></summary>
    <div class="inner">${errors(panel, verb, null)}${content}</div>
  </details>`;
}

export interface Choice {
  value: string;
  title: string;
  hint?: string;
}

/** One of a few, each with its consequence. */
export function radios(name: string, legend: string, choices: readonly Choice[], checked: string): Html {
  return html`<fieldset>
    <legend>${legend}</legend>
    ${choices.map(
      ({ value, title, hint }) =>
        html`<label class="choice"
          ><input type="radio" name="${name}" value="${value}" required ${checked === value && exact('checked')} /><span
            >${title}${hint !== undefined && html`<small>${hint}</small>`}</span
          ></label
        >`,
    )}
  </fieldset>`;
}

export function select(
  panel: Panel,
  verb: string,
  name: string,
  label: string,
  groups: readonly { label: string; choices: readonly Choice[] }[],
): Html {
  const id = `${name}-${verb}`;
  const chosen = kept(panel, verb, name);
  const options = (choices: readonly Choice[]) =>
    choices.map(({ value, title }) => html`<option value="${exact(value)}" ${chosen === value && exact('selected')}>${title}</option>`);
  const full = groups.filter(({ choices }) => choices.length > 0);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <select id="${id}" name="${name}" required>
      <option value="">Choose</option>
      ${full.length === 1 ? options(full[0]?.choices ?? []) : full.map((group) => html`<optgroup label="${group.label}">${options(group.choices)}</optgroup>`)}
    </select>
    ${errors(panel, verb, name)}
  </div>`;
}

const MINUTE_MS = 60_000;
const SPANS_MS = [15, 30, 60, 120, 240, 480, 1440, 2880].map((minutes) => minutes * MINUTE_MS);

/** Lengths of time that a form offers: round ones, and the longest that the policy allows. */
export function spans(panel: Panel, verb: string, label: string, maxMs: number): Html {
  const lengths = [...SPANS_MS.filter((ms) => ms < maxMs), maxMs];
  return select(panel, verb, 'for', label, [{ label, choices: lengths.map((ms) => ({ value: `${ms}ms`, title: formatDuration(ms) })) }]);
}
