import type { z } from 'zod';
import type { Action, EffectKind, ProposedAction } from '../contracts/action.js';
import type { AnswerInput, Proposal, ProposeInput, ReviseInput } from '../contracts/agent.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Risk } from '../contracts/risk.js';

/** What an effect gets to know of its run. */
export interface ExecutionContext {
  requestId: string;
  revision: number;
  digest: string;
  /** The same for every attempt at this revision's effect: hand it to the target as its idempotency key. */
  idempotencyKey: string;
  /** Grows with each takeover; a target that keeps the highest it saw can refuse a stopped worker that wakes up late. */
  fence: number;
  /** Aborted when the lease is lost or the worker shuts down. */
  signal: AbortSignal;
}

/** Thrown by `execute` when the target may have acted and cannot be asked: the effect becomes `unknown` and a person settles it. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** What a look at the target found out about an effect whose worker died. */
export type Reconciled<R extends Json = Json> = { happened: true; result: R } | { happened: false } | { happened: 'unknown' };

export interface ActionDefinition<Args extends JsonObject = JsonObject, R extends Json = Json> {
  /** Dotted, lower-case: `payments.refund`. */
  type: string;
  /** Part of the digest: change it when the meaning of the arguments changes. Default "1". */
  version?: string;
  title?: string;
  description?: string;
  /** Zod schema of the arguments; registered in the ledger as JSON Schema, so that doors on other machines can check. */
  args: z.ZodType<Args>;
  /** The risk is never below this, whatever the agent says. */
  riskFloor?: Risk;
  /** What protects the target against running twice; `once` where nothing does. */
  effect?: EffectKind;
  /**
   * Runs the effect; leave it out where the caller executes with a permit. Throw to fail: a failed effect is final. Throw `OutcomeUnknown`
   * where it may have run.
   */
  execute?: (args: Args, context: ExecutionContext) => Promise<R>;
  /**
   * Fingerprint of what the action rests on (an etag, a balance, the sha that a branch points to), read-only. Taken when people are asked and again just
   * before the effect: where the two differ nothing runs, and the agent or the people look again. At most 200 characters.
   */
  precondition?: (args: Args, signal: AbortSignal) => Promise<string>;
  /** Proposes what takes the effect back, for an outcome that nobody knows: an action of its own, which people approve like any other. */
  undo?: (args: Args, signal: AbortSignal) => Promise<ProposedAction>;
  /** Read-only; for `observable` effects: did it happen? */
  reconcile?: (args: Args, context: ExecutionContext) => Promise<Reconciled<R>>;
}

export interface AgentDefinition {
  name: string;
  propose: (input: ProposeInput, signal: AbortSignal) => Promise<Proposal>;
  /** Gets all feedback so far; without it a reject ends the request. */
  revise?: (input: ReviseInput, signal: AbortSignal) => Promise<Proposal>;
  /** Answers a reviewer's question while the request stays open; read-only. Without it the question stays in the record for the requester. */
  answer?: (input: AnswerInput, signal: AbortSignal) => Promise<string>;
}

/** Declares an action that workers can check and run. Throws at once when the definition contradicts itself. */
export function defineAction<Args extends JsonObject, R extends Json>(definition: ActionDefinition<Args, R>): ActionDefinition {
  if (definition.effect === 'observable' && !definition.reconcile) {
    throw new TypeError(`action ${definition.type}: an observable effect needs \`reconcile\``);
  }
  // The registry is heterogeneous; args are parsed with the definition's own schema before they reach execute.
  return definition as unknown as ActionDefinition;
}

export function defineAgent(definition: AgentDefinition): AgentDefinition {
  return definition;
}

export interface Registry {
  actions: readonly ActionDefinition[];
  agents: readonly AgentDefinition[];
}

/** What this worker knows of an action; undefined where another worker has to do it. */
export function findDefinition({ actions }: Registry, action: Pick<Action, 'type' | 'version'>): ActionDefinition | undefined {
  return actions.find((each) => each.type === action.type && (each.version ?? '1') === action.version);
}
