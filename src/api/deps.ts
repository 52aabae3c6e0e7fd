import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Policy } from '../contracts/policy.js';
import type { Intake } from '../intake/intake.js';
import type { Db } from '../ledger/ledger.js';

/** Parses and lints one policy text (YAML or JSON); problems point at line and field. */
export type ParsePolicyText = (
  text: string,
  name: string,
) => { ok: true; policy: Policy; digest: string; warnings: readonly PolicyProblem[] } | { ok: false; problems: readonly PolicyProblem[] };
export interface PolicyProblem {
  line: number | null;
  column: number | null;
  /** JSON pointer or dotted path of the field. */
  field: string;
  message: string;
}

/** One thing `/readyz` asks before it says yes; throws or rejects with a sentence where the answer is no. */
export interface ReadinessCheck {
  name: string;
  check: (signal: AbortSignal) => Promise<void>;
}

/** Everything the HTTP surface needs; nothing else is read from the process. */
export interface ApiDeps {
  db: Db;
  intake: Intake;
  log: Logger;
  /** Milliseconds since 1970. */
  clock: () => number;
  config: {
    /** Base of links, without a trailing slash. */
    publicUrl: string;
    /** Base of the Temporal UI, null where there is none. */
    temporalUiUrl: string | null;
    namespace: string;
    version: string;
  };
  metrics: Registry;
  /** Slack's HTTP endpoints, mounted at `/slack` before any body is read: their signatures cover the raw bytes. */
  slackRouter: RequestHandler | null;
  parsePolicyText: ParsePolicyText;
  readiness: readonly ReadinessCheck[];
}
