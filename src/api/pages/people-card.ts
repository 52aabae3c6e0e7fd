import type { PeopleNow } from '../../contracts/review.js';
import type { RequestView } from '../../contracts/view.js';
import { html, joined, quotation, type Content, type Html } from './html.js';
import { chip, type Tone } from './labels.js';
import { moment } from './moment.js';
import { said } from './said.js';

type StageNow = PeopleNow['stages'][number];

interface Shown {
  view: RequestView;
  people: PeopleNow;
  nowMs: number;
}

const VOTE_TONE: Readonly<Record<StageNow['votes'][number]['verb'], Tone>> = { approve: 'ok', deny: 'no', abstain: 'mute' };
const STATE_CHIP = {
  done: { text: 'done', tone: 'ok' },
  now: { text: 'now', tone: 'warn' },
  later: { text: 'later', tone: 'mute' },
} as const;

function voters({ votes }: StageNow): Content {
  return votes.length > 0 && html`<div class="chips votes">${votes.map(({ words, verb }) => chip(words, VOTE_TONE[verb]))}</div>`;
}

const conditions = (stage: StageNow, nowMs: number): Content =>
  stage.conditions.map((words) => html`<p class="hint">${said(words, nowMs)}</p>`);

/** Several stages: each with its rule, how far it is, and who voted in it. */
function stagesList({ view, people, nowMs }: Shown): Html {
  const { awaiting } = view;
  return html`<ol class="stages">
    ${people.stages.map(
      (stage) =>
        html`<li>
          <div>
            <strong>${stage.name}</strong> ${stage.state !== null && chip(STATE_CHIP[stage.state].text, STATE_CHIP[stage.state].tone)}
            ${stage.state === 'now' && awaiting && html`<span class="hint">${awaiting.filled} of ${awaiting.need}</span>`}
          </div>
          <div>${stage.rule}</div>
          ${conditions(stage, nowMs)} ${voters(stage)}
        </li>`,
    )}
  </ol>`;
}

function onlyStage({ view: { awaiting, plan }, nowMs }: Shown, stage: StageNow): Html {
  const rule = plan?.stages[0]?.rule;
  const simple = rule?.kind === 'entries' && rule.entries.length === 1;
  return html`${
    awaiting && html`<p><strong>${awaiting.filled} of ${awaiting.need}</strong>${simple ? ' needed' : html`: ${stage.rule}`}</p>`
  }
  ${!awaiting && !simple && html`<p>Rule: ${stage.rule}</p>`} ${conditions(stage, nowMs)} ${voters(stage)}`;
}

function askedList({ asked }: PeopleNow): Html {
  return html`<ul class="people">
    ${asked.map(
      ({ label, members }) =>
        html`<li>${label}${members && html` <span class="hint">group: ${members.length > 0 ? members.join(', ') : 'nobody'}</span>`}</li>`,
    )}
  </ul>`;
}

function asked(shown: Shown): Content {
  const { view, people, nowMs } = shown;
  const [only, ...others] = people.stages;
  const rule = others.length > 0 ? stagesList(shown) : only && onlyStage(shown, only);
  if (!view.awaiting) return rule;
  return html`${rule}${others.length > 0 && html`<h3>Asked now</h3>`}${askedList(people)}
  ${people.arranged.map((words) => html`<p class="hint">${said(words, nowMs)}</p>`)}
  ${people.ifNobody.length > 0 && html`<p class="hint">If nobody decides: ${joined(people.ifNobody, '; ')}.</p>`}`;
}

function decision(each: PeopleNow['decisions'][number], { view }: Shown): Html {
  const state = each.counted === null ? chip('not yet counted', 'info') : each.counted ? null : chip('did not count', 'mute');
  return html`<li>
    <strong>${each.by.name}</strong> ${each.did} ${each.revision !== view.revision && chip(`revision ${each.revision}`, 'mute')} ${state}
    ${each.comment !== null && each.comment !== '' && quotation(each.comment)} ${each.answer !== null && quotation(each.answer)}
    ${each.because !== null && html`<div class="hint">${each.because}</div>`}
    <div class="when">${moment(each.at)} · ${each.channel}</div>
  </li>`;
}

/** Who is asked by which rule, how far it is, and what everybody said. Questions have a card of their own. */
export function peopleCard(shown: Shown): Html | null {
  const { view, people } = shown;
  if (!view.awaiting && people.decisions.length === 0) return null;
  return html`<section class="card" aria-labelledby="people">
    <h2 id="people">${view.awaiting ? 'Who is asked' : 'Who decided'}</h2>
    ${asked(shown)}
    ${
      people.decisions.length > 0 &&
      html`<h3>${view.awaiting ? 'Decisions so far' : 'Decisions'}</h3>
        <ul class="people">
          ${people.decisions.map((each) => decision(each, shown))}
        </ul>`
    }
  </section>`;
}
