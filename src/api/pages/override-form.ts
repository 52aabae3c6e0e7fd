import { errors, form, kept, radios, section } from './form-parts.js';
import { overrideHint, overrideOutcomes } from '../review/hints.js';
import { html, textarea, type Html } from './html.js';
import type { Panel } from './panel.js';

/** Break-glass. Everybody who is asked hears of it, and is asked afterwards whether it was right. */
export function overrideForm(panel: Panel): Html {
  const { view, standing } = panel;
  const hint = overrideHint(view, standing);
  const choices = overrideOutcomes(view, standing).map((value) => ({ value, title: value === 'approved' ? 'Approved' : 'Rejected' }));
  const reason = html`<div class="field">
    <label for="reason-override">Reason</label>
    <p class="hint">Recorded with your name, and shown to everybody who is asked.</p>
    ${textarea(html`id="reason-override" name="reason" required maxlength="5000"`, kept(panel, 'override', 'reason'))}
    ${errors(panel, 'override', 'reason')}
  </div>`;
  return section(
    panel,
    'override',
    'Override…',
    'Break glass: resolves it without the people asked',
    form(
      panel,
      'override',
      html`${hint !== null && html`<p class="hint">${hint}</p>`}${radios('resolution', 'Resolve it as', choices, kept(panel, 'override', 'resolution'))}${reason}<button
          class="danger wide"
        >
          Override
        </button>`,
    ),
  );
}
