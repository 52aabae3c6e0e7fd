import type { RequestSummary } from '../../contracts/view.js';
import { riskSchema } from '../../contracts/risk.js';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { valueOf } from '../reply.js';
import { OPEN_STATUSES } from '../schemas/requests.js';
import { html, type Html } from './html.js';
import { riskChip, statusChip } from './labels.js';
import type { Page } from './layout.js';
import { relative } from './moment.js';
import { pausesBanner } from './pause-banner.js';

function line(item: RequestSummary, nowMs: number): Html {
  const risk = riskSchema.safeParse(item.risk);
  return html`<li>
    <a href="/r/${item.id}">
      <strong>${item.title ?? item.type ?? item.id}</strong>
      <div class="chips">
        ${statusChip(item.status)} ${risk.success && riskChip(risk.data)}
        <small
          >${item.agent ?? item.requester} ·
          ${relative(item.createdAt, nowMs)}${item.deadlineAt !== null && html` · due ${relative(item.deadlineAt, nowMs)}`}</small
        >
      </div>
    </a>
  </li>`;
}

function queue(title: string, items: readonly RequestSummary[], empty: string, nowMs: number): Html {
  return html`<section class="card">
    <h2>${title}</h2>
    ${
      items.length === 0
        ? html`<p class="lead">${empty}</p>`
        : html`<ul class="list">
            ${items.map((item) => line(item, nowMs))}
          </ul>`
    }
  </section>`;
}

function links(deps: ApiDeps): Html {
  const { temporalUiUrl, version } = deps.config;
  return html`<section class="card">
    <h2>For builders and operators</h2>
    <ul class="list">
      <li>
        <a href="/docs"><strong>API</strong><br /><small>Every call, with its schemas; as OpenAPI at /openapi.json</small></a>
      </li>
      ${
        temporalUiUrl !== null &&
        html`<li>
          <a href="${temporalUiUrl}" rel="noreferrer"
            ><strong>Temporal</strong><br /><small>Every request as a workflow, with its history</small></a
          >
        </li>`
      }
      <li>
        <a href="/readyz"><strong>Readiness</strong><br /><small>What this process needs, and whether it has it</small></a>
      </li>
      <li>
        <a href="/metrics"><strong>Metrics</strong><br /><small>For Prometheus</small></a>
      </li>
    </ul>
    <p class="hint">Countersign ${version}</p>
  </section>`;
}

/** What waits for this person, and what is going on; a stranger sees only what this is and where things are. */
export async function startPage(deps: ApiDeps, visitor: Session | null): Promise<Page> {
  if (!visitor) {
    return {
      title: 'Start',
      visitor,
      body: html`<div class="narrow stack">
        <header>
          <h1>People countersign what agents do</h1>
          <p class="lead">Durable human approval on Temporal. Open your request’s link, or <a href="/sign-in">sign in</a>.</p>
        </header>
        ${links(deps)}
      </div>`,
    };
  }
  const by = { kind: 'person', personId: visitor.person.id } as const;
  const [banner, waiting, recent] = await Promise.all([
    pausesBanner(deps),
    deps.intake.list(by, { reviewer: visitor.person.id, status: ['pending'], limit: 50 }),
    deps.intake.list(by, { status: OPEN_STATUSES, limit: 20 }),
  ]);
  const now = deps.clock();
  const mine = valueOf(waiting).items;
  const others = valueOf(recent).items.filter((item) => !mine.some((each) => each.id === item.id));
  return {
    title: 'Waiting for you',
    visitor,
    body: html`<h1>Hello ${visitor.person.name}</h1>
      ${banner}
      <div class="grid">
        <div class="stack first">
          ${queue('Waiting for you', mine, 'Nothing waits for you.', now)}${queue('Other open requests', others, 'Nothing else is open.', now)}
        </div>
        <div class="stack side">${links(deps)}</div>
      </div>`,
  };
}
