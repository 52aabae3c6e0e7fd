import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { RequestHandler } from 'express';
import { createApp } from '../../../src/api/app.js';
import type { Push } from '../../../src/channels/push/push.js';
import type { ApiDeps } from '../../../src/api/deps.js';
import type { OidcProvider } from '../../../src/api/oidc/provider.js';
import { createFeed } from '../../../src/intake/feed.js';
import type { Intake } from '../../../src/intake/intake.js';
import { createKey, type KeyPurpose } from '../../../src/ledger/keys.js';
import { openLedger, type Db } from '../../../src/ledger/ledger.js';
import { migrate } from '../../../src/ledger/migrate.js';
import { insertPerson } from '../../../src/ledger/people.js';
import type { Permission } from '../../../src/contracts/principal.js';
import { createTestDatabase } from '../../support/servers.js';

export interface TestApi {
  url: string;
  db: Db;
  /** Lines of the log, parsed. */
  log: Record<string, unknown>[];
  /** Moves the service's clock. */
  advance(ms: number): void;
  key(purpose: KeyPurpose): Promise<string>;
  person(id: string, permissions?: Permission[]): Promise<string>;
  call(path: string, options?: CallOptions): Promise<{ status: number; headers: Headers; text: string; json: Record<string, unknown> }>;
  stop(): Promise<void>;
}

export interface CallOptions {
  method?: string;
  key?: string;
  body?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
}

/** The real app over real HTTP and a database of its own; only the intake is the test's. */
export async function startApi(
  intake: Intake | ((db: Db, clock: () => number) => Intake),
  more: Partial<Pick<ApiDeps, 'readiness' | 'channels' | 'slackRouter' | 'argsProblems' | 'db'> & { push: (db: Db) => Push }> & {
    requestsPerMinute?: number;
    oidc?: (url: string, clock: () => number) => OidcProvider;
    tellOperator?: (text: string) => void;
  } = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const db = openLedger({ url: database.url });
  await migrate(db);
  const log: Record<string, unknown>[] = [];
  let offsetMs = 0;
  const clock = () => Date.now() + offsetMs;
  const feed = createFeed(db, pino({ level: 'silent' }));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on(
    'request',
    createApp({
      db: more.db ?? db,
      intake: typeof intake === 'function' ? intake(db, clock) : intake,
      feed,
      log: pino({ level: 'debug' }, { write: (line: string) => log.push(JSON.parse(line) as Record<string, unknown>) }),
      clock,
      config: {
        publicUrl: url,
        temporalUiUrl: 'http://temporal.test:8233',
        namespace: 'default',
        version: '0.0.0-test',
        stepUpAfterMs: 30 * 60_000,
        requestsPerMinute: more.requestsPerMinute ?? 0,
      },
      metrics: new Registry(),
      web: null,
      push: more.push?.(db) ?? null,
      oidc: more.oidc?.(url, clock) ?? null,
      tellOperator: more.tellOperator ?? null,
      slackRouter: more.slackRouter ?? null,
      argsProblems: more.argsProblems ?? (() => Promise.resolve([])),
      readiness: more.readiness ?? [],
      channels: more.channels ?? [],
      defaultReviewers: ['group:reviewers'],
    }) as RequestHandler & ((req: unknown, res: unknown) => void),
  );

  return {
    url,
    db,
    log,
    advance: (ms) => {
      offsetMs += ms;
    },
    key: async (purpose) => (await createKey(db, purpose, 'test')).key,
    async person(id, permissions = []) {
      await insertPerson(db, { id, name: `Name of ${id}`, email: null, permissions });
      return (await createKey(db, { kind: 'person', personId: id }, id)).key;
    },
    async call(path, { method = 'GET', key, body, raw, headers = {} } = {}) {
      const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
      });
      const text = await response.text();
      const json = /json(;|$)/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as Record<string, unknown>) : {};
      return { status: response.status, headers: response.headers, text, json };
    },
    async stop() {
      feed.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await more.db?.destroy();
      await db.destroy();
      await database.drop();
    },
  };
}
