import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { durationSchema, parseDuration } from './contracts/duration.js';
import { reviewerRefSchema } from './contracts/plan.js';
import { ConfigError } from './config-error.js';
import { oidcOf, oidcShape, type OidcConfig } from './config-oidc.js';

export { ConfigError } from './config-error.js';
export type { OidcConfig } from './config-oidc.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Each of these may come from a file named by `NAME_FILE` instead (a mounted secret); the file's trailing newline is dropped. */
const SECRETS = [
  'DATABASE_URL',
  'TEMPORAL_API_KEY',
  'COUNTERSIGN_ADMIN_KEY',
  'COUNTERSIGN_WEBHOOK_SECRET',
  'COUNTERSIGN_VAPID_PRIVATE_KEY',
  'COUNTERSIGN_PAGE_URL',
  'COUNTERSIGN_PAGE_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'OIDC_CLIENT_SECRET',
] as const;

const anyPort = z
  .string()
  .regex(/^\d{1,5}$/, 'give a port number from 1 to 65535')
  .transform(Number)
  .refine((n) => n >= 1 && n <= 65_535, 'give a port number from 1 to 65535');
const port = (fallback: number) => anyPort.default(fallback);
const flag = z.enum(['true', 'false', '1', '0'], 'give true or false').transform((text) => text === 'true' || text === '1');
const text = z.string().min(1);
const hasScheme = (value: string, schemes: readonly string[]) => URL.canParse(value) && schemes.includes(new URL(value).protocol);
const anyHttpUrl = z
  .string()
  .refine((value) => hasScheme(value, ['http:', 'https:']), 'give an http(s) URL such as https://approvals.example.com');
const httpUrl = anyHttpUrl.transform((value) => value.replace(/\/+$/, ''));
const reviewers = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .pipe(z.array(reviewerRefSchema).min(1));

const webhookSecret = z
  .string()
  .regex(
    /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/,
    'give "whsec_" and at least 24 random bytes in base64 (echo "whsec_$(openssl rand -base64 24)")',
  );

const envSchema = z.object({
  COUNTERSIGN_HOST: text.default('127.0.0.1'),
  COUNTERSIGN_PORT: port(3400),
  COUNTERSIGN_HEALTH_PORT: anyPort.optional(),
  COUNTERSIGN_DATA_DIR: text.default('.countersign'),
  COUNTERSIGN_CACHE_DIR: text.optional(),
  COUNTERSIGN_URL: httpUrl.optional(),
  COUNTERSIGN_POLICIES: text.default('policies'),
  COUNTERSIGN_DEFAULT_REVIEWERS: reviewers.default(['group:reviewers']),
  COUNTERSIGN_TASK_QUEUE: z
    .string()
    .regex(/^[\w.@:/-]{1,200}$/, 'give letters, digits and . _ - @ : / only')
    .default('countersign'),
  COUNTERSIGN_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'give trace, debug, info, warn, error, fatal or silent')
    .default('info'),
  COUNTERSIGN_ALLOW_PRIVATE_CALLBACKS: flag.default(false),
  COUNTERSIGN_DEMO: flag.optional(),
  COUNTERSIGN_REGISTRY: text.optional(),
  COUNTERSIGN_ADMIN_KEY: z
    .string()
    .regex(
      /^csk_[A-Za-z0-9_-]{20,200}$/,
      'give "csk_" and at least 20 letters, digits, - or _; or leave it out and the first start makes one',
    )
    .optional(),
  COUNTERSIGN_WEBHOOK_SECRET: webhookSecret.optional(),
  COUNTERSIGN_STEP_UP_AFTER: z.union([z.literal('never'), durationSchema], 'give a duration such as 30m, or never').default('30m'),
  COUNTERSIGN_REQUESTS_PER_MINUTE: z.coerce.number('give a whole number, or 0 for no limit').int().min(0).max(1_000_000).default(600),
  COUNTERSIGN_PUSH: flag.default(true),
  COUNTERSIGN_VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'give a P-256 private key, 32 bytes in base64url; or leave it out and one is made and kept in the ledger')
    .optional(),
  COUNTERSIGN_VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:[^\s@<>]+@[^\s@<>]+|https:\/\/\S+)$/, 'give an address such as mailto:operators@example.com')
    .optional(),
  COUNTERSIGN_PAGE_URL: anyHttpUrl.optional(),
  COUNTERSIGN_PAGE_SECRET: webhookSecret.optional(),
  COUNTERSIGN_SLACK_PAGE_CHANNEL: text.optional(),
  DATABASE_URL: z
    .string()
    .refine((value) => hasScheme(value, ['postgres:', 'postgresql:']), 'give a URL such as postgres://user:password@host:5432/countersign')
    .optional(),
  COUNTERSIGN_POSTGRES_PORT: port(5439),
  COUNTERSIGN_TEMPORAL_PORT: port(7233),
  COUNTERSIGN_TEMPORAL_UI_PORT: port(8233),
  COUNTERSIGN_TEMPORAL_UI_URL: httpUrl.optional(),
  TEMPORAL_CLI: text.optional(),
  TEMPORAL_NAMESPACE: text.optional(),
  ...oidcShape,
  SLACK_BOT_TOKEN: text.optional(),
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_APP_TOKEN: text.optional(),
  SLACK_API_URL: httpUrl.optional(),
  SLACK_CHANNEL: text.optional(),
  SLACK_TEAM_ID: z
    .string()
    .regex(/^[TE][A-Z0-9]+$/, 'give the workspace id, such as T0123ABCD')
    .optional(),
  SLACK_APP_ID: z
    .string()
    .regex(/^A[A-Z0-9]+$/, 'give the app id, such as A0123ABCD')
    .optional(),
});

