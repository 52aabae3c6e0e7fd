import { ladderText, ruleText, TIMER_TEXT } from '../../contracts/rule-text.js';
import type { TimerKind } from '../../contracts/move-view.js';
import { refsOf, seatsOf, type Stage } from '../../contracts/plan.js';
import type { AwaitingView, RequestView } from '../../contracts/view.js';
import { cut, line, moment, say } from './kit.js';
import { labelsWith, type Names } from './labels.js';

type Row = ReturnType<typeof line>;
type LabelOf = ReturnType<typeof labelsWith>;

const bold = { bold: true } as const;
/** Slack takes a card of so much; the request page has all of it. */
const MOST_PEOPLE = 5;
const MOST_STEPS = 6;
const MOST_TEXT = 800;

/** By which rule it is decided, who is asked, and what people arranged about it. */
export function standing(view: RequestView, names: Names): Row[] {
  const { awaiting, plan } = view;
  if (!awaiting) return [];
  const labelOf = labelsWith(names);
  const stage = plan?.stages.find(({ name }) => name === awaiting.stage);
  return [
    ...(plan && stage ? ruleRows(plan.stages, stage, awaiting, labelOf) : []),
    line(say('Asked: ', bold), say(short(awaiting.asked.map(labelOf).join(', ')))),
    line(say('Needed: ', bold), say(`${awaiting.filled} of ${awaiting.need}`)),
    ...keptRows(awaiting),
    ...arranged(awaiting),
    ...clockRows(view, stage, labelOf),
  ];
}

function ruleRows(stages: readonly Stage[], stage: Stage, { asked }: AwaitingView, labelOf: LabelOf): Row[] {
  const number = stages.indexOf(stage) + 1;
  const where = stages.length > 1 ? `Stage ${number} of ${stages.length}, ${stage.name}: ` : 'Rule: ';
  const others = seatsOf(stage.rule).some(({ entries }) => entries.some((ref) => !asked.includes(ref)));
  const vetoes = stage.vetoes.map(labelOf).join(', ');
  return [
    line(say(where, bold), say(`${short(ruleText(stage.rule, labelOf))}${others ? ' (as written; others are asked now)' : ''}`)),
    ...(stage.deny > 1 ? [line(say('Denials that end it: ', bold), say(String(stage.deny)))] : []),
    ...(vetoes === '' ? [] : [line(say('May veto: ', bold), say(`${short(vetoes)}; one such denial ends it`))]),
    ...(stage.counts === null ? [] : [line(say('Votes count where: ', bold), say(short(stage.counts)))]),
  ];
}

function keptRows({ kept }: AwaitingView): Row[] {
  const revisions = [...new Set(kept.map(({ revision }) => revision))];
  return revisions.slice(-MOST_PEOPLE).map((revision) => {
    const people = kept.filter((each) => each.revision === revision).map(({ by }) => by.name);
    const votes = people.length === 1 ? '1 vote' : `${people.length} votes`;
    return line(say(`${votes} kept from revision ${revision}: `, bold), say(`nothing material changed (${some(people)})`));
  });
}

/** Names only: what somebody wrote when they took or snoozed it is not for a channel. */
function arranged({ claims, delegations, snoozes, barred }: AwaitingView): Row[] {
  return [
    ...claims.slice(0, MOST_PEOPLE).map(({ by, until }) => line(say('Taken by: ', bold), say(`${by.name}, until `), moment(until))),
    ...delegations.slice(0, MOST_PEOPLE).map(({ from, to }) => line(say('Handed over: ', bold), say(`${from.name} to ${to.name}`))),
    ...(snoozes.length === 0 ? [] : [line(say('Not reminded: ', bold), say(some(snoozes.map(({ by }) => by.name))))]),
    ...(barred.length === 0 ? [] : [line(say(`${some(barred.map(({ name }) => name))} changed it, so somebody else has to approve.`))]),
  ];
}

const SHOWN_ELSEWHERE: ReadonlySet<TimerKind> = new Set(['deadline', 'pause_over', 'claim_over']);

function clockRows({ awaiting, nextTimer }: RequestView, stage: Stage | undefined, labelOf: LabelOf): Row[] {
  const ladder = stage?.ladder ?? [];
  const paused = awaiting?.paused ?? null;
  return [
    ...(paused === null
      ? []
      : [line(say('The clock stands still ', bold), say('while a question is open, until '), moment(paused.until), say(' at the latest'))]),
    ...(nextTimer === null || SHOWN_ELSEWHERE.has(nextTimer.kind)
      ? []
      : [line(say('Next: ', bold), say(`${TIMER_TEXT[nextTimer.kind]}, `), moment(nextTimer.at))]),
    ...(ladder.length === 0 ? [] : [line(say('If nobody decides: ', bold), say(short(stepsText(ladder, labelOf))))]),
  ];
}

function stepsText(ladder: Stage['ladder'], labelOf: LabelOf): string {
  const steps = ladder.slice(0, MOST_STEPS).map((step) => ladderText(step, labelOf));
  return `${steps.join('; ')}${ladder.length > MOST_STEPS ? `; and ${ladder.length - MOST_STEPS} more` : ''}`;
}

function short(text: string): string {
  return cut(text, MOST_TEXT);
}

function some(names: readonly string[]): string {
  return names.length <= MOST_PEOPLE
    ? names.join(', ')
    : `${names.slice(0, MOST_PEOPLE).join(', ')} and ${names.length - MOST_PEOPLE} more`;
}

/** Ids of everybody whom a card may have to name, beside those that the view names itself. */
export function peopleNamed({ plan, awaiting, decisions, paused }: RequestView): string[] {
  const stages = plan?.stages ?? [];
  const refs = [
    ...stages.flatMap((stage) => [...refsOf(stage), ...stage.vetoes]),
    ...(awaiting?.asked ?? []),
    ...(awaiting?.missing ?? []).flatMap(({ entries }) => entries),
    ...decisions.flatMap(({ from, to }) => [from, to]),
  ];
  const people = refs.flatMap((ref) => (ref?.startsWith('person:') ? [ref.slice('person:'.length)] : []));
  return [...new Set([...people, ...(paused?.by.kind === 'person' ? [paused.by.id] : [])])];
}
