import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../test/cli/run.js';
import { FakeService } from '../../test/client/fake-service.js';
import { actionOf, idOf, viewOf } from '../../test/client/fake-view.js';
import { listUp, withRole } from './commands/service.js';
import { createProgram } from './program.js';
import type { Io } from './io.js';
import type { Command } from 'commander';

let fake: FakeService;
let url: string;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  url = await fake.start();
  env = { COUNTERSIGN_URL: url, COUNTERSIGN_KEY: 'csk_env' };
  fake.set(viewOf(idOf(1), actionOf('payments.refund', { amount: 5 })));
});
afterEach(() => fake.stop());

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}

describe('every command', () => {
  const program = createProgram({} as Io, '0', listUp, () => undefined);
  const leaves = everyCommand(program).filter(
    (command) => command.commands.length === 0 && !['up', 'api', 'worker', 'help'].includes(command.name()),
  );
  const pathOf = (command: Command): string[] => (command.parent?.parent ? [...pathOf(command.parent), command.name()] : [command.name()]);

  it.each(leaves.map((command) => [pathOf(command).join(' ')]))('%s says in its help what it does, with an example', async (path) => {
    const { code, out } = await run([...path.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`countersign ${path.replace('list', '(list|ls)')}`));
    expect(out).toMatch(/Examples?:/);
  });

  it('is in the guide', () => {
    const guide = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    expect(leaves.map((command) => pathOf(command).join(' ')).filter((path) => !guide.includes(path))).toEqual([]);
  });

  it('ends with 5 and a problem document where no service is', async () => {
    const bound = ['--revision', '1'];
    const given: Record<string, string[]> = {
      answer: ['text', ...bound],
      approve: bound,
      reject: bound,
      deny: bound,
      escalate: bound,
      ask: [...bound, '--comment', 'why?'],
      delegate: ['--to', 'grace'],
      reassign: ['--from', 'group:a', '--to', 'group:b'],
      snooze: ['--for', '1h'],
      extend: ['--for', '1h'],
      'answer-question': ['Ours.'],
      edit: ['--args', '{}', ...bound],
      override: ['--resolution', 'approved', '--reason', 'r', ...bound],
      settle: ['--happened', '--evidence', 'seen', ...bound],
      request: ['--type', 'a.b'],
      'keys create': ['--admin'],
      'people change': ['--activate'],
      'people absent': ['--until', '3d'],
      'me absent': ['--until', '3d'],
      pause: ['--all', '--reason', 'incident'],
      'policy try': ['--type', 'a.b'],
    };
    // These ask no service, or something else first.
    const remote = leaves.filter((command) => !['lint', 'doctor', 'put', 'demo', 'import-slack'].includes(command.name()));
    const ended = await Promise.all(
      remote.map(async (command) => {
        const path = pathOf(command).join(' ');
        const args = command.registeredArguments
          .filter((argument) => argument.required)
          .map(() => (/link$/.test(path) ? 'slack:T1/U1' : 'x'));
        const nowhere = ['--json', '--url', 'http://127.0.0.1:9', '--key', 'k'];
        const { code, err } = await run([...path.split(' '), ...args, ...(given[path] ?? []), ...nowhere]);
        return [path, code, (JSON.parse(err) as { code: string }).code];
      }),
    );
    expect(ended).toEqual(remote.map((command) => [pathOf(command).join(' '), 5, 'unreachable']));
    expect(remote.length).toBeGreaterThan(25);
  });
});

describe('the exit code', () => {
  it.each<[string, number, number]>([
    ['a wrong id or key', 404, 2],
    ['a body that does not fit', 422, 2],
    ['a refused key', 401, 2],
    ['a state that forbids it', 409, 3],
    ['a broken service', 500, 1],
  ])('says %s (HTTP %i is %i)', async (_what, status, expected) => {
    fake.fail({ match: /GET/, kind: 'answer', status });
    const { code, err, out } = await run(['show', idOf(1)], { env });
    expect(code).toBe(expected);
    expect(err).toMatch(/^countersign: /);
    expect(out).toBe('');
  });

  it.each([
    [['nonsense']],
    [['show']],
    [['ls', '--limit', '0']],
    [['ls', '--status', 'nonsense']],
    [['approve', 'x', '--wrong']],
    [['keys']],
  ])('is 2 for usage that does not fit: %j', async (argv) => {
    const { code, err } = await run(argv, { env });
    expect(code).toBe(2);
    expect(err).not.toBe('');
    const asJson = await run([...argv, '--json'], { env });
    expect(asJson.code).toBe(2);
  });

  it('is 2 without any key', async () => {
    const { code, err } = await run(['ls'], { env: {}, cwd: tmpdir() });
    expect(code).toBe(2);
    expect(err).toContain('--key');
  });
});