/** The connection options that the SDK's envconfig gives: address, TLS, API key, gRPC metadata. */
export type TemporalConnectionOptions = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

export interface TemporalServer {
  readonly kind: 'server';
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** For `Connection.connect` and `NativeConnection.connect`; its address is `address`. */
  readonly connection: TemporalConnectionOptions;
  /** Base URL of the Temporal UI, null where nobody said. */
  readonly uiUrl: string | null;
}
export interface EmbeddedTemporal {
  readonly kind: 'embedded';
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
  /** Path of a `temporal` binary, null: find or fetch one. */
  readonly cliPath: string | null;
}
export interface DatabaseServer {
  readonly kind: 'server';
  readonly url: string;
}
export interface EmbeddedDatabase {
  readonly kind: 'embedded';
  readonly port: number;
}

export interface SlackConfig {
  readonly botToken: string;
  /** For Slack's HTTP requests; null where only Socket Mode is used. */
  readonly signingSecret: string | null;
  /** For Socket Mode; null where Slack calls over HTTP. */
  readonly appToken: string | null;
  /** Base of the Web API, null for Slack's own. */
  readonly apiUrl: string | null;
  /** Channel id or name that cards go to when nobody asked is linked to a Slack user. */
  readonly channel: string | null;
  /** Channel id that rings when a ladder pages somebody; null: they are only asked directly. */
  readonly pageChannel: string | null;
  /** Requests from another team or app are refused; null: not pinned. */
  readonly teamId: string | null;
  readonly appId: string | null;
}

/** The environment, parsed once. Paths are absolute, URLs have no trailing slash. */
export interface Config {
  /** Address that the API listens on: loopback unless COUNTERSIGN_HOST says otherwise. */
  readonly host: string;
  readonly port: number;
  /** Where a worker without the API answers `/healthz` and `/readyz`; null: nowhere, so that several run on one machine. */
  readonly healthPort: number | null;
  readonly dataDir: string;
  /** Where fetched binaries are kept, shared by all data folders of this user. */
  readonly cacheDir: string;
  /** Public base for links; `http://localhost:<port>` where COUNTERSIGN_URL is not set. */
  readonly publicUrl: string;
  readonly policiesDir: string;
  readonly defaultReviewers: readonly string[];
  readonly database: DatabaseServer | EmbeddedDatabase;
  readonly temporal: TemporalServer | EmbeddedTemporal;
  readonly taskQueue: string;
  /** ES module whose export `registry` holds this deployment's actions and agents; null: the examples. */
  readonly registryPath: string | null;
  readonly slack: SlackConfig | null;
  /** The identity provider that people sign in at; null: by one-time links alone. */
  readonly oidc: OidcConfig | null;
  /** First admin key; null: the first start makes one and prints it once. */
  readonly adminKey: string | null;
  /** Signs calls to HTTP agents and callbacks (Standard Webhooks, `whsec_` + base64); null: made and kept in the ledger by the service. */
  readonly webhookSecret: string | null;
  /** Notifications of browsers; null: none are sent. `privateKey` null: made and kept in the ledger; `subject` null: the public address. */
  readonly push: { readonly privateKey: string | null; readonly subject: string | null } | null;
  /** Called, signed with its own secret, when a ladder pages somebody. */
  readonly pager: { readonly url: string; readonly secret: string } | null;
  /** A sign-in that is older does not decide at high and critical risk, milliseconds; null: every session may. */
  readonly stepUpAfterMs: number | null;
  /** How many requests one caller opens in a minute, at each process; 0: as many as it likes. */
  readonly requestsPerMinute: number;
  /** Whether callbacks, HTTP agents, push services and the pager may be at loopback, private and link-local addresses. Off guards against SSRF. */
  readonly allowPrivateCallbacks: boolean;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Whether the first start opens an example request: yes on the embedded database, unless COUNTERSIGN_DEMO says otherwise. */
  readonly demo: boolean;
}

