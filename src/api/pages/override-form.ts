import { errors, form, kept, radios, section } from './form-parts.js';
import { html, textarea, type Content, type Html } from './html.js';
import { isQuestion } from './request-head.js';
import type { Panel } from './panel.js';

/** What a second person changes about it. */
function people({ view, standing }: Panel): Content {
  const waiting = view.awaiting?.overrides ?? [];
  const others = waiting.filter(({ by }) => by.id !== standing.personId);
  if (others.length > 0)
    return html`<p class="hint">
      ${others.map(({ by }) => by.name).join(', ')} asked for this already: with yours it is approved at once.
    </p>`;
  if (waiting.length > 0) return html`<p class="hint">Yours is recorded. A second person with the permission has to agree.</p>`;
  return (
    view.plan?.overridePeople === 2 && html`<p class="hint">This policy wants two people: approving waits until a second one agrees.</p>`
  );
}

/** Break-glass. Everybody who is asked hears of it, and is asked afterwards whether it was right. */
export function overrideForm(panel: Panel): Html {
  const { view, standing } = panel;
  const asked = view.awaiting?.overrides.some(({ by }) => by.id === standing.personId) ?? false;
  const approves = view.status === 'pending' && !isQuestion(view) && !asked;
  const choices = [
    ...(approves || view.status === 'revising' ? [{ value: 'approved', title: 'Approved' }] : []),
    { value: 'rejected', title: 'Rejected' },
  ];
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
      html`${people(panel)}${radios('resolution', 'Resolve it as', choices, kept(panel, 'override', 'resolution'))}${reason}<button
          class="danger wide"
        >
          Override
        </button>`,
    ),
  );
}
