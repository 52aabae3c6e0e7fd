import { assertNever } from './assert-never.js';
import { formatDuration } from './duration-text.js';
import type { TimerKind } from './move-view.js';
import type { ReviewerRef, Rule, Seats, Step } from './plan.js';

/** What a person calls a reviewer: a name where one is known, else the reference itself. */
export type LabelOf = (ref: ReviewerRef) => string;

/**
 * A rule as a person would say it, without a full stop: `a majority of group:security, person:devops-lead`. Branches of `allOf` and `anyOf` that have
 * more than one word stand in brackets.
 */
export function ruleText(rule: Rule, labelOf: LabelOf): string {
  const words = said(rule, labelOf);
  return needsDistinct(rule) ? `${words}, all of them different people` : words;
}

function said(rule: Rule, labelOf: LabelOf): string {
  if (rule.kind === 'entries') return seatsText(rule, labelOf);
  return joined(rule.of, rule.kind === 'allOf' ? ' and ' : ' or ', labelOf);
}

function joined(rules: readonly Rule[], word: string, labelOf: LabelOf): string {
  const [only] = rules;
  if (only && rules.length === 1) return said(only, labelOf);
  return rules.map((each) => (isOneLabel(each) ? said(each, labelOf) : `(${said(each, labelOf)})`)).join(word);
}

function isOneLabel(rule: Rule): boolean {
  return rule.kind === 'entries' ? rule.entries.length === 1 : rule.of.length === 1 && rule.of.every(isOneLabel);
}

/** One person is one seat: worth saying where it is no matter of course. */
function needsDistinct(rule: Rule): boolean {
  if (rule.kind === 'entries') return false;
  return (rule.kind === 'allOf' && rule.of.length > 1) || rule.of.some(needsDistinct);
}

function seatsText({ need, entries, count }: Seats, labelOf: LabelOf): string {
  const labels = entries.map(labelOf);
  const list = labels.join(', ');
  if (labels.length === 1) return list;
  switch (need) {
    case 'any':
      return `any one of ${list}`;
    case 'all':
      return labels.length === 2 ? labels.join(' and ') : `all of ${list}`;
    case 'majority':
      return `a majority of ${list}`;
    case 'atLeast':
      return `at least ${count} of ${list}`;
    case 'onePerGroup':
      return `one person for each of ${list}`;
    default:
      return assertNever(need);
  }
}

/** One step of the ladder: `after 30m also asks group:leads`. */
export function ladderText(step: Step, labelOf: LabelOf): string {
  const { afterMs, repeat } = step;
  const again =
    repeat === null ? '' : `, again every ${formatDuration(repeat.everyMs)}, ${repeat.times === 1 ? 'once' : `${repeat.times} times`}`;
  return `after ${formatDuration(afterMs)} ${stepText(step, labelOf)}${again}`;
}

function stepText({ do: what, to }: Step, labelOf: LabelOf): string {
  const list = to.map(labelOf).join(', ');
  switch (what) {
    case 'remind':
      return 'reminds whoever is asked';
    case 'add':
      return `also asks ${list}`;
    case 'replace':
      return `asks ${list} instead`;
    case 'page':
      return list === '' ? 'pages' : `pages ${list}`;
    default:
      return assertNever(what);
  }
}

/** What is missing where those left cannot satisfy the policy: `1 of group:finance, person:ada`; stages are named where there are several. */
export function missingText(
  missing: readonly { stage: string; entries: readonly ReviewerRef[]; need: number }[],
  labelOf: LabelOf,
): string {
  return missing
    .map(({ stage, entries, need }) => {
      const list = entries.map(labelOf).join(', ');
      const who = entries.length === need ? list : `${need} of ${list}`;
      return missing.length === 1 ? who : `${who} (stage ${stage})`;
    })
    .join('; ');
}

/** What happens by itself next, before its time: `in 20m: reminds the reviewers`. */
export const TIMER_TEXT: Readonly<Record<TimerKind, string>> = {
  reminder: 'reminds whoever is asked',
  escalation: 'asks further people',
  replacement: 'asks other people instead',
  page: 'pages',
  deadline: 'the time to decide is over',
  claim_over: 'it is free for others again',
  pause_over: 'the clock goes on without an answer',
  run_from: 'the effect may start',
  usable_until: 'the approval runs out',
  lease: 'the outcome must have been reported',
};
