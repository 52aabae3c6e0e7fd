import { questionArgsSchema } from '../../contracts/action.js';
import type { JsonObject } from '../../contracts/json.js';
import { formatDuration } from '../../contracts/duration.js';
import { TIMER_TEXT } from '../../contracts/rule-text.js';
import { isTerminal } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import { contextFacts } from '../../oversight/context-facts.js';
import { lookalikes } from '../../channels/slack/lookalikes.js';
import { argsDiff } from './args-diff.js';
import { argsTree } from './args-tree.js';
import { quotation, block, compared, html, joined, type Content, type Html } from './html.js';
import { percent } from './labels.js';
import { moment, relative } from './moment.js';
import { extendedText, fallbackText, freezesAhead } from '../review/clock.js';
import { diffsOf } from '../review/diff.js';
import type { Names } from '../review/names.js';
import { isQuestion, whoAsks } from '../review/sentence.js';

function lookalikeNote(view: RequestView): Content {
  const { action } = view;
  if (!action) return null;
  const words = lookalikes(`${action.title}\n${action.rationale ?? ''}\n${JSON.stringify(action.args)}`);
  if (words.length === 0) return null;
  return html`<p class="note warn">
    Mixed alphabets, which can pass one name off as another:
    ${joined(
      words.map((word) => html`<code>${word}</code>`),
      ', ',
    )}
  </p>`;
}

function actionHeading({ status }: RequestView): string {
  if (status === 'executed' || status === 'failed') return 'What ran';
  return isTerminal(status) && status !== 'unknown' ? 'What was asked for' : 'What will run';
}

/** The action in full: what is approved is these very arguments. */
export function actionCard(view: RequestView): Html | null {
  const { action } = view;
  if (!action) return null;
  const question = isQuestion(view) ? questionArgsSchema.safeParse(action.args) : null;
  if (question?.success) {
    return html`<section class="card" aria-labelledby="action">
      <h2 id="action">The question</h2>
      ${lookalikeNote(view)} ${quotation(question.data.question)}
    </section>`;
  }
  return html`<section class="card" aria-labelledby="action">
    <h2 id="action">${actionHeading(view)}: <code>${action.type}</code></h2>
    ${lookalikeNote(view)} ${argsTree(action.args)} ${restsOn(view)}
    <details>
      <summary>As JSON</summary>
      <div class="inner">${block(JSON.stringify(action.args, null, 2))}</div>
    </details>
  </section>`;
}

/** What the target looked like when people were asked. */
function restsOn({ revisions, status }: RequestView): Content {
  const observed = revisions.at(-1)?.observed;
  if (!observed) return null;
  const again = isTerminal(status) ? '' : ' It is looked at again just before it runs; if it has changed by then, it does not run.';
  return html`<p class="hint">As of <code>${observed.print}</code>, looked at ${moment(observed.at)}.${again}</p>`;
}

/** Against the revision that this visitor saw last, where that is known; else against the one before. */
export function diffCard(view: RequestView, names: Names): Html | null {
  const { seen, previous } = diffsOf(view, names);
  const diff = seen ?? previous;
  if (diff === null) return null;
  return html`<section class="card" aria-labelledby="changed">
    <h2 id="changed">Changed since ${seen ? `you last looked (revision ${diff.since})` : `revision ${diff.since}`}</h2>
    ${diff.causes.map(
      ({ by, did, comment }) =>
        html`<p>${by} ${did}${comment !== null && ':'}</p>
          ${comment !== null && quotation(comment)}`,
    )}
    ${argsDiff(diff.changes) ?? html`<p>The arguments are the same.</p>`}
    ${diff.type && html`<p>${compared('del', diff.type.before)}${compared('ins', diff.type.after)}</p>`}
    <p class="hint">Revision ${view.revision} by ${diff.author}, ${moment(diff.at)}</p>
  </section>`;
}

export function whyCard(view: RequestView): Html | null {
  const { action } = view;
  if (!action || (action.rationale === null && Object.keys(action.context).length === 0)) return null;
  return html`<section class="card" aria-labelledby="why">
    <h2 id="why">Why, in the agent’s words</h2>
    ${action.rationale !== null && quotation(action.rationale)} ${Object.keys(action.context).length > 0 && contextGiven(action.context)}
  </section>`;
}

function contextGiven(context: JsonObject): Html {
  const { facts, rest } = contextFacts(context);
  return html`<h3>Context it gave</h3>
    ${facts.length > 0 && html`<dl class="facts">${facts.map(({ label, text }) => fact(label, quotation(text)))}</dl>`}
    ${Object.keys(rest).length > 0 && argsTree(rest)}`;
}

function fact(label: string, content: Content): Content {
  return content === null || content === false || content === undefined
    ? null
    : html`<dt>${label}</dt>
        <dd>${content}</dd>`;
}

