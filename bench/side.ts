/** One request that waits for a decision. */
export interface Open {
  workflowId: string;
  /** Decides; resolves when the decision was taken in. */
  decide(): Promise<void>;
  /** Resolves when its effect was called. */
  effect(): Promise<void>;
  /** Resolves when its workflow has ended. */
  closed(): Promise<void>;
}

/** One of the two that are compared. */
export interface Side {
  name: 'countersign' | 'bare';
  /** Its own process (worker, and the API where there is one). */
  pid: number;
  /** A gated action from its start to where a person is awaited; the agent proposes and the worker executes. */
  open(): Promise<Open>;
  stop(): Promise<void>;
}
