import type { JsonObject } from '../../contracts/json.js';
import { NOT_COUNTED_TEXT, VERB_DID } from '../../contracts/decision.js';
import { isTerminal } from '../../contracts/status.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { newId } from '../../ledger/new-id.js';
import type { Session } from '../../ledger/sessions.js';
import { QUESTION_TYPE } from '../../contracts/action.js';
import type { ApiDeps } from '../deps.js';
import { fieldsOf, type ArgField } from '../../contracts/args-form.js';
import { decidePanel, wanted } from './decide-panel.js';
import { html, type Content, type Html } from './html.js';
import type { Page } from './layout.js';
import { argsSchemaOf, lookAt } from '../review/look.js';
import { peopleNow } from '../review/people-now.js';
import type { Draft, Panel } from './panel.js';
import { peopleCard } from './people-card.js';
import { owesAnswer, questionsCard } from './questions-card.js';
import { actionCard, deliveriesCard, diffCard, executionCard, factsCard, whyCard } from './request-cards.js';
import { head } from './request-head.js';
import { timeline } from './timeline.js';

export interface Notice {
  tone: 'ok' | 'no' | 'warn' | 'info';
  text: string;
  link?: { href: string; text: string };
}

export async function argFields(deps: ApiDeps, view: RequestView): Promise<ArgField[]> {
  return fieldsFor(view, await argsSchemaOf(deps.db, view));
}

function fieldsFor({ action }: RequestView, schema: JsonObject | null): ArgField[] {
  return !action || action.type === QUESTION_TYPE ? [] : fieldsOf(schema, action.args);
}

/** What became of the decision that this visitor has just sent: read from the record, so that a link to it tells strangers nothing. */
export function noticeOf(view: RequestView, decisionId: string | null, visitor: Session): Notice | null {
  const sent = view.decisions.find((each) => each.decisionId === decisionId && each.by.id === visitor.person.id);
  if (!sent) return null;
  if (sent.counted === null)
    return { tone: 'info', text: 'Recorded, and not counted yet. It cannot get lost; this page says when it counts.' };
  if (sent.counted) return { tone: 'ok', text: `Counted: you ${VERB_DID[sent.verb]}.` };
  return { tone: 'warn', text: `Recorded, but it did not count. ${sent.reason === null ? '' : NOT_COUNTED_TEXT[sent.reason]}` };
}

function noticeBox(notice: Notice | null): Html | null {
  return (
    notice &&
    html`<div class="note ${notice.tone}" role="status">
      <p>${notice.text}</p>
      ${notice.link && html`<p><a class="button" href="${notice.link.href}">${notice.link.text}</a></p>`}
    </div>`
  );
}

function main(children: { first: Content; side: Content; more: Content; notice: Content; live: Content }): Html {
  return html`${children.live} ${children.notice}
    <div class="grid">
      <div class="stack first">${children.first}</div>
      <div class="stack side">${children.side}</div>
      <div class="stack more">${children.more}</div>
    </div>`;
}

const JUMP = { decide: 'Decide', answer: 'Answer', settle: 'Settle' } as const;

/** The whole request, for a person who is signed in. */
export async function requestPage(
  deps: ApiDeps,
  visitor: Session,
  given: { view: RequestView; audit: readonly AuditEntry[]; notice: Notice | null; draft: Draft | null },
): Promise<Page> {
  const { view, audit, notice, draft } = given;
  const now = deps.clock();
  const look = await lookAt(deps.db, { view, audit, personId: visitor.person.id, nowMs: now });
  const { names, standing, votes, may, takers, schema } = look;
  const fields = fieldsFor(view, schema);
  const panel: Panel = { view, standing, may, names, takers, csrf: visitor.csrf, fields, draft, newDecisionId: () => newId('page') };
  const first = wanted(panel);
  const questions = questionsCard(panel);
  const owes = owesAnswer(panel);
  const open = !isTerminal(view.status);
  const live = open
    ? html`<div data-live="/r/${view.id}/state" data-move="${view.move}"></div>
        <div class="note info fresh" role="status" hidden>
          <p>This request has moved on. <a href="/r/${view.id}">Show how it stands</a>; what you typed here is lost then.</p>
        </div>`
    : null;
  return {
    title: view.action?.title ?? view.type ?? 'Request',
    visitor,
    ...(open && first === null && !owes && may.verbs.size === 0 && !standing.withdraw ? { refreshSeconds: 15 } : {}),
    aside: first !== null && html`<div class="jump"><a class="button primary" href="#decide">${JUMP[first]}</a></div>`,
    body: main({
      live,
      notice: noticeBox(notice),
      first: [
        head(view, names, now),
        owes && questions,
        executionCard(view, now),
        actionCard(view),
        diffCard(view, names),
        !owes && questions,
        whyCard(view),
      ],
      side: [decidePanel(panel, now), peopleCard({ view, people: peopleNow({ view, names, votes }), nowMs: now })],
      more: [factsCard(view, names, now), deliveriesCard(view), timeline(audit, names, now)],
    }),
  };
}
