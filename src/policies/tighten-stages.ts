import { canonicalJson } from '../contracts/canonical-json.js';
import type { ReviewerRef, Rule, Stage, Step } from '../contracts/plan.js';
import { byTime } from './ladder.js';
import { withUniqueNames } from './stages.js';

export function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])];
}

export function both<T>(a: readonly T[], b: readonly T[]): T[] {
  return a.filter((item) => b.includes(item));
}

/** The same for rules that ask the same people in the same ways; of simple ones the counts may differ. */
function shapeOf(rule: Rule): string {
  return canonicalJson(
    rule.kind === 'entries'
      ? [...rule.entries].sort()
      : { [rule.kind]: rule.of.map((branch) => [shapeOf(branch), countsOf(branch)]).sort() },
  );
}

const countsOf = (rule: Rule): string => (rule.kind === 'entries' ? String(rule.count) : '');

const stepKey = (step: Step): string => canonicalJson({ ...step, to: [...step.to].sort() });
const ladderKey = (ladder: readonly Step[]): string => ladder.map(stepKey).sort().join('\n');
const sameLadder = (a: readonly Step[], b: readonly Step[]): boolean => ladderKey(a) === ladderKey(b);

/**
 * Whether two stages can be asked as one. Those whose votes count differently cannot; nor those of which one replaces its reviewers at some
 * time and the other does not, as then who may answer differs from then on. They stay two stages, which is stricter.
 */
function joinable(a: Stage, b: Stage): boolean {
  const replaces = [...a.ladder, ...b.ladder].some((step) => step.do === 'replace');
  return shapeOf(a.rule) === shapeOf(b.rule) && a.counts === b.counts && (!replaces || sameLadder(a.ladder, b.ladder));
}

function entriesOf(rule: Rule): ReviewerRef[] {
  return rule.kind === 'entries' ? rule.entries : rule.of.flatMap(entriesOf);
}

/** From when each may answer, as ladders without `replace` say; those of the stage itself from the start. */
function admission(ladder: readonly Step[], entries: readonly ReviewerRef[]): Map<ReviewerRef, number> {
  const times = new Map<ReviewerRef, number>(entries.map((ref) => [ref, 0]));
  for (const step of ladder) for (const ref of step.to) times.set(ref, Math.min(times.get(ref) ?? Infinity, step.afterMs));
  return times;
}

function uniqueSteps(ladder: readonly Step[]): Step[] {
  return [...new Map(ladder.map((step) => [stepKey(step), step])).values()];
}

/**
 * A ladder widens who may answer. Only those come in whom both would let in, at the later time: otherwise naming a second policy would
 * bring in people whom the first one never trusted. Reminders and pages of both stay.
 */
function joinLadders(a: readonly Step[], b: readonly Step[], entries: readonly ReviewerRef[]): Step[] {
  if (sameLadder(a, b)) return [...a];
  const [timesA, timesB] = [admission(a, entries), admission(b, entries)];
  const admitted = new Map<ReviewerRef, number>();
  for (const [ref, afterMs] of timesA) {
    const other = timesB.get(ref);
    if (other !== undefined) admitted.set(ref, Math.max(afterMs, other));
  }
  const pages = new Map<string, Step>();
  for (const step of [...a, ...b].filter((each) => each.do === 'page')) {
    for (const ref of step.to) {
      const from = admitted.get(ref);
      if (from === undefined) continue;
      const afterMs = Math.max(from, step.afterMs);
      const key = canonicalJson([afterMs, step.repeat]);
      const known = pages.get(key);
      pages.set(key, { ...step, afterMs, to: union(known?.to ?? [], [ref]) });
    }
  }
  const paged = (ref: ReviewerRef, afterMs: number): boolean =>
    [...pages.values()].some((step) => step.afterMs === afterMs && step.to.includes(ref));
  const adds = new Map<number, ReviewerRef[]>();
  for (const [ref, afterMs] of admitted) {
    if (afterMs > 0 && !paged(ref, afterMs)) adds.set(afterMs, [...(adds.get(afterMs) ?? []), ref]);
  }
  return byTime([
    ...uniqueSteps([...a, ...b].filter((step) => step.do === 'remind')),
    ...[...adds].map(([afterMs, to]): Step => ({ afterMs, do: 'add', to, repeat: null })),
    ...pages.values(),
  ]);
}

function joinStage(a: Stage, b: Stage): Stage {
  const rule =
    a.rule.kind === 'entries' && b.rule.kind === 'entries' && b.rule.count > a.rule.count
      ? { ...a.rule, need: b.rule.need, count: b.rule.count }
      : a.rule;
  return {
    name: a.name,
    rule,
    deny: Math.min(a.deny, b.deny),
    vetoes: union(a.vetoes, b.vetoes),
    counts: a.counts,
    ladder: joinLadders(a.ladder, b.ladder, entriesOf(a.rule)),
  };
}

/** Both plans' stages; where both ask the same people in the same way, one that needs more, with the lower deny threshold. */
export function joinStages(a: readonly Stage[], b: readonly Stage[]): Stage[] {
  const rest = [...b];
  const joined = a.map((stage) => {
    const at = rest.findIndex((other) => joinable(stage, other));
    const other = at < 0 ? undefined : rest.splice(at, 1)[0];
    return other === undefined ? stage : joinStage(stage, other);
  });
  return withUniqueNames([...joined, ...rest]);
}

function withEntries(rule: Rule, to: readonly ReviewerRef[]): Rule {
  return rule.kind === 'entries' ? { ...rule, entries: [...to] } : { ...rule, of: rule.of.map((branch) => withEntries(branch, to)) };
}

/**
 * Stages for a clock that may run faster than that of their own policy: nobody comes in earlier than it says, so nobody comes in. Where it
 * would replace reviewers, both the former and the latter must agree, as it may be before or after.
 */
export function forFasterClock(stages: readonly Stage[]): Stage[] {
  return stages.flatMap((stage) => {
    const ladder = stage.ladder.filter((step) => step.do === 'remind');
    const replaced = stage.ladder.filter((step) => step.do === 'replace');
    return [{ ...stage, ladder }, ...replaced.map((step) => ({ ...stage, ladder, rule: withEntries(stage.rule, step.to) }))];
  });
}
