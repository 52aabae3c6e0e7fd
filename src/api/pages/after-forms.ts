import { comment, errors, form, kept, radios, section } from './form-parts.js';
import { html, textarea, type Html } from './html.js';
import type { Panel } from './panel.js';

const SETTLEMENTS = [
  { value: 'happened', title: 'It happened', hint: 'The request ends as done' },
  { value: 'did_not_happen', title: 'It did not happen', hint: 'It becomes a new revision, and people vote again before it runs' },
  { value: 'compensate', title: 'Undo it', hint: 'The action’s undo opens as a request of its own, which others approve' },
] as const;

/** Three ways out of an outcome that nobody knows; none without evidence. */
export function settleForm(panel: Panel): Html {
  const ways = SETTLEMENTS.filter(({ value }) => value !== 'compensate' || panel.view.canUndo);
  return html`<h2>Settle the outcome</h2>
    <p>Look at the target first. Then say what you found.</p>
    ${form(
      panel,
      'settle',
      html`${errors(panel, 'settle', null)}${radios('answer', 'What did you find?', ways, kept(panel, 'settle', 'answer'))}
        ${errors(panel, 'settle', 'answer')}${comment(panel, 'settle', 'How do you know?', 'Your evidence: a booking number, a log line, who you asked.')}
        <button class="primary wide">Settle</button>`,
    )}`;
}

/** A no after the approval: before the effect it can stop it, afterwards it is an objection. */
export function objectForm(panel: Panel): Html {
  const before = panel.view.status === 'approved';
  const content = html`${comment(panel, 'deny', 'Why?', before ? 'Kept in the record.' : 'The requester reads this.')}<button
      class="danger wide"
    >
      ${before ? 'Deny' : 'Object'}
    </button>`;
  return before
    ? section(panel, 'deny', 'Deny…', 'It has not run yet: a denial still stops it', form(panel, 'deny', content))
    : section(panel, 'deny', 'Object…', 'It was started already. Recorded, and the requester is told', form(panel, 'deny', content));
}

export function withdrawForm(panel: Panel): Html {
  const content = html`<div class="field">
      <label for="reason-withdraw">Reason (optional)</label
      >${textarea(html`id="reason-withdraw" name="reason" maxlength="5000"`, kept(panel, 'withdraw', 'reason'))}
    </div>
    <button class="danger wide">Withdraw the request</button>`;
  return section(panel, 'withdraw', 'Withdraw…', 'It will not run', form(panel, 'withdraw', content));
}
