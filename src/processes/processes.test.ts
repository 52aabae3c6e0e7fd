import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeInstanceLock } from './instance-lock.js';
import { recordedProcess, recordProcess } from './pid-file.js';
import { freePort, isPortFree, requireFreePort } from './ports.js';
import { identityOf } from './process-identity.js';
import { spawnServer } from './spawn-server.js';
import { StartError } from './start-error.js';
import { stopProcess } from './stop-process.js';

const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) if (identityOf(pid) !== null) process.kill(pid, 'SIGKILL');
});

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'processes-'));
}

/** A Node process that runs the script until it is ended. */
function sleeper(script = 'setInterval(() => {}, 1000)') {
  const dir = folder();
  const server = spawnServer({
    command: process.execPath,
    args: ['-e', script],
    logFile: join(dir, 'log'),
    pidFile: join(dir, 'pid'),
    settings: 'a',
  });
  started.push(server.pid);
  return { dir, server };
}

describe('a recorded process', () => {
  it('is found again with its settings', () => {
    const { dir, server } = sleeper();
    expect(recordedProcess(join(dir, 'pid'))).toEqual(server);
  });

  it('is not found once it is gone', async () => {
    const { dir, server } = sleeper();
    await stopProcess(server, { signal: 'SIGTERM', graceMs: 5000 });
    expect(recordedProcess(join(dir, 'pid'))).toBeNull();
  });

  it('is not mistaken for a later process of the same number', () => {
    const dir = folder();
    writeFileSync(join(dir, 'pid'), JSON.stringify({ pid: process.pid, identity: 'another life', settings: 'a' }));
    expect(recordedProcess(join(dir, 'pid'))).toBeNull();
    expect(recordProcess(join(dir, 'pid'), process.pid, 'a')).toMatchObject({ pid: process.pid });
  });

  it('is null for a missing or broken file', () => {
    const dir = folder();
    writeFileSync(join(dir, 'pid'), '{"pid":');
    expect(recordedProcess(join(dir, 'pid'))).toBeNull();
    expect(recordedProcess(join(dir, 'none'))).toBeNull();
  });
});

describe('stopProcess', () => {
  it('kills what does not end when asked', async () => {
    const { dir, server } = sleeper('process.on("SIGTERM", () => {}); require("fs").writeFileSync(1, "deaf"); setInterval(() => {}, 1000)');
    const { poll } = await import('./poll.js');
    const { lastLine } = await import('./spawn-server.js');
    await poll(() => (lastLine(join(dir, 'log')) === 'deaf' ? true : undefined), { everyMs: 20, withinMs: 10_000 });
    await expect(stopProcess(server, { signal: 'SIGTERM', graceMs: 200 })).resolves.toBe(false);
    expect(identityOf(server.pid)).toBeNull();
  });

  it('leaves a later process of the same number alone', async () => {
    const { server } = sleeper();
    await expect(stopProcess({ pid: server.pid, identity: 'another life' }, { signal: 'SIGKILL', graceMs: 100 })).resolves.toBe(true);
    expect(identityOf(server.pid)).toBe(server.identity);
  });
});

describe('spawnServer', () => {
  it('says in one line that a command does not exist', () => {
    const dir = folder();
    const spec = { args: [], logFile: join(dir, 'log'), pidFile: join(dir, 'pid'), settings: '' };
    expect(() => spawnServer({ ...spec, command: '/does/not/exist' })).toThrow(StartError);
  });
});

describe('the instance lock', () => {
  it('is held by one owner at a time, and can be taken again after its release', () => {
    const path = join(folder(), 'lock');
    const release = takeInstanceLock(path, 'The data folder');
    expect(() => takeInstanceLock(path, 'The data folder')).toThrow(
      /^The data folder is in use by process \d+\. Stop that one first, or set COUNTERSIGN_DATA_DIR/,
    );
    release();
    takeInstanceLock(path, 'The data folder')();
  });

  it('is taken over from a process that is gone', async () => {
    const path = join(folder(), 'lock');
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.once('exit', resolve));
    writeFileSync(path, JSON.stringify({ pid: gone.pid, identity: 'x', host: hostname() }));
    takeInstanceLock(path, 'The data folder')();
  });

  it('is taken over from a file that is no lock', () => {
    const path = join(folder(), 'lock');
    writeFileSync(path, '');
    takeInstanceLock(path, 'The data folder')();
  });

  it('holds for a process of another machine, which cannot be looked at', () => {
    const path = join(folder(), 'lock');
    writeFileSync(path, JSON.stringify({ pid: 1, identity: 'x', host: 'elsewhere' }));
    expect(() => takeInstanceLock(path, 'The data folder')).toThrow(/process 1 on elsewhere/);
  });
});

describe('ports', () => {
  it('tells a used port from a free one, and names the variable', async () => {
    const server = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(0, '127.0.0.1', () => resolve(listening));
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await isPortFree(port)).toBe(false);
    await expect(requireFreePort(port, 'API', 'COUNTERSIGN_PORT')).rejects.toThrow(
      `Port ${port} (API) is in use. Stop what uses it, or set COUNTERSIGN_PORT to a free port.`,
    );
    await new Promise((resolve) => server.close(resolve));
    await requireFreePort(await freePort(), 'API', 'COUNTERSIGN_PORT');
  });
});
