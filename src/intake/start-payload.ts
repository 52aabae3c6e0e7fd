import type { Json, JsonObject } from '../contracts/json.js';
import type { MoveView } from '../contracts/move-view.js';
import { visibleText } from '../contracts/visible-text.js';
import type { RequestRow } from '../ledger/requests.js';
import { moveView } from '../moves/move-view.js';
import { stateOf } from '../moves/persist.js';
import type { StartPayload } from './temporal.js';

/** Longest summary that the Temporal UI shows in a list without cutting, in characters. */
const SUMMARY_CHARACTERS = 200;

/** What operators see of a request before any worker has touched it. */
export function startPayload(row: RequestRow): StartPayload & { [key: string]: Json } {
  const asked = row.title ?? row.type ?? `${row.agent ?? 'an agent'} is asked to propose`;
  const lines = [
    `request ${row.id}`,
    row.agent === null ? `asked by ${row.requested_by_kind} ${row.requested_by_id}` : `agent ${row.agent}`,
    ...(row.requester_id === null ? [] : [`for ${row.requester_id}`]),
    ...(row.plan === null
      ? []
      : [
          `policy ${row.plan.policy.name} version ${row.plan.policy.version}`,
          ...row.plan.reasons.map((reason) => `- ${visibleText(reason.text)}`),
        ]),
  ];
  return {
    taskQueue: row.task_queue,
    // A pair that the cut went through could not be stored.
    summary: visibleText(asked).slice(0, SUMMARY_CHARACTERS).toWellFormed(),
    details: lines.join('\n\n'),
    // Plain data by its making; interfaces have no index signature, which Json asks for.
    first: moveView(row, stateOf(row), row.move, []) as MoveView & JsonObject,
    attributes: {
      CountersignStatus: row.status,
      CountersignType: row.type,
      CountersignRisk: row.risk,
      CountersignPolicy: row.plan?.policy.name ?? null,
      CountersignRequester: row.requester_id,
      CountersignAgent: row.agent,
    },
  };
}