describe('--json', () => {
  it('puts usage errors into a problem document on standard error, and nothing else', async () => {
    const { err, out } = await run(['ls', '--json', '--limit', 'many'], { env });
    expect(JSON.parse(err)).toMatchObject({ code: 'bad_input', detail: expect.stringContaining('--limit') as unknown });
    expect(out).toBe('');
  });

  it('passes on the problem of the service', async () => {
    const { err } = await run(['show', idOf(9), '--json'], { env });
    expect(JSON.parse(err)).toMatchObject({ status: 404, code: 'not_found', type: 'urn:countersign:problem:not_found' });
  });

  it('prints the result and nothing for people', async () => {
    const { out } = await run(['show', idOf(1), '--json'], { env });
    expect((JSON.parse(out) as { id: string }).id).toBe(idOf(1));
  });
});

describe('the service and the key', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
    mkdirSync(join(dir, '.countersign'));
    writeFileSync(join(dir, '.countersign', 'cli.json'), JSON.stringify({ url, personKey: 'csk_person', adminKey: 'csk_admin' }));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const keyUsed = () => fake.calls.at(-1)?.headers.authorization;

  it('come from the data folder of the first start: people decide, administrators administer', async () => {
    await run(['show', idOf(1)], { cwd: dir });
    expect(keyUsed()).toBe('Bearer csk_person');
    await run(['keys', 'list'], { cwd: dir });
    expect(keyUsed()).toBe('Bearer csk_admin');
  });

  it('come from the environment before that, and from flags before the environment', async () => {
    await run(['show', idOf(1)], { cwd: dir, env });
    expect(keyUsed()).toBe('Bearer csk_env');
    await run(['show', idOf(1), '--key', 'csk_flag'], { cwd: dir, env });
    expect(keyUsed()).toBe('Bearer csk_flag');
  });

  it('never go together where the key belongs to another service', async () => {
    const { code, err } = await run(['show', idOf(1), '--url', 'http://127.0.0.1:9'], { cwd: dir });
    expect(code).toBe(2);
    expect(err).toContain('no key');
  });

  it('go together under every name of this machine', async () => {
    await run(['show', idOf(1), '--url', url.replace('127.0.0.1', 'localhost')], { cwd: dir });
    expect(keyUsed()).toBe('Bearer csk_person');
  });

  it('are refused where the file is damaged', async () => {
    writeFileSync(join(dir, '.countersign', 'cli.json'), '{');
    const { code, err } = await run(['ls'], { cwd: dir });
    expect(code).toBe(2);
    expect(err).toContain('cli.json');
  });

  it('name the channel, for the record', async () => {
    await run(['show', idOf(1)], { env });
    expect(fake.calls[0]?.headers['x-countersign-channel']).toBe('cli');
  });
});

describe('api and worker', () => {
  it.each<[string[], string[]]>([
    [['api'], ['up', '--role', 'api']],
    [
      ['--json', 'worker', '--x'],
      ['--json', 'up', '--role', 'worker', '--x'],
    ],
    [
      ['--url', 'api', 'ls'],
      ['--url', 'api', 'ls'],
    ],
    [
      ['--key', 'k', 'api'],
      ['--key', 'k', 'up', '--role', 'api'],
    ],
    [
      ['ls', '--search', 'worker'],
      ['ls', '--search', 'worker'],
    ],
  ])('stand for roles of up, and only as commands: %j', (given, meant) => {
    expect(withRole(given)).toEqual(meant);
  });
});
