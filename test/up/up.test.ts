import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Countersign } from '../../client/src/countersign.js';
import { poll } from '../../src/processes/poll.js';
import { freePort, isPortFree } from '../../src/processes/ports.js';
import { identityOf } from '../../src/processes/process-identity.js';
import { createTestDatabase, databaseServers, temporalAddress } from '../support/servers.js';
import { credentialsOf, newPlace, startUp, type Place, type Up } from './support.js';

// Each starts real servers, several times: a minute on an idle machine, more beside other work.
jest.setTimeout(300_000);

const places: Place[] = [];
const running: Up[] = [];
afterEach(async () => {
  for (const up of running.splice(0)) {
    up.child.kill('SIGKILL');
    await up.ended();
  }
  for (const place of places.splice(0)) await place.clear();
});

async function place(more?: Record<string, string>): Promise<Place> {
  const made = await newPlace(more);
  places.push(made);
  return made;
}

function up(env: Record<string, string>, args?: readonly string[]): Up {
  const started = startUp(env, args);
  running.push(started);
  return started;
}

/** What a start that cannot go on must do: one line, exit code 1. */
async function refusal(started: Up): Promise<string> {
  const { code } = await started.ended();
  const lines = started.output().trim().split('\n');
  expect({ code, lines: lines.length, line: lines.at(-1) }).toEqual({ code: 1, lines: 1, line: expect.stringMatching(/^countersign: /) });
  return lines.join();
}

describe('countersign up', () => {
  it('goes from nothing to a decided deploy: keys once, a request on a real repository, an approval, an effect; and resumes', async () => {
    const here = await place();
    const first = up(here.env);
    await first.ready();
    const { url, personKey, adminKey } = await credentialsOf(here);
    expect(first.output().split(adminKey)).toHaveLength(2);
    expect(statSync(join(here.dataDir, 'cli.json')).mode & 0o077).toBe(0);

    const you = new Countersign({ url, apiKey: personKey });
    const [request] = (await you.requests.page({ status: 'open' })).items;
    expect(request).toMatchObject({ type: 'deploy.promote', status: 'pending' });
    expect(first.output()).toContain(`/r/${request?.id ?? '?'}`);

    // The wait survives both ends: stopped in order, started again with the same servers' data.
    first.child.kill('SIGINT');
    expect(await first.ended()).toEqual({ code: 0, signal: null });
    expect(first.output()).toMatch(/Stopping …\nStopped\.\n$/);
    expect([here.serverPid('temporal'), here.serverPid('postgres')]).toEqual([null, null]);
    for (const name of ['COUNTERSIGN_PORT', 'COUNTERSIGN_POSTGRES_PORT', 'COUNTERSIGN_TEMPORAL_PORT']) {
      expect(await isPortFree(Number(here.env[name]))).toBe(true);
    }

    const second = up(here.env);
    await second.ready();
    expect(second.output()).not.toContain(adminKey);
    const view = await you.requests.get(request?.id ?? '');
    await you.requests.decide(view.id, { verb: 'approve', revision: view.revision, digest: view.digest ?? '' });
    const done = await you.requests.wait(view.id, { until: 'terminal', timeoutMs: 60_000 });
    expect(done).toMatchObject({ status: 'executed', execution: { outcome: 'executed' } });
    second.child.kill('SIGTERM');
    expect(await second.ended()).toEqual({ code: 0, signal: null });
  });

  it('takes over the servers that outlived a killed parent, and does not double them', async () => {
    const here = await place({ COUNTERSIGN_DEMO: 'false' });
    const first = up(here.env);
    await first.ready();
    const servers = [here.serverPid('temporal'), here.serverPid('postgres')];
    first.child.kill('SIGKILL');
    await first.ended();
    const second = up(here.env);
    await second.ready();
    expect(second.output()).toMatch(/Temporal was still running/);
    expect(second.output()).toMatch(/PostgreSQL was still running/);
    expect([here.serverPid('temporal'), here.serverPid('postgres')]).toEqual(servers);
    second.child.kill('SIGKILL');
    await second.ended();

    // With other settings they cannot be used: they are stopped first.
    const third = up({
      ...here.env,
      COUNTERSIGN_POSTGRES_PORT: String(await freePort()),
      COUNTERSIGN_TEMPORAL_UI_PORT: String(await freePort()),
    });
    await third.ready();
    for (const pid of servers) expect(identityOf(pid ?? 0)).toBeNull();
    third.child.kill('SIGINT');
    expect((await third.ended()).code).toBe(0);
    expect([here.serverPid('temporal'), here.serverPid('postgres')]).toEqual([null, null]);
  });

  it('refuses a second start on the same data, and a port in use, and leaves the first one alone', async () => {
    const here = await place({ COUNTERSIGN_DEMO: 'false' });
    const first = up(here.env);
    await first.ready();
    expect(await refusal(up(here.env))).toContain(`is in use by process ${first.child.pid}`);
    const elsewhere = await place({ COUNTERSIGN_PORT: here.env['COUNTERSIGN_PORT'] ?? '' });
    expect(await refusal(up(elsewhere.env))).toContain('COUNTERSIGN_PORT');
    const { url, personKey } = await credentialsOf(here);
    await expect(new Countersign({ url, apiKey: personKey }).me()).resolves.toMatchObject({ kind: 'person' });
  });

  it('ends at once on the second Ctrl-C, and leaves no server behind', async () => {
    const here = await place({ COUNTERSIGN_DEMO: 'false' });
    const started = up(here.env);
    await started.ready();
    const servers = [here.serverPid('temporal'), here.serverPid('postgres')];
    // A frozen server would hold an orderly stop for ten seconds.
    process.kill(servers[0] ?? 0, 'SIGSTOP');
    started.child.kill('SIGINT');
    // Below npm one key press arrives twice, so that only a later one counts as the second.
    const again = setInterval(() => started.child.kill('SIGINT'), 300);
    const { code } = await started.ended();
    clearInterval(again);
    expect(code).toBe(130);
    expect(started.output()).not.toContain('Stopped.');
    const left = () => servers.filter((pid) => identityOf(pid ?? 0) !== null);
    await poll(() => (left().length === 0 ? true : undefined), { everyMs: 50, withinMs: 10_000 });
    expect(left()).toEqual([]);
  });
});

