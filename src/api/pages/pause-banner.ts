import { pauseActorText, pauseScopeText } from '../../contracts/pause.js';
import { listPauses } from '../../ledger/pauses.js';
import type { ApiDeps } from '../deps.js';
import { html, type Html } from './html.js';
import { moment } from './moment.js';

/** More than these nobody reads above a queue. */
const SHOWN = 10;

/** Everything that is paused, for whoever looks at the queue. */
export async function pausesBanner({ db }: Pick<ApiDeps, 'db'>): Promise<Html | null> {
  const pauses = await listPauses(db, { active: true, before: null, limit: SHOWN, forAgent: null });
  if (pauses.length === 0) return null;
  return html`<div class="note warn" role="status">
    ${pauses.map(
      ({ scope, reason, by, at }) =>
        html`<p><strong>Paused: ${pauseScopeText(scope)}</strong> by ${pauseActorText(by)} since ${moment(at)}: ${reason}</p>`,
    )}
  </div>`;
}
