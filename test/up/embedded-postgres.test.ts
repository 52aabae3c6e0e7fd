import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/ledger/embedded/embedded-postgres.js';
import { freePort } from '../../src/processes/ports.js';
import { identityOf } from '../../src/processes/process-identity.js';

// initdb and recoveries, several times over; an idle machine needs five seconds for all of it.
jest.setTimeout(120_000);

const stops: EmbeddedPostgres[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of stops.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Entered by its owner only, or by everybody: root's PostgreSQL runs as another user. */
function newFolder(mode: 0o700 | 0o755 = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function start(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, port, database: 'countersign' });
  stops.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data through a stop, and through a kill of all its processes', async () => {
    const dataDir = join(newFolder(), 'data');
    const port = await freePort();
    const first = await start(dataDir, port);
    await query(first.url, 'create table kept (n int)');
    await query(first.url, 'insert into kept values (1)');
    await first.stop();
    expect(identityOf(first.pid)).toBeNull();

    const second = await start(dataDir, port);
    expect(second.url).toBe(first.url);
    await query(second.url, 'insert into kept values (2)');
    process.kill(second.pid, 'SIGKILL');
    const third = await start(dataDir, port);
    expect(third.reused).toBe(false);
    expect(await query(third.url, 'select count(*)::int as n from kept')).toEqual([{ n: 2 }]);
  });

  it('is taken over while it runs, and restarted on another port', async () => {
    const dataDir = join(newFolder(), 'data');
    const port = await freePort();
    const first = await start(dataDir, port);
    expect(await start(dataDir, port)).toMatchObject({ pid: first.pid, reused: true });
    const moved = await start(dataDir, await freePort());
    expect(moved.reused).toBe(false);
    expect(identityOf(first.pid)).toBeNull();
  });

  it('is not doubled where the note of it is lost', async () => {
    const dataDir = join(newFolder(), 'data');
    const port = await freePort();
    const first = await start(dataDir, port);
    rmSync(join(dataDir, 'postgres.pid'));
    const second = await start(dataDir, port);
    expect(second.reused).toBe(false);
    expect(identityOf(first.pid)).toBeNull();
  });

  it('comes up although its lock file names a process that is another program by now', async () => {
    const dataDir = join(newFolder(), 'data');
    const port = await freePort();
    const first = await start(dataDir, port);
    const cluster = clusterOf(dataDir);
    await first.stop();
    writeFileSync(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`);
    await start(dataDir, port);
  });

  it('listens on loopback only, asks for its password, and keeps it to its owner', async () => {
    const dataDir = join(newFolder(), 'data');
    const server = await start(dataDir, await freePort());
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('throws away what a killed set-up left half made', async () => {
    const dataDir = join(newFolder(), 'data');
    mkdirSync(join(dataDir, 'postgres.draft'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres.draft', 'PG_VERSION'), '18');
    await start(dataDir, await freePort());
    expect(existsSync(join(dataDir, 'postgres.draft'))).toBe(false);
  });

  // Only root has to run the server as somebody else, who cannot enter such a folder.
  (process.getuid?.() === 0 ? it : it.skip)(
    'runs for root below a folder that its own user cannot enter, and finds its data there again',
    async () => {
      const closed = newFolder(0o700);
      expect(statSync(closed).mode & 0o077).toBe(0);
      const dataDir = join(closed, 'data');
      const port = await freePort();
      const first = await start(dataDir, port);
      const cluster = clusterOf(dataDir);
      folders.push(join(cluster, '..'));
      expect(cluster).toMatch(/^\/var\/(lib|tmp)\/countersign-[0-9a-f]{12}\/postgres$/);
      await query(first.url, 'create table kept (n int)');
      await first.stop();
      const second = await start(dataDir, port);
      await query(second.url, 'select * from kept');
      await second.stop();

      // Who removes the data folder starts anew; the old cluster, whose password went with it, is kept aside.
      rmSync(dataDir, { recursive: true });
      const third = await start(dataDir, port);
      await expect(query(third.url, 'select * from kept')).rejects.toMatchObject({ code: '42P01' });
    },
  );
});

function clusterOf(dataDir: string): string {
  try {
    return (JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { cluster: string }).cluster;
  } catch {
    return join(dataDir, 'postgres');
  }
}
