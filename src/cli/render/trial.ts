import { formatDuration } from '../../contracts/duration.js';
import type { PolicyTrialResult } from '../../contracts/policy-trial.js';
import { ladderText, missingText, ruleText, TIMER_TEXT } from '../../contracts/rule-text.js';
import { visibleLine } from '../../contracts/visible-text.js';
import type { Colours } from '../context.js';
import { labelOf, personText, type Fact } from './standing.js';
import { riskText, statusText } from './status.js';
import { time } from './text.js';

type Planned = Extract<PolicyTrialResult, { result: 'planned' }>;

/** How an action would be reviewed, as a person reads it. */
export function trialText(found: PolicyTrialResult, colours: Colours): string {
  const facts = found.result === 'planned' ? plannedFacts(found, colours) : refusedFacts(found, colours);
  return [['at', time(found.at)] as const, ...facts].map(([label, text]) => `${colours.dim(label.padEnd(12))}${text}`).join('\n');
}

function refusedFacts({ code, message }: Extract<PolicyTrialResult, { result: 'refused' }>, colours: Colours): Fact[] {
  return [['refused', `${colours.red(code)}: ${visibleLine(message)}`]];
}

function plannedFacts(found: Planned, colours: Colours): Fact[] {
  const { plan, status, asked, missing, stillMissing, next, runFrom } = found;
  return [
    ['opens as', statusText(status, colours)],
    ['policy', `${visibleLine(plan.policy.name)} v${plan.policy.version}`],
    ...plan.reasons.map((reason): Fact => ['because', visibleLine(reason.text)]),
    ['risk', riskText(plan.risk, colours)],
    ...plan.stages.flatMap((stage, index) => stageFacts(stage, asked[index], plan.stages.length > 1 ? index + 1 : null)),
    ...missingFacts(missing, stillMissing, colours),
    ...(plan.route === 'review' ? [['deadline', `${formatDuration(plan.deadlineMs)}, then ${DEADLINE[plan.onTimeout]}`] as const] : []),
    ...next.map(({ kind, at, to }): Fact => [
      'then',
      `${time(at)} ${TIMER_TEXT[kind]}${to.length > 0 ? `: ${to.map(labelOf).join(', ')}` : ''}`,
    ]),
    ...(runFrom === null ? [] : [['runs', `not before ${time(runFrom)}, if it were approved at once`] as const]),
  ];
}

const DEADLINE: Readonly<Record<Planned['plan']['onTimeout'], string>> = {
  reject: 'it expires',
  approve: 'silence approves it',
  escalate: 'others are asked, once',
};

function stageFacts(stage: Planned['plan']['stages'][number], asked: Planned['asked'][number] | undefined, number: number | null): Fact[] {
  return [
    ['rule', `${ruleText(stage.rule, labelOf)}${number === null ? '' : ` (stage ${number}, ${visibleLine(stage.name)})`}`],
    ...(asked?.entries ?? []).map(({ ref, people }): Fact => [
      'asked',
      `${labelOf(ref)}: ${people.map(whoText).join(', ') || 'nobody at that moment'}`,
    ]),
    ...stage.ladder.map((step): Fact => ['ladder', ladderText(step, labelOf)]),
  ];
}

function whoText({ standsInFor, ...person }: Planned['asked'][number]['entries'][number]['people'][number]): string {
  return standsInFor === null ? personText(person) : `${personText(person)} in the place of ${personText(standsInFor)}`;
}

function missingFacts(missing: Planned['missing'], still: Planned['stillMissing'], colours: Colours): Fact[] {
  if (still !== null) return [['missing', colours.red(`it would be refused: nobody could fill ${missingText(still, labelOf)}`)]];
  return missing === null
    ? []
    : [
        [
          'missing',
          colours.yellow(`those listed do not suffice: it takes ${missingText(missing, labelOf)}; others would be asked at once`),
        ],
      ];
}
