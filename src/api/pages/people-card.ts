import { NOT_COUNTED_TEXT, VERB_DID } from '../../contracts/decision.js';
import { seatsOf, type Stage } from '../../contracts/plan.js';
import { ladderText, ruleText } from '../../contracts/rule-text.js';
import type { AwaitingView, DecisionView, RequestView } from '../../contracts/view.js';
import { didWhat } from './did.js';
import { html, joined, quotation, type Content, type Html } from './html.js';
import { chip, type Tone } from './labels.js';
import { moment, relative } from './moment.js';
import type { Names } from './names.js';
import type { VoteNow } from './votes-now.js';

interface Shown {
  view: RequestView;
  names: Names;
  votes: readonly VoteNow[];
  nowMs: number;
}

const VOTE_TONE: Readonly<Record<VoteNow['verb'], Tone>> = { approve: 'ok', deny: 'no', abstain: 'mute' };

function voters(votes: readonly VoteNow[], names: Names): Content {
  return (
    votes.length > 0 &&
    html`<div class="chips votes">
      ${votes.map(({ personId, as, verb }) => {
        const place = as === personId ? '' : ` for ${names.person(as)}`;
        return chip(`${names.person(personId)} ${VERB_DID[verb]}${place}`, VOTE_TONE[verb]);
      })}
    </div>`
  );
}

/** A group alone is one entry that any of its members fills. */
function ruleWords({ rule }: Stage, names: Names): string {
  const words = ruleText(rule, names.label);
  const [only, ...others] = seatsOf(rule).flatMap(({ entries }) => entries);
  return others.length === 0 && only?.startsWith('group:') ? `any one of ${words}` : words;
}

/** Who ends it by saying no, and whose votes count: only where it is not the usual. */
function conditions({ deny, vetoes, counts }: Stage, names: Names): Content {
  return [
    deny > 1 && html`<p class="hint">${deny} denials end it.</p>`,
    vetoes.length > 0 && html`<p class="hint">A denial by ${vetoes.map(names.label).join(', ')} ends it at once.</p>`,
    counts !== null && html`<p class="hint">Votes count where <code>${counts}</code>.</p>`,
  ];
}

function stageState(index: number, present: number): Html {
  if (present < 0 || index < present) return chip('done', 'ok');
  return index === present ? chip('now', 'warn') : chip('later', 'mute');
}

/** Several stages: each with its rule, how far it is, and who voted in it. */
function stagesList({ view, names, votes }: Shown, stages: readonly Stage[]): Html {
  const { awaiting, status, resolution } = view;
  const present = awaiting ? stages.findIndex(({ name }) => name === awaiting.stage) : -1;
  const showState = awaiting !== null || (status !== 'revising' && resolution?.outcome === 'approved' && resolution.by === 'people');
  return html`<ol class="stages">
    ${stages.map(
      (stage, index) =>
        html`<li>
          <div>
            <strong>${stage.name}</strong> ${showState && stageState(index, present)}
            ${index === present && awaiting && html`<span class="hint">${awaiting.filled} of ${awaiting.need}</span>`}
          </div>
          <div>${ruleWords(stage, names)}</div>
          ${conditions(stage, names)}
          ${voters(
            votes.filter((vote) => vote.stage === stage.name),
            names,
          )}
        </li>`,
    )}
  </ol>`;
}

function onlyStage({ view, names, votes }: Shown, stage: Stage): Html {
  const { awaiting } = view;
  const simple = stage.rule.kind === 'entries' && stage.rule.entries.length === 1;
  return html`${
    awaiting &&
    html`<p><strong>${awaiting.filled} of ${awaiting.need}</strong>${simple ? ' needed' : html`: ${ruleWords(stage, names)}`}</p>`
  }
  ${!awaiting && !simple && html`<p>Rule: ${ruleWords(stage, names)}</p>`} ${conditions(stage, names)} ${voters(votes, names)}`;
}

