import { isHighRisk } from '../../contracts/risk.js';
import { QUESTION_TYPE } from '../../contracts/action.js';
import type { RequestView } from '../../contracts/view.js';
import { assertNever } from '../../contracts/assert-never.js';
import { html, type Content, type Html } from './html.js';
import { chip, percent, riskChip, statusChip } from './labels.js';
import { relative } from './moment.js';
import type { Names } from './names.js';
import { banners } from './banners.js';

export const isQuestion = (view: RequestView): boolean => view.type === QUESTION_TYPE;

export function whoAsks(view: RequestView, names: Names): string {
  const by = view.agent ?? (view.requestedBy.kind === 'person' ? names.person(view.requestedBy.id) : view.requestedBy.id);
  return view.requester ? `${by}, for ${view.requester.name}` : by;
}

function runner(view: RequestView): string {
  return view.execute === 'caller' ? 'it may run this itself' : 'a worker runs this';
}

function byWhom(view: RequestView, names: Names): string {
  const { resolution, plan } = view;
  if (!resolution) return '';
  const people = resolution.people.map(names.person).join(', ');
  switch (resolution.by) {
    case 'people':
      return ` by ${people}`;
    case 'override':
      return ` by override of ${people}`;
    case 'policy':
      return ` by the policy ${plan?.policy.name ?? ''}`;
    case 'fallback':
      return ', because time was up';
    case 'requester':
      return ' by the requester';
    case 'agent':
      return ': the agent gave up';
    case 'operator':
      return ' by an operator';
    default:
      return assertNever(resolution.by);
  }
}

/** What will happen, or what has happened, in one sentence. */
export function sentence(view: RequestView, names: Names): Content {
  const who = html`<strong>${whoAsks(view, names)}</strong>`;
  const what = html`<code>${view.type}</code>`;
  const by = byWhom(view, names);
  switch (view.status) {
    case 'proposing':
      return html`${who} is preparing what it wants to do.`;
    case 'pending':
      if (isQuestion(view)) return html`${who} has a question. Your answer goes back to it word for word.`;
      return html`${who} wants to run ${what}. Once enough people approve, ${runner(view)} exactly as shown here, once.`;
    case 'revising':
      return html`${who} is preparing a new revision. Nobody needs to act.`;
    case 'approved':
      if (view.paused !== null) return html`Approved${by}, and held: effects are paused.`;
      if (view.runFrom !== null) return html`Approved${by}, and not run yet.`;
      return html`Approved${by}. ${view.execute === 'caller' ? html`${who} may now run it, once.` : 'A worker is about to run it, once.'}`;
    case 'executing':
      return html`Approved${by}, and being run now.`;
    case 'executed':
      return html`Approved${by}, and ${what} ran once, exactly as shown here.`;
    case 'failed':
      return html`Approved${by}; ${what} was run and failed. It is not tried again.`;
    case 'unknown':
      return html`Approved${by}; ${what} was started, and nobody knows whether it took effect. A person has to find out and settle it.`;
    case 'rejected':
      return html`Rejected${by}. ${what} does not run.`;
    case 'expired':
      return html`Expired${by}. ${what} does not run.`;
    case 'cancelled':
      return html`Withdrawn${by}. ${what} does not run.`;
    case 'answered':
      return html`Answered${by}.`;
    default:
      return assertNever(view.status);
  }
}

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
    <p class="lead">${sentence(view, names)}</p>
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
