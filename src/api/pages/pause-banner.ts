import { pauseActorText, pauseScopeText, type PauseActor } from '../../contracts/pause.js';
import type { RequestView } from '../../contracts/view.js';
import { listPauses } from '../../ledger/pauses.js';
import type { ApiDeps } from '../deps.js';
import { html, quotation, type Html } from './html.js';
import { moment } from './moment.js';
import type { Names } from './names.js';

function whoPaused(by: PauseActor, name: (id: string) => string): string {
  return by.kind === 'person' ? name(by.id) : pauseActorText(by);
}

/** What the kill switch holds of this request. */
export function heldBanner({ paused }: RequestView, names: Names): Html | null {
  if (paused === null) return null;
  return html`<div class="note warn" role="status">
    <p>
      <strong>Held: effects are paused</strong> by ${whoPaused(paused.by, names.person)} since ${moment(paused.since)}. Nothing runs until
      the pause is lifted; what was decided is kept until the approval runs out.
    </p>
    ${quotation(paused.reason)}
  </div>`;
}

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
