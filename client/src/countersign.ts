import type { ApprovalOptions } from './approval-options.js';
import { Absences, ActionTypes, Agents, Groups, Keys, People, Policies } from './administration.js';
import type { Me } from './administration-types.js';
import type { NotApproved } from './errors.js';
import { askHuman, humanToolDefinition, type HumanQuestion, type HumanTool, type HumanToolOptions } from './human-as-tool.js';
import { Pauses } from './pauses.js';
import { Requests } from './requests.js';
import { gateFunction, type Approved, type Condition, type Gated } from './require-approval.js';
import { createTransport, type CallOptions, type CountersignOptions, type Transport } from './transport.js';

type Returning<A> = ApprovalOptions<A> & { whenNotApproved: 'return' };

/** A Countersign service. Holds no connection and no state: make one wherever it is needed. */
export class Countersign {
  readonly requests: Requests;
  readonly people: People;
  readonly groups: Groups;
  readonly absences: Absences;
  readonly keys: Keys;
  readonly agents: Agents;
  readonly policies: Policies;
  readonly pauses: Pauses;
  readonly actionTypes: ActionTypes;
  readonly #call: Transport;

  constructor(options: CountersignOptions) {
    this.#call = createTransport(options);
    this.requests = new Requests(this.#call);
    this.people = new People(this.#call);
    this.groups = new Groups(this.#call);
    this.absences = new Absences(this.#call);
    this.keys = new Keys(this.#call);
    this.agents = new Agents(this.#call);
    this.policies = new Policies(this.#call);
    this.pauses = new Pauses(this.#call);
    this.actionTypes = new ActionTypes(this.#call);
  }

  /** From `COUNTERSIGN_URL` and `COUNTERSIGN_KEY` of the environment that is given, usually `process.env`. */
  static fromEnv(env: Readonly<Record<string, string | undefined>>, more: Omit<CountersignOptions, 'url' | 'apiKey'> = {}): Countersign {
    const url = env['COUNTERSIGN_URL'] ?? 'http://localhost:3400';
    const apiKey = env['COUNTERSIGN_KEY'];
    if (!apiKey) throw new TypeError('COUNTERSIGN_KEY: set it to a key of the service ("csk_…")');
    return new Countersign({ ...more, url, apiKey });
  }

  /** Whom the key stands for. */
  me({ signal }: CallOptions = {}): Promise<Me> {
    return this.#call({ method: 'GET', path: '/v1/me', idempotent: true, signal });
  }

  /** Whether the service is up. */
  async health({ signal }: CallOptions = {}): Promise<void> {
    await this.#call({ method: 'GET', path: '/healthz', as: 'text', idempotent: true, signal });
  }

  /**
   * Wraps a function so that it runs only after approval, on exactly the arguments that people approved: a reviewer's edit changes what
   * runs. The wrapper waits for as long as people take, through restarts of the service; with `key` also through restarts of the caller. It
   * consumes a single-use permit before it runs the function and reports the outcome after, so that it runs at most once per request.
   *
   * Rejects with `Denied` (with people's feedback), `Expired` or `Cancelled` where there is no approval, `OutcomeUnknown` where an earlier
   * run crashed between permit and report, `ExecutionFailed` and `AlreadyExecuted` where an earlier run ended, `KeyConflict` where the key was
   * used for other arguments, `CountersignError` where the service refuses, and with whatever the function throws.
   */
  requireApproval<A extends object, R>(fn: Gated<A, R>, options: Returning<A>): Approved<A, R | NotApproved>;
  requireApproval<A extends object, R>(fn: Gated<A, R>, options?: ApprovalOptions<A>): Approved<A, R>;
  requireApproval<A extends object, R>(fn: Gated<A, R>, options: ApprovalOptions<A> = {}): Approved<A, R | NotApproved> {
    return gateFunction(this.requests, { fn, options, condition: null });
  }

  /**
   * The same, where the code knows when people must look: a condition that holds makes review certain. One that does not hold leaves it to
   * the server's policies, which may let the action pass at once (recorded all the same), so that code can only tighten them.
   */
  requireApprovalIf<A extends object, R>(condition: Condition<A>, fn: Gated<A, R>, options: Returning<A>): Approved<A, R | NotApproved>;
  requireApprovalIf<A extends object, R>(condition: Condition<A>, fn: Gated<A, R>, options?: ApprovalOptions<A>): Approved<A, R>;
  requireApprovalIf<A extends object, R>(
    condition: Condition<A>,
    fn: Gated<A, R>,
    options: ApprovalOptions<A> = {},
  ): Approved<A, R | NotApproved> {
    return gateFunction(this.requests, { fn, options, condition });
  }

  /** Asks people and gives their answer. */
  humanAsTool(question: HumanQuestion, options: CallOptions = {}): Promise<string> {
    return askHuman(this.requests, question, options);
  }

  /** `humanAsTool` as a tool that a language model calls. */
  asToolDefinition(options: HumanToolOptions = {}): HumanTool {
    return humanToolDefinition(this.requests, options);
  }
}
