import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { forgetProcess, recordProcess } from '../../processes/pid-file.js';
import { identityOf } from '../../processes/process-identity.js';
import { spawnServer } from '../../processes/spawn-server.js';
import { dataOf, demoFolder, removeLeftOver } from './left-over.js';

let parent: string;
const started: number[] = [];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'left-over-test-'));
});
afterEach(() => {
  for (const pid of started.splice(0)) if (identityOf(pid) !== null) process.kill(pid, 'SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

/** The number of a process that is gone. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

function server(folder: string, pidFile: string): number {
  const { pid } = spawnServer({
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    logFile: join(folder, 'log'),
    pidFile,
    settings: '',
  });
  started.push(pid);
  return pid;
}

/** What a demonstration of that process leaves behind when it is killed. */
function killed(pid: number): { folder: string; servers: number[] } {
  const mine = demoFolder(parent);
  const folder = mine.replace(`-${process.pid}-`, `-${pid}-`);
  renameSync(mine, folder);
  const data = dataOf(folder);
  mkdirSync(data);
  return { folder, servers: ['temporal.pid', 'postgres.pid'].map((file) => server(data, join(data, file))) };
}

describe('what a killed demonstration left', () => {
  it('is stopped and removed', async () => {
    const { folder, servers } = killed(await gone());
    expect(await removeLeftOver(parent)).toBe(1);
    expect(existsSync(folder)).toBe(false);
    expect(servers.map(identityOf)).toEqual([null, null]);
  });

  it('is found although another process has its number by now', async () => {
    const { folder } = killed(process.pid);
    const other = recordProcess(join(folder, 'owner.pid'), server(parent, join(parent, 'other.pid')), '');
    process.kill(other?.pid ?? 0, 'SIGKILL');
    await new Promise((resolve) => setImmediate(resolve));
    while (identityOf(other?.pid ?? 0) === other?.identity) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await removeLeftOver(parent)).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('what is left alone', () => {
  it('is a demonstration that runs, also before it has said whose it is', async () => {
    const { folder, servers } = killed(process.pid);
    expect(await removeLeftOver(parent)).toBe(0);
    forgetProcess(join(folder, 'owner.pid'));
    expect(await removeLeftOver(parent)).toBe(0);
    expect(servers.map((pid) => identityOf(pid) !== null)).toEqual([true, true]);
  });

  it('is what only looks like one: another name, or a link to somewhere else', async () => {
    const { folder, servers } = killed(await gone());
    const elsewhere = join(parent, 'somewhere-else');
    renameSync(folder, elsewhere);
    symlinkSync(elsewhere, join(parent, basename(folder)));
    mkdirSync(join(parent, 'countersign-demo-old'));
    expect(await removeLeftOver(parent)).toBe(0);
    expect(servers.map((pid) => identityOf(pid) !== null)).toEqual([true, true]);
    expect(existsSync(elsewhere)).toBe(true);
  });
});
