import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { spawn } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { Countersign } from '../../../client/src/countersign.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { actionOf, idOf, viewOf } from '../../../test/client/fake-view.js';
import { contextOf, type Context } from '../context.js';
import type { Ask } from '../io.js';
import { readCredentials, writeCredentials } from './credentials-file.js';
import { decideHere } from './decide-here.js';
import { waitForEnd } from './end.js';
import { oldestWaiting } from './first-request.js';
import { startScreen } from './screen.js';
import type { OwnServer } from './servers.js';
import { createShutdown } from './shutdown.js';

describe('shutdown', () => {
  it('stops in the opposite order, and goes on past one that fails', async () => {
    const shutdown = createShutdown();
    const stopped: string[] = [];
    const lines: string[] = [];
    shutdown.add('lock', () => void stopped.push('lock'));
    shutdown.add('database', () => Promise.reject(new Error('busy')));
    shutdown.add('service', () => void stopped.push('service'));
    expect(await shutdown.run((line) => lines.push(line))).toBe(false);
    expect(stopped).toEqual(['service', 'lock']);
    expect(lines).toEqual(['database did not stop cleanly: busy']);
    expect(await shutdown.run(() => undefined)).toBe(true);
  });
});

describe('waitForEnd', () => {
  it('ends when asked, also where that was before', async () => {
    const controller = new AbortController();
    const later = waitForEnd(controller.signal, []);
    controller.abort();
    expect(await later).toEqual({ kind: 'asked' });
    expect(await waitForEnd(controller.signal, [])).toEqual({ kind: 'asked' });
  });

  it('ends when a server of its own is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const server: OwnServer = {
      name: 'Temporal',
      pid: child.pid ?? 0,
      logFile: 'log',
      killSignal: 'SIGKILL',
      stop: () => Promise.resolve(),
    };
    const end = waitForEnd(new AbortController().signal, [server]);
    child.kill('SIGKILL');
    expect(await end).toEqual({ kind: 'server-died', server });
  });
});

describe('the start screen', () => {
  const screen = {
    url: 'http://localhost:3400',
    temporalUi: 'http://localhost:8233',
    pageUrl: null,
    paused: [],
    dataDir: join(process.cwd(), '.countersign'),
    tookMs: 1234,
  };
  const firstStart = {
    adminKey: 'csk_admin',
    personId: 'you',
    personKey: 'csk_person',
    signInUrl: 'http://localhost:3400/s/1',
    agentKey: 'csk_agent',
  };

  it('shows the admin key and the sign-in link on the first start only, and never the other keys', () => {
    const colours = pc.createColors(false);
    const first = startScreen({ ...screen, firstStart }, colours);
    expect(first).toContain('csk_admin');
    expect(first).toContain(firstStart.signInUrl);
    expect(first).not.toMatch(/csk_person|csk_agent/);
    expect(startScreen({ ...screen, firstStart: null }, colours)).not.toContain('csk_');
  });

  it('says what is paused, so that nobody has to find out why nothing runs', () => {
    const paused = ['all effects: incident 17 (pau_1)'];
    const shown = startScreen({ ...screen, firstStart: null, paused }, pc.createColors(false));
    expect(shown).toMatch(/Paused +all effects: incident 17 \(pau_1\)/);
  });
});

describe('cli.json', () => {
  it('is readable by its owner only, and null where it is missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'up-'));
    expect(readCredentials(folder)).toBeNull();
    const credentials = { url: 'http://127.0.0.1:3400', personKey: 'csk_p', adminKey: 'csk_a' };
    writeCredentials(folder, credentials);
    expect(readCredentials(folder)).toEqual(credentials);
    expect(statSync(join(folder, 'cli.json')).mode & 0o777).toBe(0o600);
  });
});

describe('the decision on the spot', () => {
  let fake: FakeService;
  let you: Countersign;
  let out: string;
  beforeEach(async () => {
    fake = new FakeService();
    you = new Countersign({ url: await fake.start(), apiKey: 'csk_you' });
    fake.set(viewOf(idOf(1), actionOf('deploy.promote', { to: 'abc' }, { title: 'Move production' }), {}));
    out = '';
  });
  afterEach(() => fake.stop());

  function context(answers: readonly (string | null)[]): Context {
    const left = [...answers];
    const next = () => Promise.resolve(left.shift() ?? null);
    const ask: Ask = { key: next, text: next, edit: next, confirm: async () => (await next()) === 'y' };
    const stdout = { write: (text: string) => ((out += text), true) };
    return contextOf(
      {
        stdin: process.stdin,
        stdout: stdout as never,
        stderr: stdout as never,
        env: {},
        cwd: process.cwd(),
        interactive: true,
        colour: false,
        columns: () => 120,
        signal: new AbortController().signal,
        ask,
        openInBrowser: () => Promise.resolve(true),
        nowMs: Date.now,
      },
      new Command(),
    );
  }

  it('finds the request that has waited longest', async () => {
    fake.set(viewOf(idOf(2), actionOf('deploy.promote', { to: 'def' }, { title: 'Later' }), {}));
    expect((await oldestWaiting(you, 'you', new AbortController().signal))?.id).toBe(idOf(1));
  });

  it('says that it still waits where the person has only taken it, or asked something', async () => {
    await decideHere(context(['m', 'c', 'k', 'Which tests ran?']), you, 'you', idOf(1));
    expect(fake.requests.get(idOf(1))?.decisions.map(({ verb }) => verb)).toEqual(['claim', 'ask']);
    expect(out).toContain('It waits for you');
  });

  it('shows the request, takes an approval, and shows what became of it', async () => {
    await decideHere(context(['a']), you, 'you', idOf(1));
    expect(fake.requests.get(idOf(1))?.status).not.toBe('pending');
    expect(out).toContain('Move production');
    expect(out).not.toContain('It waits for you');
  });

  it.each(['s', 'q', null])('leaves it waiting on %s, and says where it is', async (key) => {
    await decideHere(context([key]), you, 'you', idOf(1));
    expect(fake.requests.get(idOf(1))?.status).toBe('pending');
    expect(out).toContain('It waits for you: countersign inbox');
  });
});
