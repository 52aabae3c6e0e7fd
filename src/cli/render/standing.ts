import { formatDuration } from '../../contracts/duration.js';
import type { ReviewerRef, Stage } from '../../contracts/plan.js';
import { ladderText, missingText, ruleText, TIMER_TEXT } from '../../contracts/rule-text.js';
import type { AwaitingView, RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Colours } from '../context.js';
import { time } from './text.js';
import { distance } from './when.js';

/** A label and what stands beside it. */
export type Fact = readonly [label: string, text: string];

export const labelOf = (ref: ReviewerRef): string => visibleLine(ref);
export const personText = ({ id, name }: { id: string; name: string }): string => `${visibleLine(name)} (${id})`;

/** What the policy asks for at the present stage, and what happens when nobody answers. */
export function ruleFacts({ plan, awaiting }: RequestView): Fact[] {
  const index = plan?.stages.findIndex(({ name }) => name === awaiting?.stage) ?? -1;
  const stage = plan?.stages[index];
  if (!plan || !stage) return [];
  const where = plan.stages.length > 1 ? ` (stage ${index + 1} of ${plan.stages.length}, ${visibleLine(stage.name)})` : '';
  return [
    ['rule', `${ruleText(stage.rule, labelOf)}${where}`],
    ...denials(stage),
    ...(stage.counts === null ? [] : [['counts', `only votes of whom ${visibleLine(stage.counts)}`] as const]),
    ...stage.ladder.map((step): Fact => ['ladder', ladderText(step, labelOf)]),
  ];
}

function denials({ deny, vetoes }: Stage): Fact[] {
  return [
    ...(deny > 1 ? [['denials', `${deny} end it`] as const] : []),
    ...(vetoes.length > 0 ? [['veto', `a denial by ${vetoes.map(labelOf).join(' or ')} ends it at once`] as const] : []),
  ];
}

export function awaitedFact({ asked, need, filled, stage, since }: AwaitingView, nowMs: number): Fact {
  const waiting = formatDuration(Math.max(0, nowMs - Date.parse(since)));
  return ['awaited', `${asked.map(labelOf).join(', ')} (${visibleLine(stage)}: ${filled} of ${need}), for ${waiting}`];
}

/** What people and circumstances have made of a waiting request; nothing where nobody has done anything but wait. */
export function arrangements(view: RequestView, colours: Colours): Fact[] {
  const { awaiting, id } = view;
  if (!awaiting) return [];
  const { claims, delegations, snoozes, paused, missing, overrides, kept, barred, extended } = awaiting;
  return [
    ...(missing === null
      ? []
      : [
          [
            'missing',
            colours.red(`those who are left cannot satisfy the policy: it still takes ${missingText(missing, labelOf)}`),
          ] as const,
        ]),
    ...claims.map(({ by, until }): Fact => [
      'taken',
      `${colours.yellow(`by ${personText(by)}`)} until ${time(until)}; others can still deny it or send it back`,
    ]),
    ...delegations.map(({ from, to }): Fact => ['handed on', `by ${personText(from)} to ${personText(to)}`]),
    ...snoozes.map(({ by, until }): Fact => ['put off', `by ${personText(by)}: no reminders until ${time(until)}`]),
    ...questionsOf(view),
    ...(paused === null
      ? []
      : [['clock', `stands since ${time(paused.since)}, because a question is open; goes on at ${time(paused.until)}`] as const]),
    ...(extended.times === 0 ? [] : [['extended', `the deadline, by ${formatDuration(extended.ms)} in all`] as const]),
    ...overrides.map(({ by, reason }): Fact => [
      'override',
      colours.yellow(
        `by ${personText(by)}: ${visibleLine(reason)}. A second person with the permission has to say the same: countersign override ${id}`,
      ),
    ]),
    ...kept.map(({ by, revision }): Fact => [
      'kept',
      `the vote of ${personText(by)} on revision ${revision}: nothing material has changed`,
    ]),
    ...barred.map((by): Fact => ['barred', `${personText(by)} changed it, and somebody else has to approve the change`]),
  ];
}

function questionsOf({ id, awaiting, decisions }: RequestView): Fact[] {
  return decisions
    .filter(({ decisionId }) => awaiting?.questions.includes(decisionId))
    .map(({ decisionId, by, comment }): Fact => [
      'question',
      `${personText(by)}: ${visibleLine(comment ?? '')}  (countersign answer-question ${id} --question ${decisionId})`,
    ]);
}

/** Where an approved or started request stands. */
export function effectFacts({ id, status, runFrom, follows, followUps, canUndo }: RequestView, colours: Colours, nowMs: number): Fact[] {
  return [
    ...(runFrom === null
      ? []
      : [['runs', `not before ${time(runFrom)} (${distance(runFrom, nowMs)}); a denial stops it until then`] as const]),
    ...(status === 'unknown'
      ? [
          [
            'unknown',
            colours.red('nobody knows whether it happened. Find out, then:') +
              ` countersign settle ${id} --happened | --did-not-happen${canUndo ? ' | --compensate' : ''}, with --evidence`,
          ] as const,
        ]
      : []),
    ...(follows === null ? [] : [['follows', follows] as const]),
    ...followUps.map((each): Fact => ['followed by', each]),
  ];
}

export function timerFact({ nextTimer }: RequestView, nowMs: number): Fact[] {
  if (!nextTimer) return [];
  const { kind, at } = nextTimer;
  return [['next', `${kind.replaceAll('_', ' ')} ${distance(at, nowMs)}, ${time(at)}: ${TIMER_TEXT[kind]}`]];
}
