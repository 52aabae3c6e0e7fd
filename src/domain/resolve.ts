import type { Resolution } from '../contracts/status.js';
import { outside } from './open-hours.js';
import { audit, moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { resumed } from './rounds.js';
import type { StatusOf } from './state.js';

export type Verdict =
  | { outcome: 'approved' | 'rejected' | 'expired'; by: Resolution['by']; people: readonly string[]; reason: string }
  | { outcome: 'answered'; by: 'people'; people: readonly string[]; reason: string; answer: string };

/** Ends the asking of a pending request. Every card is rewritten, so that no live button stays behind. */
export function resolve(state: StatusOf<'pending'>, verdict: Verdict, atMs: number, before: readonly Effect[]): Outcome {
  const { plan, round, digest, revision, execute, canRevise, lastSeq } = state;
  const resolution: Resolution = {
    outcome: verdict.outcome,
    by: verdict.by,
    people: [...verdict.people],
    reason: verdict.reason,
    revision,
    digest,
    at: new Date(atMs).toISOString(),
    answer: verdict.outcome === 'answered' ? verdict.answer : null,
  };
  const effects: Effect[] = [...before.filter((effect) => effect.kind !== 'notice'), audit('request.resolved', { ...resolution }), rewrite];
  const rest = { revision, digest, execute, canRevise, lastSeq, resolution };
  if (verdict.outcome !== 'approved') return moved({ ...rest, status: verdict.outcome }, ...effects);
  // Whoever breaks the glass does not mean "later".
  const runFromMs = verdict.by === 'override' ? atMs : outside(atMs + plan.vetoWindowMs, plan.frozen);
  const closed = { ...resumed(plan, round, atMs), claims: [], questions: [], missing: null, overrides: [] };
  const approved: StatusOf<'approved'> = {
    ...rest,
    status: 'approved',
    plan,
    round: closed,
    runFromMs,
    due: runFromMs <= atMs,
    usableUntilMs: runFromMs + plan.usableForMs,
  };
  return moved(approved, ...effects);
}
