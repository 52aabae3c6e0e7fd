/** The closed list of `ApplicationFailure` types that activities throw; retry policies and operators name them. */
export const FAILURES = {
  /** The agent's code or endpoint failed; retried by the activity's policy. */
  agentFailed: 'AgentFailed',
  /** The agent answered something that is no action, or args its own schema refuses; not retried. */
  invalidProposal: 'InvalidProposal',
  /** No worker here registered that agent or action; retried, because another worker may have. */
  notRegistered: 'NotRegistered',
  /** Another attempt holds the effect's lease; retried after it must have ended. */
  leaseHeld: 'LeaseHeld',
  /** The request row is missing: a broken promise, not retried. */
  requestMissing: 'RequestMissing',
  /** A workflow asked for something that every door refuses (invalid args, unknown policy, nobody to approve); not retried. */
  requestRefused: 'RequestRefused',
} as const;
