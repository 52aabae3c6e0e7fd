import type { Resolution } from '../contracts/status.js';
import { moved, type Effect, type Outcome } from './outcome.js';
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
  const effects: Effect[] = [
    ...before.filter((effect) => effect.kind !== 'notice'),
    { kind: 'audit', entry: 'request.resolved', body: { ...resolution } },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  ];
  const rest = { revision, digest, execute, canRevise, lastSeq, resolution };
  return verdict.outcome === 'approved'
    ? moved({ ...rest, status: 'approved', plan, round, usableUntilMs: atMs + plan.usableForMs }, ...effects)
    : moved({ ...rest, status: verdict.outcome }, ...effects);
}
