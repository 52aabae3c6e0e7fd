import { assertNever } from '../contracts/assert-never.js';
import type { ReviewerRef, Stage, Step } from '../contracts/plan.js';
import { audit, ignored, moved, type Effect, type Outcome } from './outcome.js';
import { askedEntries } from './quorum.js';
import { advanceStages, withoutReplaced } from './stages.js';
import type { Asking, Round, StatusOf } from './state.js';

/** The next step that asks further people and has not fired; null where the ladder is used up. */
export function nextStepUp(stage: Stage, round: Round): { step: Step; index: number } | null {
  const index = stage.ladder.findIndex((step, at) => step.do !== 'remind' && (round.fired[at] ?? 0) === 0);
  const step = stage.ladder[index];
  return step ? { step, index } : null;
}

/** Takes the next step up of the ladder now: asks further people and never lowers how many must approve. */
export function escalate(state: StatusOf<'pending'>, why: string, atMs: number): Outcome {
  const stage = state.plan.stages[state.round.stage];
  const next = stage ? nextStepUp(stage, state.round) : null;
  return next ? fireStep(state, next.index, why, atMs) : ignored('the ladder is used up');
}

/** Fires one step of the present stage's ladder. */
export function fireStep(state: StatusOf<'pending'>, index: number, why: string, atMs: number): Outcome {
  const stage = state.plan.stages[state.round.stage];
  const step = stage?.ladder[index];
  if (!stage || !step) return ignored('there is no such step');
  const round = { ...state.round, fired: stage.ladder.map((_, at) => (state.round.fired[at] ?? 0) + (at === index ? 1 : 0)) };
  switch (step.do) {
    case 'remind':
      return moved({ ...state, round }, audit('reviewers.reminded', { stage: stage.name }), {
        kind: 'notice',
        notice: 'remind',
        refs: awake(askedEntries(stage, round), round, atMs),
      });
    case 'add':
    case 'page': {
      // Those who voted may fill more of what is asked now: then nobody has to be waited for.
      const told = [escalated(step, index, why, atMs), notice(step.do === 'page' ? 'page' : 'ask', step.to)];
      return advanceStages({ ...state, round: asking(round, 'add', step.to) }, atMs, told);
    }
    case 'replace': {
      const next = { ...withoutReplaced(state.plan, asking(round, 'replace', step.to)), claims: [] };
      return advanceStages({ ...state, round: next }, atMs, [escalated(step, index, why, atMs), notice('ask', step.to)]);
    }
    default:
      return assertNever(step.do);
  }
}

/** Widens (or swaps) who is asked at the present stage; a step that repeats adds nothing twice. */
export function asking(round: Round, kind: 'add' | 'replace', refs: readonly ReviewerRef[], stage = round.stage): Round {
  if (
    refs.length === 0 ||
    isAsked(
      round.asking.filter((each) => each.stage === stage),
      kind,
      refs,
    )
  )
    return round;
  return { ...round, asking: [...round.asking, { stage, kind, refs }] };
}

/** Whether the same was done already, and not swept away since by another replacement. */
function isAsked(changes: readonly Asking[], kind: 'add' | 'replace', refs: readonly ReviewerRef[]): boolean {
  const replaced = changes.findLastIndex((each) => each.kind === 'replace');
  return changes
    .slice(Math.max(0, replaced))
    .some(
      (each) => each.kind === kind && refs.every((ref) => each.refs.includes(ref)) && (kind === 'add' || each.refs.length === refs.length),
    );
}

/** Without people who asked not to be reminded until later. */
function awake(refs: readonly ReviewerRef[], { snoozes }: Round, atMs: number): ReviewerRef[] {
  const asleep = snoozes.filter(({ untilMs }) => untilMs > atMs).map(({ personId }) => `person:${personId}`);
  return refs.filter((ref) => !asleep.includes(ref));
}

function escalated(step: Step, index: number, why: string, atMs: number): Effect {
  return audit('request.escalated', { do: step.do, to: [...step.to], step: index + 1, why, at: new Date(atMs).toISOString() });
}

function notice(kind: 'ask' | 'page', refs: readonly ReviewerRef[]): Effect {
  return { kind: 'notice', notice: kind, refs };
}
