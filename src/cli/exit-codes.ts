/** What the process ends with; documented in docs/cli.md and stable for scripts. */
export const EXIT = {
  ok: 0,
  /** The service broke, or something that the command relies on. */
  failure: 1,
  /** What was given does not fit: flags, ids, files, keys. */
  badInput: 2,
  /** A decision that did not count, or a change that the request's state refuses. */
  refused: 3,
  /** Waited for, and ended without approval: rejected, denied, expired, cancelled; or executed and failed. */
  notApproved: 4,
  /** No answer from the service. */
  unreachable: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