/** A configuration whose servers run: what the service needs. `withServers` makes one from addresses of embedded servers. */
export interface ServiceConfig extends Config {
  readonly database: DatabaseServer;
  readonly temporal: TemporalServer;
}

/** The same configuration, pointed at servers that this process started. */
export function withServers(
  config: Config,
  servers: { databaseUrl: string; temporalAddress: string; temporalUiUrl: string | null },
): ServiceConfig {
  return {
    ...config,
    database: { kind: 'server', url: servers.databaseUrl },
    temporal:
      config.temporal.kind === 'server'
        ? config.temporal
        : {
            kind: 'server',
            address: servers.temporalAddress,
            namespace: config.temporal.namespace,
            connection: { address: servers.temporalAddress },
            uiUrl: servers.temporalUiUrl,
          },
  };
}

/** True, and narrowed, if both servers are configured, so that none has to be started here. */
export function hasServers(config: Config): config is ServiceConfig {
  return config.database.kind === 'server' && config.temporal.kind === 'server';
}

/** What is set: an empty value counts as not set. */
function givenIn(env: Env): Record<string, string> {
  return withSecretFiles(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')) as Record<string, string>,
  );
}

function parsed<T extends z.ZodType>(schema: T, given: Record<string, string>): z.infer<T> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}`);
}

/** Slack's Web API alone, for what only asks: neither signing secret nor socket is needed. Null where no bot token is set; throws `ConfigError`. */
export function loadSlackAccess(env: Env): Pick<SlackConfig, 'botToken' | 'apiUrl' | 'teamId'> | null {
  const values = parsed(envSchema.pick({ SLACK_BOT_TOKEN: true, SLACK_API_URL: true, SLACK_TEAM_ID: true }), givenIn(env));
  if (values.SLACK_BOT_TOKEN === undefined) return null;
  return { botToken: values.SLACK_BOT_TOKEN, apiUrl: values.SLACK_API_URL ?? null, teamId: values.SLACK_TEAM_ID ?? null };
}

/** Parses the environment; throws `ConfigError` on the first bad value. An empty value counts as not set. */
export function loadConfig(env: Env): Config {
  const given = givenIn(env);
  const values = parsed(envSchema, given);
  return {
    host: values.COUNTERSIGN_HOST,
    port: values.COUNTERSIGN_PORT,
    healthPort: values.COUNTERSIGN_HEALTH_PORT ?? null,
    dataDir: resolve(values.COUNTERSIGN_DATA_DIR),
    cacheDir: resolve(
      values.COUNTERSIGN_CACHE_DIR ?? join(given['XDG_CACHE_HOME'] ?? join(given['HOME'] ?? homedir(), '.cache'), 'countersign'),
    ),
    publicUrl: values.COUNTERSIGN_URL ?? `http://localhost:${values.COUNTERSIGN_PORT}`,
    policiesDir: resolve(values.COUNTERSIGN_POLICIES),
    defaultReviewers: values.COUNTERSIGN_DEFAULT_REVIEWERS,
    database: values.DATABASE_URL
      ? { kind: 'server', url: values.DATABASE_URL }
      : { kind: 'embedded', port: values.COUNTERSIGN_POSTGRES_PORT },
    temporal: temporalOf(values, given),
    taskQueue: values.COUNTERSIGN_TASK_QUEUE,
    registryPath: values.COUNTERSIGN_REGISTRY === undefined ? null : resolve(values.COUNTERSIGN_REGISTRY),
    slack: slackOf(values),
    oidc: oidcOf(values),
    adminKey: values.COUNTERSIGN_ADMIN_KEY ?? null,
    webhookSecret: values.COUNTERSIGN_WEBHOOK_SECRET ?? null,
    push: values.COUNTERSIGN_PUSH
      ? { privateKey: values.COUNTERSIGN_VAPID_PRIVATE_KEY ?? null, subject: values.COUNTERSIGN_VAPID_SUBJECT ?? null }
      : null,
    pager: pagerOf(values),
    // `never` is no duration.
    stepUpAfterMs: parseDuration(values.COUNTERSIGN_STEP_UP_AFTER) ?? null,
    requestsPerMinute: values.COUNTERSIGN_REQUESTS_PER_MINUTE,
    allowPrivateCallbacks: values.COUNTERSIGN_ALLOW_PRIVATE_CALLBACKS,
    logLevel: values.COUNTERSIGN_LOG_LEVEL,
    demo: values.COUNTERSIGN_DEMO ?? values.DATABASE_URL === undefined,
  };
}

