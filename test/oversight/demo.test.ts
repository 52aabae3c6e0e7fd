import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../cli/run.js';
import { until } from '../support/until.js';

// Each starts real servers of its own: seconds on an idle machine, more beside other work.
jest.setTimeout(180_000);

const root = join(import.meta.dirname, '..', '..');
const main = join(root, 'dist', 'src', 'cli', 'main.js');
let folder: string;

beforeAll(() => {
  if (!existsSync(main)) throw new Error(`${main} is missing: these tests start the built command; run \`npm run build\`, or \`npm test\``);
  folder = mkdtempSync(join(tmpdir(), 'countersign-demo-test-'));
  // Root's PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function env(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...(process.env['TEMPORAL_CLI'] ? { TEMPORAL_CLI: process.env['TEMPORAL_CLI'] } : {}),
    TMPDIR: folder,
    // Somebody's real deployment: nobody may go near it.
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/real',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    COUNTERSIGN_DATA_DIR: join(folder, 'real'),
    COUNTERSIGN_ADMIN_KEY: 'not even a key',
  };
}

/** The built command, as from a shell. */
function demo(args: readonly string[] = []) {
  const child = spawn(process.execPath, [main, 'demo', ...args], { cwd: folder, env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { child, ended, output: () => out };
}

/** Files and processes of the demonstration that are still there. */
function left(): { files: string[]; processes: string[] } {
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return { files: readdirSync(folder), processes: processes.filter((line) => line.includes(`${folder}/countersign-demo-`)) };
}

describe('countersign demo', () => {
  it('shows the four demonstrations, offline, and leaves nothing behind', async () => {
    const { code, out, err } = await demo(['--json']).ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { demonstrations } = JSON.parse(out) as { demonstrations: Record<string, unknown> };
    expect(demonstrations).toMatchObject({
      autoApproved: {
        result: { kind: 'delivered', output: expect.stringContaining('exercise'), reasons: [], reviews: [] },
        tasks: [{ status: 'completed', escalation: null, reviews: [] }],
      },
      sensitiveContent: {
        result: { kind: 'delivered', output: expect.stringContaining('backup'), modified: false },
        tasks: [
          { status: 'rejected', escalation: { escalationReason: 'sensitive_content' }, reviews: [{ decision: 'reject' }] },
          { status: 'completed', escalation: { escalationReason: 'sensitive_content' }, reviews: [{ decision: 'approve' }] },
        ],
      },
      decisionAugmentation: {
        result: {
          augmentation: { recommendation: 'PostgreSQL', confidence: 0.8 },
          decision: { kind: 'answered', answer: 'PostgreSQL', by: 'rae' },
        },
      },
      stats: { totalTasks: 3, autoApproved: 1, escalated: 2, humanApproved: 1, humanRejected: 1, humanModified: 0 },
    });
    expect(left()).toEqual({ files: [], processes: [] });
  });

  it('tells people the same in lines', async () => {
    const { code, out } = await demo().ended;
    expect(code).toBe(0);
    for (const part of [
      '1  An output',
      '2  Sensitive',
      '3  A decision',
      '4  Figures',
      'sensitive_content',
      'Rae said reject',
      'Nothing of it is kept',
    ]) {
      expect(out).toContain(part);
    }
  });

  it('ends on Ctrl-C, and leaves nothing behind either', async () => {
    const started = demo();
    await until(() => started.output().includes('1  An output'), 120_000);
    started.child.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    expect(left()).toEqual({ files: [], processes: [] });
  });

  it('that is killed leaves servers, which the next one stops', async () => {
    const killed = demo();
    await until(() => killed.output().includes('1  An output'), 120_000);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(left().processes).not.toEqual([]);
    const { code, out } = await demo().ended;
    expect(code).toBe(0);
    expect(out).toContain('an earlier demonstration had left behind');
    expect(left()).toEqual({ files: [], processes: [] });
  });

  it('asks nobody where nobody sits in front', async () => {
    const { code, err } = await demo(['--interactive']).ended;
    expect(code).toBe(2);
    expect(err).toContain('needs a terminal');
  });

  it('lets the person in front decide', async () => {
    // Deny the first output; take the recommended answer.
    const { code, out } = await run(['demo', '--interactive'], { env: env(), answers: ['d', 'not like this', 'w', 'SQLite'] });
    expect(code).toBe(0);
    expect(out).toContain('withheld');
    expect(out).toContain('SQLite, by rae');
    expect(out).not.toMatch(/delivered\n.*delete/);
  });
});