function link(id: string): Html {
  return html`<a href="/r/${id}"><code>${id}</code></a>`;
}

function frozen(view: RequestView, nowMs: number): Content {
  const ahead = freezesAhead(view, nowMs);
  return ahead.length > 0 && ahead.map(({ from, until }) => html`<div>${moment(from)} to ${moment(until)}</div>`);
}

/** `; moved once, by 2h`: after the deadline itself. */
function extended(view: RequestView): string {
  const text = extendedText(view);
  return text === '' ? '' : `; ${text}`;
}

export function factsCard(view: RequestView, names: Names, nowMs: number): Html {
  const { action, plan, nextTimer, links } = view;
  const timer = nextTimer && nextTimer.kind !== 'deadline' ? nextTimer : null;
  const open = !isTerminal(view.status);
  return html`<section class="card" aria-labelledby="facts">
    <h2 id="facts">Facts</h2>
    <dl class="facts">
      ${fact('Asked by', whoAsks(view, names))} ${fact('Opened', moment(view.createdAt))}
      ${fact('Decide by', view.deadlineAt !== null && view.awaiting && html`${moment(view.deadlineAt)}<br /><small>${relative(view.deadlineAt, nowMs)}${extended(view)}; ${fallbackText(view)}</small>`)}
      ${fact('Next', timer && html`${relative(timer.at, nowMs)}: ${TIMER_TEXT[timer.kind]} <small>(${moment(timer.at)})</small>`)}
      ${fact('Hours', open && plan?.clock.openHours && 'The clock runs in the policy’s hours only')}
      ${fact('Veto window', open && plan !== null && plan.vetoWindowMs > 0 && `${formatDuration(plan.vetoWindowMs)} after the approval`)}
      ${fact('Frozen', open && frozen(view, nowMs))} ${fact('Risk', action && action.risk)}
      ${fact('Confidence', action && percent(action.confidence))}
      ${fact('Policy', plan && html`${plan.policy.name} <small>version ${plan.policy.version}</small>`)}
      ${fact('Because', plan && plan.reasons.map((reason) => html`<div>${reason.text}</div>`))}
      ${fact('Revision', view.revision > 0 && html`${view.revision}${plan && html` <small>of at most ${plan.maxRevisions}</small>`}`)}
      ${fact('Digest', view.digest !== null && html`<code>${view.digest}</code>`)} ${fact('Request', html`<code>${view.id}</code>`)}
      ${fact('Follows from', view.follows !== null && link(view.follows))}
      ${fact('Followed by', view.followUps.length > 0 && view.followUps.map((id) => html`<div>${link(id)}</div>`))}
      ${fact('Workflow', links.temporal !== null && html`<a href="${links.temporal}" rel="noreferrer">Open in Temporal</a>`)}
    </dl>
  </section>`;
}

export function executionCard(view: RequestView, nowMs: number): Html | null {
  const { execution, resolution } = view;
  if (!execution && !resolution) return null;
  return html`<section class="card" aria-labelledby="outcome">
    <h2 id="outcome">Outcome</h2>
    <dl class="facts">
      ${fact('Resolution', resolution && html`${resolution.outcome} <small>${moment(resolution.at)}</small>`)}
      ${fact('Reason', resolution && resolution.by !== 'people' && resolution.reason)}
      ${fact('Answer', typeof resolution?.answer === 'string' && quotation(resolution.answer))}
      ${fact('Run by', execution && (execution.by === 'worker' ? `a worker (attempt ${execution.fence})` : 'the caller, with a permit'))}
      ${fact('Started', execution && html`${moment(execution.claimedAt)} <small>(${relative(execution.claimedAt, nowMs)})</small>`)}
      ${fact('Ended', typeof execution?.finishedAt === 'string' && html`${moment(execution.finishedAt)}: ${execution.outcome}`)}
    </dl>
    ${
      execution &&
      execution.detail !== null &&
      html`<h3>What it reported</h3>
        ${block(JSON.stringify(execution.detail, null, 2))}`
    }
    ${
      execution &&
      execution.late !== null &&
      html`<h3>Reported too late, not acted on</h3>
        ${block(JSON.stringify(execution.late, null, 2))}`
    }
  </section>`;
}

export function deliveriesCard(view: RequestView): Html | null {
  if (view.deliveries.length === 0) return null;
  return html`<section class="card">
    <details>
      <summary>Messages sent (${view.deliveries.length})</summary>
      <div class="inner scroll">
        <table>
          <thead>
            <tr>
              <th>Channel</th>
              <th>To</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            ${view.deliveries.map(
              (each) =>
                html`<tr>
                  <td>${each.channel}</td>
                  <td>${each.target}</td>
                  <td>${each.status}${each.error !== null && html`<div class="hint">${each.error}</div>`}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}
