import type { DecisionView } from '../../contracts/view.js';
import { owedBy, questionsOf } from '../review/may-words.js';
import { form } from './form-parts.js';
import { exact, html, quotation, textarea, type Content, type Html } from './html.js';
import { chip } from './labels.js';
import { moment } from './moment.js';
import type { Panel } from './panel.js';

/** Whether this visitor owes somebody an answer: who asked for the action, or stands behind its agent. */
export function owesAnswer(panel: Panel): boolean {
  return owedBy(panel.standing, panel.view).length > 0;
}

function replyForm(panel: Panel, decisionId: string): Html {
  const draft = panel.draft?.verb === 'reply' && panel.draft.form.get('question') === decisionId ? panel.draft : null;
  const id = `reply-${decisionId}`;
  return form(
    panel,
    'reply',
    html`<input type="hidden" name="question" value="${exact(decisionId)}" />
      <div class="field">
        <label for="${id}">Your answer</label>
        <p class="hint">Whoever asked reads it, and it stays in the record. The first answer holds.</p>
        ${textarea(html`id="${id}" name="answer" required maxlength="20000"`, draft?.form.get('answer') ?? '')}
        ${draft?.errors.map((error) => html`<p class="error" role="alert">${error.message}</p>`)}
      </div>
      <button class="primary">Answer</button>`,
  );
}

function answerOf(panel: Panel, { answer, decisionId }: DecisionView): Content {
  if (answer !== null)
    return html`<p class="hint">Answer</p>
      ${quotation(answer)}`;
  if (owesAnswer(panel)) return replyForm(panel, decisionId);
  return html`<p>${chip('no answer yet', 'warn')}</p>`;
}

/** What reviewers wanted to know, and what they were told. */
export function questionsCard(panel: Panel): Html | null {
  const questions = questionsOf(panel.view);
  if (questions.length === 0) return null;
  return html`<section class="card" aria-labelledby="questions">
    <h2 id="questions">Questions</h2>
    <ul class="people">
      ${questions.map(
        (each) =>
          html`<li>
            <strong>${each.by.name}</strong>
            asked${each.revision !== panel.view.revision && html` ${chip(`revision ${each.revision}`, 'mute')}`}
            ${quotation(each.comment ?? '')} ${answerOf(panel, each)}
            <div class="when">${moment(each.at)}</div>
          </li>`,
      )}
    </ul>
  </section>`;
}
