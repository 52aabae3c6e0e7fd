import { until } from '../support/until.js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/processes/ports.js';
import { identityOf } from '../../src/processes/process-identity.js';
import { startDevServer, type DevServer, type DevServerOptions } from '../../temporal/dev-server.js';
import { findTemporalCli } from '../../temporal/find-temporal-cli.js';
import { RETENTION_DAYS, SEARCH_ATTRIBUTES } from '../../temporal/search-attributes.js';

// Three starts of a second each, on an idle machine.
jest.setTimeout(120_000);

const stops: DevServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of stops.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function options(): Promise<DevServerOptions> {
  const folder = mkdtempSync(join(tmpdir(), 'dev-server-'));
  folders.push(folder);
  const cli = await findTemporalCli({
    configuredPath: process.env['TEMPORAL_CLI'] ?? null,
    searchPath: process.env['PATH'] ?? '',
    cacheDir: process.env['COUNTERSIGN_CACHE_DIR'] ?? join(homedir(), '.cache', 'countersign'),
    report: () => undefined,
  });
  const [port, uiPort] = [await freePort(), await freePort()];
  return {
    cli,
    dbFile: join(folder, 'temporal.db'),
    port,
    uiPort,
    namespace: 'approvals',
    logFile: join(folder, 'log'),
    pidFile: join(folder, 'pid'),
  };
}

async function start(given: DevServerOptions): Promise<DevServer> {
  const server = await startDevServer(given);
  stops.push(server);
  return server;
}

async function withConnection<T>(address: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

describe('the dev server', () => {
  it('has the namespace, the retention and the search attributes, and a database file for its user only', async () => {
    const given = await options();
    const server = await start(given);
    const { retention, attributes } = await withConnection(server.address, async (connection) => {
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'approvals' });
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'approvals' });
      return { retention: Number(config?.workflowExecutionRetentionTtl?.seconds), attributes: Object.keys(customAttributes) };
    });
    expect(retention).toBe(RETENTION_DAYS * 86_400);
    expect(attributes).toEqual(expect.arrayContaining([...SEARCH_ATTRIBUTES]));
    expect(statSync(given.dbFile ?? '').mode & 0o077).toBe(0);
    await expect(fetch(server.uiUrl ?? '').then((response) => response.status)).resolves.toBe(200);
  });

  it('is taken over while it runs, replaced where the settings changed, and found with its data after a kill', async () => {
    const given = await options();
    const first = await start(given);
    expect(await start(given)).toMatchObject({ pid: first.pid, reused: true });

    const changed = await start({ ...given, uiPort: null });
    expect(changed.reused).toBe(false);
    expect(identityOf(first.pid)).toBeNull();

    await withConnection(changed.address, (connection) =>
      connection.workflowService.registerNamespace({ namespace: 'kept', workflowExecutionRetentionPeriod: { seconds: 86_400 as never } }),
    );
    process.kill(changed.pid, 'SIGKILL');
    const again = await start({ ...given, uiPort: null });
    expect(again.reused).toBe(false);
    // A server that has just come up reads its namespaces into a cache of its own time.
    await until(
      () =>
        withConnection(again.address, (connection) => connection.workflowService.describeNamespace({ namespace: 'kept' })).then(
          () => true,
          () => false,
        ),
      20_000,
    );
  });

  it('says in one line why it does not come up', async () => {
    const given = await options();
    const failing = start({ ...given, dbFile: '/does/not/exist/temporal.db' });
    await expect(failing).rejects.toThrow(/^The Temporal dev server did not come up: [^\n]+ \(log: .*\)\.$/);
  });
});
