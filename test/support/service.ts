import { createServer } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import type { Registry } from '../../src/activities/registry.js';
import { loadConfig, type ServiceConfig } from '../../src/config.js';
import type { Receipt } from '../../src/contracts/decision.js';
import type { Permission } from '../../src/contracts/principal.js';
import type { RequestView } from '../../src/contracts/view.js';
import { addMember, ensureGroups } from '../../src/ledger/groups.js';
import { createKey } from '../../src/ledger/keys.js';
import type { Db } from '../../src/ledger/ledger.js';
import { insertPerson } from '../../src/ledger/people.js';
import { newId } from '../../src/ledger/new-id.js';
import { startService, type RunningService } from '../../src/service.js';
import { createTestDatabase, temporalAddress } from './servers.js';

export interface TestService {
  url: string;
  db: Db;
  intake: RunningService['intake'];
  config: ServiceConfig;
  /** The environment that another process of the same deployment needs. */
  env: Record<string, string>;
  adminKey: string;
  temporal: Client;
  /** Makes a person in these groups; answers a key that acts as that person. */
  person(id: string, groups: readonly string[], permissions?: readonly Permission[]): Promise<string>;
  agentKey(agent: string, ownerId?: string): Promise<string>;
  call(
    method: string,
    path: string,
    key: string | null,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Body }>;
  /** Decides what the request shows, and waits for the receipt also where a busy machine answers "not yet counted". */
  decide(key: string, request: Pick<RequestView, 'id' | 'revision' | 'digest'>, verb: string, more?: object): Promise<Receipt>;
  /** Adds to what the doors and leases take for now. */
  skipClock(ms: number): void;
  /** Stops worker and API, does something meanwhile, and starts them again on the same data. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Parsed JSON answers; tests say what they expect of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;

export interface TestServiceOptions {
  registry?: Registry;
  /** YAML text by file name; default: the ready-made policies. */
  policies?: Record<string, string>;
  env?: Record<string, string>;
  /** Default: nobody reads it, unless COUNTERSIGN_TEST_LOG names a level. */
  log?: Logger;
  /** Default: both in this process. */
  roles?: { api: boolean; worker: boolean };
  /** Puts something between the service and its database. */
  database?: (url: URL) => Promise<URL>;
  permitLeaseMs?: number;
  effectLeaseMs?: number;
}

/** The whole service in this process: real PostgreSQL, real Temporal, a task queue, a database and a port of its own. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  quietSdk();
  const database = await createTestDatabase();
  const port = await freePort();
  const policiesDir = options.policies ? folderOf(options.policies) : 'policies';
  const env = {
    COUNTERSIGN_PORT: String(port),
    COUNTERSIGN_ADMIN_KEY: 'csk_test_0123456789abcdefghijklmnop',
    COUNTERSIGN_POLICIES: policiesDir,
    COUNTERSIGN_TASK_QUEUE: newId('queue'),
    COUNTERSIGN_ALLOW_PRIVATE_CALLBACKS: 'true',
    COUNTERSIGN_REQUESTS_PER_MINUTE: '0',
    COUNTERSIGN_DEMO: 'false',
    DATABASE_URL: options.database ? (await options.database(new URL(database.url))).href : database.url,
    TEMPORAL_ADDRESS: temporalAddress(),
    ...options.env,
  };
  const config = loadConfig(env) as ServiceConfig;
  let skippedMs = 0;
  const { permitLeaseMs, effectLeaseMs, registry } = options;
  const extras = {
    log: options.log ?? pino({ level: process.env['COUNTERSIGN_TEST_LOG'] ?? 'silent' }),
    clock: () => Date.now() + skippedMs,
    // Runs skip days here, each on its own clock.
    clockAheadMs: Number.MAX_SAFE_INTEGER / 4,
    ...(registry ? { registry } : {}),
    ...(permitLeaseMs === undefined ? {} : { permitLeaseMs }),
    ...(effectLeaseMs === undefined ? {} : { effectLeaseMs }),
  };
  const start = () => startService(config, options.roles ?? { api: true, worker: true }, extras);
  let service = await start();
  const connection = await Connection.connect({ address: temporalAddress() });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    get db() {
      return service.db;
    },
    get intake() {
      return service.intake;
    },
    config,
    env,
    adminKey: env.COUNTERSIGN_ADMIN_KEY,
    temporal: new Client({ connection }),
    async person(id, groups, permissions = []) {
      await insertPerson(service.db, { id, name: id[0]?.toUpperCase() + id.slice(1), email: `${id}@example.com`, permissions });
      await ensureGroups(service.db, groups);
      for (const group of groups) await addMember(service.db, group, id);
      return (await createKey(service.db, { kind: 'person', personId: id }, 'test')).key;
    },
    async agentKey(agent, ownerId) {
      return (await createKey(service.db, { kind: 'agent', agent, ownerId: ownerId ?? null }, 'test')).key;
    },
    async call(method, path, key, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as Body) };
    },
    async decide(key, request, verb, more = {}) {
      const { id, revision, digest } = request;
      const body = JSON.stringify({ verb, revision, digest, ...more });
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/requests/${id}/decisions`, { method: 'POST', headers, body });
      const receipt = (await response.json()) as Receipt;
      if (response.status > 299) throw new Error(`decision refused: ${JSON.stringify(receipt)}`);
      const counted = await service.intake.receipt(id, receipt.decisionId, 20_000);
      if (counted.kind === 'refused') throw new Error(counted.message);
      return counted.value;
    },
    skipClock(ms) {
      skippedMs += ms;
    },
    async restart(meanwhile) {
      await service.stop();
      await meanwhile?.();
      service = await start();
    },
    async stop() {
      await service.stop();
      await connection.close();
      await database.drop();
      if (options.policies) rmSync(policiesDir, { recursive: true });
    },
  };
}

/** The SDK logs each worker's states; a test's output is for what went wrong. */
function quietSdk(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch {
    // Installed already by an earlier service of this process.
  }
}

function folderOf(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-policies-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
