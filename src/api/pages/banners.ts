import { missingText } from '../../contracts/rule-text.js';
import type { RequestView } from '../../contracts/view.js';
import { html, quotation, type Content } from './html.js';
import { moment, relative } from './moment.js';
import type { Names } from './names.js';
import { heldBanner } from './pause-banner.js';

/** What everybody has to know before all else. */
export function banners(view: RequestView, names: Names, nowMs: number): Content {
  return [heldBanner(view, names), unreachable(view, names), overriding(view), stopped(view, nowMs), notYet(view)];
}

function unreachable({ awaiting }: RequestView, names: Names): Content {
  if (!awaiting?.missing) return null;
  return html`<div class="note warn" role="status">
    <p><strong>Nobody is left who could complete this.</strong> Missing: ${missingText(awaiting.missing, names.label)}.</p>
    <p>It still needs as many as before. If nobody is found it ends at its deadline, and never as approved.</p>
  </div>`;
}

function overriding({ awaiting }: RequestView): Content {
  return awaiting?.overrides.map(
    ({ by, reason }) =>
      html`<div class="note warn" role="status">
        <p><strong>${by.name} wants to override the reviewers.</strong> A second person with the permission has to agree.</p>
        ${quotation(reason)}
      </div>`,
  );
}

function stopped({ awaiting }: RequestView, nowMs: number): Content {
  if (!awaiting?.paused) return null;
  const { since, until } = awaiting.paused;
  return html`<p class="note info">
    <strong>The clock stands still</strong> since ${moment(since)}, because a question is open. It goes on with the answer, or
    ${relative(until, nowMs)}.
  </p>`;
}

/** Approved, and held back: the veto window first, then whatever freeze reaches further. */
function notYet({ status, runFrom, resolution, plan }: RequestView): Content {
  if (status !== 'approved' || runFrom === null || resolution === null) return null;
  const windowEndMs = Date.parse(resolution.at) + (plan?.vetoWindowMs ?? 0);
  const why = Date.parse(runFrom) > windowEndMs + 1000 ? 'changes are frozen until then' : 'the policy leaves time for a veto';
  return html`<p class="note info" role="status">
    <strong>It does not run before ${moment(runFrom)}:</strong> ${why}. A denial still stops it.
  </p>`;
}