describe('a start that cannot go on says why in one line', () => {
  let taken: ReturnType<typeof createServer>;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    taken = await new Promise((resolve) => {
      const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
    });
    taken.unref();
  });

  it.each(['COUNTERSIGN_POSTGRES_PORT', 'COUNTERSIGN_TEMPORAL_PORT', 'COUNTERSIGN_TEMPORAL_UI_PORT'])('where %s is taken', async (name) => {
    const here = await place({ [name]: String(port) });
    expect(await refusal(up(here.env))).toBe(`countersign: ${await message(name)}`);
    expect([here.serverPid('temporal'), here.serverPid('postgres')]).toEqual([null, null]);
  });

  it('where a configured server cannot be reached, without its password', async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const unreachable = await place({ TEMPORAL_ADDRESS: nowhere, DATABASE_URL: process.env['COUNTERSIGN_TEST_DATABASE_URL'] ?? '' });
    expect(await refusal(up(unreachable.env))).toContain(`Temporal at ${nowhere} cannot be reached`);
    const line = await refusal(
      up({ ...unreachable.env, TEMPORAL_ADDRESS: temporalAddress(), DATABASE_URL: `postgres://a:secret@${nowhere}/x` }),
    );
    expect(line).toContain(`The database at ${nowhere}/x cannot be used`);
    expect(line).not.toContain('secret');
  });

  it('where the namespace does not exist', async () => {
    const here = await place({
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: 'nowhere',
      DATABASE_URL: process.env['COUNTERSIGN_TEST_DATABASE_URL'] ?? '',
    });
    expect(await refusal(up(here.env))).toContain('temporal operator namespace create --namespace nowhere --retention 30d');
  });

  it('where the Temporal CLI is another version, and where a value is no value', async () => {
    const here = await place({ TEMPORAL_CLI: '/bin/true' });
    expect(await refusal(up(here.env))).toContain('TEMPORAL_CLI: /bin/true');
    expect(await refusal(up({ ...here.env, COUNTERSIGN_PORT: 'x' }))).toBe(
      'countersign: COUNTERSIGN_PORT: give a port number from 1 to 65535',
    );
  });

  it('where one role is to run on servers that only both would start', async () => {
    expect(await refusal(up((await place()).env, ['--role', 'api']))).toContain('needs TEMPORAL_ADDRESS and DATABASE_URL');
  });

  async function message(name: string): Promise<string> {
    const what =
      { COUNTERSIGN_POSTGRES_PORT: 'PostgreSQL', COUNTERSIGN_TEMPORAL_PORT: 'Temporal', COUNTERSIGN_TEMPORAL_UI_PORT: 'Temporal UI' }[
        name
      ] ?? '';
    return Promise.resolve(`Port ${port} (${what}) is in use. Stop what uses it, or set ${name} to a free port.`);
  }
});

