import { isHighRisk } from '../../contracts/risk.js';
import type { RequestView } from '../../contracts/view.js';
import type { Names } from '../review/names.js';
import { isQuestion, sentence, whoAsks } from '../review/sentence.js';
import { banners } from './banners.js';
import { html, type Html } from './html.js';
import { chip, percent, riskChip, statusChip } from './labels.js';
import { relative } from './moment.js';
import { said } from './said.js';

export function head(view: RequestView, names: Names, nowMs: number): Html {
  const { action } = view;
  const title = action?.title ?? view.type ?? `Request of ${whoAsks(view, names)}`;
  return html`<header>
    <div class="chips">
      ${statusChip(view.status, isQuestion(view))} ${action && !isQuestion(view) && riskChip(action.risk)}
      ${action && action.confidence !== null && chip(`confidence ${percent(action.confidence)}`, 'mute')}
      ${view.deadlineAt !== null && view.awaiting && html`<span class="chip mute">decide ${relative(view.deadlineAt, nowMs)}</span>`}
      ${view.awaiting?.claims.map(({ by: { name } }) => chip(`taken by ${name}`, 'info'))}
      ${view.revision > 1 && chip(`revision ${view.revision}`, 'mute')}
    </div>
    <h1>${title}</h1>
    <p class="lead">${said(sentence(view, names), nowMs)}</p>
    ${banners(view, names, nowMs)}
    ${
      action && isHighRisk(action.risk) && view.status === 'pending' && !isQuestion(view)
        ? html`<p class="note warn">
            ${action.risk === 'critical' ? 'Critical' : 'High'} risk: read the arguments to the end before you approve.
          </p>`
        : null
    }
  </header>`;
}