function askedList({ asked }: AwaitingView, names: Names): Html {
  return html`<ul class="people">
    ${asked.map((ref) => {
      const { label, members } = names.ref(ref);
      return html`<li>
        ${label}${members && html` <span class="hint">group: ${members.length > 0 ? members.join(', ') : 'nobody'}</span>`}
      </li>`;
    })}
  </ul>`;
}

/** Votes on an earlier revision that count for this one. */
function keptWords(kept: AwaitingView['kept']): Content {
  if (kept.length === 0) return null;
  const whose = kept.map(({ by, revision }) => `${by.name} (revision ${revision})`).join(', ');
  return html`<p class="hint">Kept from before: ${whose}. Nothing changed that the policy calls material.</p>`;
}

/** What people arranged among themselves. */
function arranged({ claims, delegations, snoozes, barred, kept }: AwaitingView, nowMs: number): Content {
  return [
    claims.map(
      ({ by, until }) => html`<p class="hint"><strong>${by.name}</strong> has taken it; free again ${relative(until, nowMs)}.</p>`,
    ),
    delegations.map(({ from, to }) => html`<p class="hint"><strong>${from.name}</strong> handed over to <strong>${to.name}</strong>.</p>`),
    barred && html`<p class="hint"><strong>${barred.name}</strong> changed the arguments, so somebody else has to approve.</p>`,
    keptWords(kept),
    snoozes.map(({ by, until }) => html`<p class="hint">${by.name} gets no reminders until ${moment(until)}.</p>`),
  ];
}

function ladder(stage: Stage | undefined, names: Names): Content {
  if (!stage || stage.ladder.length === 0) return null;
  const steps = stage.ladder.map((step) => ladderText(step, names.label));
  return html`<p class="hint">If nobody decides: ${joined(steps, '; ')}.</p>`;
}

function asked(shown: Shown): Content {
  const { view, names, nowMs } = shown;
  const { awaiting, plan } = view;
  const stages = plan?.stages ?? [];
  const [only] = stages;
  const rule = stages.length > 1 ? stagesList(shown, stages) : only && onlyStage(shown, only);
  if (!awaiting) return rule;
  const present = stages.find(({ name }) => name === awaiting.stage);
  return html`${rule}${stages.length > 1 && html`<h3>Asked now</h3>`}${askedList(awaiting, names)} ${arranged(awaiting, nowMs)}
  ${ladder(present, names)}`;
}

function decision(each: DecisionView, { view, names }: Shown): Html {
  const state = each.counted === null ? chip('not yet counted', 'info') : each.counted ? null : chip('did not count', 'mute');
  const did = didWhat({ ...each, by: each.by.id, onBehalfOf: each.onBehalfOf?.id ?? null }, names);
  return html`<li>
    <strong>${each.by.name}</strong> ${did} ${each.revision !== view.revision && chip(`revision ${each.revision}`, 'mute')} ${state}
    ${each.comment !== null && each.comment !== '' && quotation(each.comment)}
    ${each.answer !== null && each.verb === 'answer' && quotation(each.answer)}
    ${each.reason !== null && html`<div class="hint">${NOT_COUNTED_TEXT[each.reason]}</div>`}
    <div class="when">${moment(each.at)} · ${each.channel}</div>
  </li>`;
}

/** Who is asked by which rule, how far it is, and what everybody said. Questions have a card of their own. */
export function peopleCard(shown: Shown): Html | null {
  const { view } = shown;
  const decisions = view.decisions.filter(({ verb, counted }) => verb !== 'ask' || counted === false);
  if (!view.awaiting && decisions.length === 0) return null;
  return html`<section class="card" aria-labelledby="people">
    <h2 id="people">${view.awaiting ? 'Who is asked' : 'Who decided'}</h2>
    ${asked(shown)}
    ${
      decisions.length > 0 &&
      html`<h3>${view.awaiting ? 'Decisions so far' : 'Decisions'}</h3>
        <ul class="people">
          ${decisions.toReversed().map((each) => decision(each, shown))}
        </ul>`
    }
  </section>`;
}