describe.each(databaseServers())('separate processes on $name', ({ server }) => {
  it('run the API and several workers as the compose file does: secrets from files, health ports, and any of them can go', async () => {
    const database = await createTestDatabase(server);
    try {
      const here = await place({
        TEMPORAL_ADDRESS: temporalAddress(),
        COUNTERSIGN_TASK_QUEUE: `up-test-${process.pid}`,
        DATABASE_URL_FILE: secretFile(database.url),
        COUNTERSIGN_ADMIN_KEY_FILE: secretFile(ADMIN_KEY),
      });
      const api = up(here.env, ['--role', 'api']);
      await api.ready();
      expect(api.output()).not.toContain(ADMIN_KEY);
      const healthPorts = [await freePort(), await freePort()];
      const [first, second] = healthPorts.map((port) => up({ ...here.env, COUNTERSIGN_HEALTH_PORT: String(port) }, ['--role', 'worker']));
      if (!first || !second) throw new Error('two workers were started');
      for (const worker of [first, second]) await worker.ready();
      for (const port of healthPorts) {
        for (const path of ['healthz', 'readyz']) expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
      }

      const url = `http://127.0.0.1:${here.env['COUNTERSIGN_PORT']}`;
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      await post(url, '/v1/people', { id: 'ada', name: 'Ada', groups: ['reviewers'] });
      const { key } = await post(url, '/v1/keys', { kind: 'person', personId: 'ada' });
      const { id } = await new Countersign({ url, apiKey: ADMIN_KEY }).requests.create({
        action: { type: 'door.open', args: {} },
        requireReview: true,
      });
      first.child.kill('SIGKILL');
      await first.ended();

      const ada = new Countersign({ url, apiKey: String(key) });
      const pending = await poll(
        async () => {
          const view = await ada.requests.get(id);
          return view.status === 'pending' ? view : undefined;
        },
        { everyMs: 100, withinMs: 60_000 },
      );
      await ada.requests.decide(id, { verb: 'approve', revision: 1, digest: pending?.digest ?? '' });
      expect((await ada.requests.wait(id, { timeoutMs: 60_000 })).status).toBe('approved');

      for (const each of [second, api]) {
        each.child.kill('SIGTERM');
        expect((await each.ended()).code).toBe(0);
      }
    } finally {
      await database.drop();
    }
  });
});

const ADMIN_KEY = `csk_a${'x'.repeat(32)}`;

function secretFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'secret');
  writeFileSync(file, `${content}\n`, { mode: 0o400 });
  return file;
}

async function post(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
