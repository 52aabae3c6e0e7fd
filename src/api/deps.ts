import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Push } from '../channels/push/push.js';
import type { JsonObject } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { ChannelProbe } from '../channels/probe.js';
import type { Feed } from '../intake/feed.js';
import type { Intake } from '../intake/intake.js';
import type { Db } from '../ledger/ledger.js';
import type { OidcProvider } from './oidc/provider.js';
import type { WebFiles } from './web/web-files.js';

/** One thing `/readyz` asks before it says yes; throws or rejects with a sentence where the answer is no. */
export interface ReadinessCheck {
  name: string;
  /** Reported, but this process takes requests without it: decisions are committed while Temporal is down. */
  optional?: boolean;
  check: (signal: AbortSignal) => Promise<void>;
}

/** Everything the HTTP surface needs; nothing else is read from the process. */
export interface ApiDeps {
  db: Db;
  intake: Intake;
  /** The moves of all processes, as they are made. */
  feed: Feed;
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
    /** A sign-in that is older does not decide at high and critical risk, milliseconds; null: every session may. */
    stepUpAfterMs: number | null;
    /** How many requests one caller opens in a minute; 0: as many as it likes. */
    requestsPerMinute: number;
  };
  metrics: Registry;
  /** The built dashboard; null where there is none, and pages are drawn here alone. */
  web: WebFiles | null;
  /** The identity provider that people sign in at; null: by one-time links alone. */
  oidc: OidcProvider | null;
  /** Says something in the terminal of whoever runs this on a machine of their own; null where that is nobody's terminal. */
  tellOperator: ((text: string) => void) | null;
  /** Notifications of browsers; null: none are sent. */
  push: Push | null;
  /** Slack's HTTP endpoints, mounted at `/slack` before any body is read: their signatures cover the raw bytes. */
  slackRouter: RequestHandler | null;
  /** What is wrong with edited arguments by the definition they were checked with; `field` is a JSON pointer into them. */
  argsProblems: (type: string, version: string, args: JsonObject) => Promise<readonly { field: string; message: string }[]>;
  readiness: readonly ReadinessCheck[];
  /** The configured ways to reach people. */
  channels: readonly ChannelProbe[];
  /** Who is asked where a policy names nobody. */
  defaultReviewers: readonly ReviewerRef[];
}
