import type { MoveView } from '../contracts/move-view.js';
import type { Effect } from '../domain/outcome.js';
import { filledNow } from '../domain/quorum.js';
import type { RequestState } from '../domain/state.js';
import { nextStep, wakeups } from '../domain/wakeups.js';
import { visibleText } from '../contracts/visible-text.js';
import type { RequestRow } from '../ledger/requests.js';
import { askedNow } from './persist.js';

/** What the workflow gets to know of a move, and what the Temporal UI shows of it. */
export function moveView(row: RequestRow, state: RequestState, move: number, effects: readonly Effect[]): MoveView {
  const plan = 'plan' in state ? state.plan : row.plan;
  return {
    requestId: row.id,
    move,
    status: state.status,
    revision: state.revision,
    digest: state.digest,
    next: nextStep(state),
    receipts: effects.flatMap(receiptLine),
    details: details(row, state),
    attributes: { type: row.type, risk: plan?.risk ?? row.risk, policy: plan?.policy.name ?? null },
    resolution: 'resolution' in state ? state.resolution : null,
  };
}

function receiptLine(effect: Effect): string[] {
  if (effect.kind !== 'audit' || (effect.entry !== 'decision.counted' && effect.entry !== 'decision.refused')) return [];
  const { verb, by, revision, reason } = effect.body as Record<string, string | number | undefined>;
  return [`${verb} by ${by} on revision ${revision}: ${effect.entry === 'decision.counted' ? 'counted' : `not counted (${reason})`}`];
}

function details(row: RequestRow, state: RequestState): string {
  const title = visibleText(row.title ?? row.type ?? `proposal of ${row.agent ?? 'an agent'}`);
  const lines = [`### ${title.replaceAll(/[\\`*_[\]<>#|]/g, '\\$&')}`, '', `**Status:** ${state.status} · **revision** ${state.revision}`];
  if (state.digest !== null) lines.push(`**Digest:** \`${state.digest.slice(0, 19)}\``);
  if (state.status === 'pending') {
    const stage = state.plan.stages[state.round.stage];
    const filled = stage ? filledNow(stage, state.round) : 0;
    lines.push(`**Waiting for:** ${askedNow(state).join(', ')} — ${filled} of ${stage?.count ?? 0} in stage ${stage?.name ?? ''}`);
    lines.push(`**Since:** ${new Date(state.round.startedAtMs).toISOString()}`);
    for (const vote of state.round.votes) lines.push(`- ${vote.personId}: ${vote.verb}`);
  }
  const next = wakeups(state)[0];
  if (next) lines.push(`**Next timer:** ${next.kind} at ${new Date(next.atMs).toISOString()}`);
  if ('resolution' in state)
    lines.push(
      `**Resolution:** ${state.resolution.outcome} by ${state.resolution.by}${state.resolution.people.length > 0 ? ` (${state.resolution.people.join(', ')})` : ''}`,
    );
  return lines.join('\n\n');
}
