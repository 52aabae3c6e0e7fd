import type { MoveView } from '../contracts/move-view.js';
import type { Pause } from '../contracts/pause.js';
import type { Effect } from '../domain/outcome.js';
import { seatedNow } from '../domain/quorum.js';
import type { RequestState, StatusOf } from '../domain/state.js';
import { wakeups } from '../domain/wakeups.js';
import { visibleText } from '../contracts/visible-text.js';
import type { RequestRow } from '../ledger/requests.js';
import { heldStep, pausedText } from './pauses.js';
import { askedNow } from './persist.js';

/** What the workflow gets to know of a move, and what the Temporal UI shows of it. `held`: what holds the effect, where somebody looked. */
export function moveView(
  row: RequestRow,
  state: RequestState,
  move: number,
  effects: readonly Effect[],
  held: { pause: Pause | null; nowMs: number } = { pause: null, nowMs: 0 },
): MoveView {
  const plan = 'plan' in state ? state.plan : row.plan;
  return {
    requestId: row.id,
    move,
    status: state.status,
    revision: state.revision,
    digest: state.digest,
    next: heldStep(row, state, held.pause, held.nowMs),
    receipts: effects.flatMap(receiptLine),
    details: details(row, state, held.pause),
    attributes: { type: row.type, risk: plan?.risk ?? row.risk, policy: plan?.policy.name ?? null },
    resolution: 'resolution' in state ? state.resolution : null,
    ...(row.observe && state.status === 'pending' ? { observe: true } : {}),
  };
}

function receiptLine(effect: Effect): string[] {
  if (effect.kind !== 'audit' || (effect.entry !== 'decision.counted' && effect.entry !== 'decision.refused')) return [];
  const { verb, by, revision, reason } = effect.body as Record<string, string | number | undefined>;
  return [`${verb} by ${by} on revision ${revision}: ${effect.entry === 'decision.counted' ? 'counted' : `not counted (${reason})`}`];
}

function details(row: RequestRow, state: RequestState, pause: Pause | null): string {
  const title = visibleText(row.title ?? row.type ?? `proposal of ${row.agent ?? 'an agent'}`);
  const lines = [`### ${markdown(title)}`, '', `**Status:** ${state.status} · **revision** ${state.revision}`];
  if (state.digest !== null) lines.push(`**Digest:** \`${state.digest.slice(0, 19)}\``);
  if (state.status === 'pending') lines.push(...awaited(state));
  if (pause) lines.push(`**Held:** ${markdown(pausedText(pause))}, since ${pause.at}`);
  const next = wakeups(state)[0];
  if (next) lines.push(`**Next timer:** ${next.kind} at ${new Date(next.atMs).toISOString()}`);
  if ('resolution' in state)
    lines.push(
      `**Resolution:** ${state.resolution.outcome} by ${state.resolution.by}${state.resolution.people.length > 0 ? ` (${state.resolution.people.join(', ')})` : ''}`,
    );
  return lines.join('\n\n');
}

/** Words of others, as they are: nothing in them is markdown. */
function markdown(text: string): string {
  return visibleText(text).replaceAll(/[\\`*_[\]<>#|]/g, '\\$&');
}

function awaited(state: StatusOf<'pending'>): string[] {
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  const { filled, need } = stage ? seatedNow(stage, round) : { filled: 0, need: 0 };
  const until = (ms: number) => new Date(ms).toISOString();
  return [
    `**Waiting for:** ${askedNow(state).join(', ')} — ${filled} of ${need} in stage ${stage?.name ?? ''}`,
    `**Since:** ${until(round.startedAtMs)}`,
    ...round.votes.map((vote) => `- ${vote.personId}${vote.as === vote.personId ? '' : ` for ${vote.as}`}: ${vote.verb}`),
    ...round.claims.map(({ personId, untilMs }) => `- taken by ${personId} until ${until(untilMs)}`),
    ...round.delegations.map(({ from, to }) => `- ${from} handed over to ${to}`),
    ...round.overrides.map(({ personId }) => `- ${personId} wants to override; a second person is needed`),
    ...(round.pausedSinceMs === null ? [] : [`**Clock:** stopped since ${until(round.pausedSinceMs)}, a question is open`]),
    ...(round.missing ?? []).map(
      ({ stage: name, entries, need: more }) => `**Cannot be satisfied:** stage ${name} lacks ${more} of ${entries.join(', ')}`,
    ),
  ];
}
