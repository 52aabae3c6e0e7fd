import { NOT_COUNTED_TEXT, VERB_DID } from '../../contracts/decision.js';
import { isTerminal } from '../../contracts/status.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { definitionOf } from '../../ledger/definitions.js';
import { newId } from '../../ledger/new-id.js';
import type { Session } from '../../ledger/sessions.js';
import { QUESTION_TYPE } from '../../contracts/action.js';
import type { ApiDeps } from '../deps.js';
import { fieldsOf, type ArgField } from './args-form.js';
import { objectOf, textOf } from './audit-body.js';
import { decidePanel, wanted } from './decide-panel.js';
import { html, type Content, type Html } from './html.js';
import type { Page } from './layout.js';
import { mayOf, type May } from './may.js';
import { loadNames } from './names.js';
import type { Draft, Panel, Takers } from './panel.js';
import { peopleCard } from './people-card.js';
import { owesAnswer, questionsCard } from './questions-card.js';
import { actionCard, deliveriesCard, diffCard, executionCard, factsCard, whyCard } from './request-cards.js';
import { head } from './request-head.js';
import { standingOf, type Standing } from './standing.js';
import { loadTakers } from './takers.js';
import { timeline } from './timeline.js';
import { votesNow, type VoteNow } from './votes-now.js';

export interface Notice {
  tone: 'ok' | 'no' | 'warn' | 'info';
  text: string;
}

export async function argFields(deps: ApiDeps, view: RequestView): Promise<ArgField[]> {
  const { action } = view;
  if (!action || action.type === QUESTION_TYPE) return [];
  const definition = await definitionOf(deps.db, action.type, action.version);
  return fieldsOf(definition?.args_schema ?? null, action.args);
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
  return notice && html`<div class="note ${notice.tone}" role="status"><p>${notice.text}</p></div>`;
}

function main(children: { first: Content; side: Content; more: Content; notice: Content; live: Content }): Html {
  return html`${children.live} ${children.notice}
    <div class="grid">
      <div class="stack first">${children.first}</div>
      <div class="stack side">${children.side}</div>
      <div class="stack more">${children.more}</div>
    </div>`;
}

/** Somebody said that it is to be undone, and nobody has said since that this cannot be. */
function isUndoing(audit: readonly AuditEntry[]): boolean {
  const last = audit.findLast(({ kind }) => kind === 'effect.settled' || kind === 'effect.not_undone');
  return last?.kind === 'effect.settled' && textOf(objectOf(last.body), 'outcome') === 'compensate';
}

/** Whom a hand-over could name: asked for only where a form needs it. */
async function takersFor(deps: ApiDeps, view: RequestView, standing: Standing, may: May, votes: readonly VoteNow[]): Promise<Takers> {
  if (!may.verbs.has('delegate') && !may.verbs.has('reassign')) return { people: [], groups: [] };
  const busy = [...votes.flatMap(({ personId, as }) => [personId, as]), ...(view.awaiting?.delegations.map(({ from }) => from.id) ?? [])];
  return loadTakers(deps.db, new Set([standing.personId, ...standing.selves, ...busy]));
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
  const [names, standing, fields] = await Promise.all([
    loadNames(deps.db, view, audit),
    standingOf(deps.db, view, audit, visitor, now),
    argFields(deps, view),
  ]);
  const votes = votesNow(view, audit, names.fills);
  const may = mayOf({ view, standing, votes, undoing: isUndoing(audit), nowMs: now });
  const takers = await takersFor(deps, view, standing, may, votes);
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
      side: [decidePanel(panel, now), peopleCard({ view, names, votes, nowMs: now })],
      more: [factsCard(view, names, now), deliveriesCard(view), timeline(audit, names)],
    }),
  };
}