type Values = z.infer<typeof envSchema>;

function withSecretFiles(env: Readonly<Record<string, string>>): Record<string, string> {
  const result = { ...env };
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`];
    if (file === undefined) continue;
    if (env[name] !== undefined) throw new ConfigError(`${name}: set either ${name} or ${name}_FILE, not both`);
    try {
      result[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      throw new ConfigError(
        `${name}_FILE: cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}); give a readable file`,
      );
    }
    if (result[name] === '') throw new ConfigError(`${name}_FILE: ${file} is empty; put the secret into it`);
  }
  return result;
}

function temporalOf(values: Values, env: Record<string, string>): Config['temporal'] {
  // The user's own Temporal configuration file may name a cloud namespace: it is read only where somebody points at it.
  const disableFile = env['TEMPORAL_CONFIG_FILE'] === undefined && env['TEMPORAL_PROFILE'] === undefined;
  let loaded: ReturnType<typeof loadClientConnectConfig>;
  try {
    loaded = loadClientConnectConfig({ overrideEnvVars: env, disableFile });
  } catch (error) {
    throw new ConfigError(`TEMPORAL_*: ${(error as Error).message.split('\n')[0]}`);
  }
  const namespace = loaded.namespace ?? values.TEMPORAL_NAMESPACE ?? 'default';
  const { address } = loaded.connectionOptions;
  if (address === undefined) {
    return {
      kind: 'embedded',
      port: values.COUNTERSIGN_TEMPORAL_PORT,
      uiPort: values.COUNTERSIGN_TEMPORAL_UI_PORT,
      namespace,
      cliPath: values.TEMPORAL_CLI ?? null,
    };
  }
  if (!/^[^\s:/]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i.test(address)) {
    throw new ConfigError('TEMPORAL_ADDRESS: give host:port without a scheme, such as localhost:7233');
  }
  return { kind: 'server', address, namespace, connection: loaded.connectionOptions, uiUrl: values.COUNTERSIGN_TEMPORAL_UI_URL ?? null };
}

function pagerOf({ COUNTERSIGN_PAGE_URL: url, COUNTERSIGN_PAGE_SECRET: secret }: Values): Config['pager'] {
  if (url === undefined && secret === undefined) return null;
  if (url === undefined)
    throw new ConfigError('COUNTERSIGN_PAGE_URL: needed because COUNTERSIGN_PAGE_SECRET is set; give the pager’s https URL');
  if (secret === undefined)
    throw new ConfigError(
      'COUNTERSIGN_PAGE_SECRET: needed to sign calls of COUNTERSIGN_PAGE_URL (echo "whsec_$(openssl rand -base64 24)")',
    );
  return { url, secret };
}

function slackOf(values: Values): SlackConfig | null {
  if (values.SLACK_BOT_TOKEN === undefined) {
    const orphan = (['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'COUNTERSIGN_SLACK_PAGE_CHANNEL'] as const).find(
      (name) => values[name] !== undefined,
    );
    if (orphan)
      throw new ConfigError(`SLACK_BOT_TOKEN: needed because ${orphan} is set; copy the bot token ("xoxb-…") from the app's OAuth page`);
    return null;
  }
  if (values.SLACK_SIGNING_SECRET === undefined && values.SLACK_APP_TOKEN === undefined) {
    throw new ConfigError('SLACK_SIGNING_SECRET: needed to trust what Slack sends over HTTP (or set SLACK_APP_TOKEN for Socket Mode)');
  }
  return {
    botToken: values.SLACK_BOT_TOKEN,
    signingSecret: values.SLACK_SIGNING_SECRET ?? null,
    appToken: values.SLACK_APP_TOKEN ?? null,
    apiUrl: values.SLACK_API_URL ?? null,
    channel: values.SLACK_CHANNEL ?? null,
    pageChannel: values.COUNTERSIGN_SLACK_PAGE_CHANNEL ?? null,
    teamId: values.SLACK_TEAM_ID ?? null,
    appId: values.SLACK_APP_ID ?? null,
  };
}
