import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AWAITING, actionOf, idOf, viewOf } from '../../../test/client/fake-view.js';

const ID = idOf(1);
let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_ada' };
  fake.set(viewOf(ID, actionOf('payments.refund', { amount: 5 })));
});
afterEach(() => fake.stop());

describe('watch', () => {
  it('shows each change of a request and ends with it', async () => {
    const watching = run(['watch', ID], { env });
    await fake.untilCalled(/wait/);
    fake.edit(ID, { amount: 4 });
    await fake.untilCalled(/wait/, 2);
    fake.resolve(ID, 'rejected', { comment: 'not today' });
    const { code, out } = await watching;
    expect(code).toBe(4);
    expect(out).toMatch(/- {2}"amount": 5\n.*\+ {2}"amount": 4/);
    expect(out).toContain('not today');
    expect(out.trimEnd()).toMatch(/rejected$/);
  });

  it('says what nobody said: who is asked further, who is missing, from when it may run', async () => {
    const watching = run(['watch', ID], { env });
    await fake.untilCalled(/wait/);
    const missing = [{ stage: 'review', entries: ['group:reviewers'], need: 1 }];
    fake.set({ ...fake.only(), awaiting: { ...AWAITING, asked: ['group:reviewers', 'group:leads'], missing }, move: 2 });
    await fake.untilCalled(/wait/, 2);
    fake.set({ ...fake.only(), status: 'approved', awaiting: null, runFrom: '2026-01-31T11:00:00.000Z', move: 3 });
    await fake.untilCalled(/wait/, 3);
    fake.resolve(ID, 'rejected');
    const { out } = await watching;
    expect(out).toContain('now asked too: group:leads');
    expect(out).toContain('it still takes group:reviewers');
    expect(out.match(/it still takes/g)).toHaveLength(1);
    expect(out).toContain('runs not before 2026-01-31 11:00:00Z');
  });

  it('prints one document per change, one per line, with --json', async () => {
    const watching = run(['watch', ID, '--json'], { env });
    await fake.untilCalled(/wait/);
    fake.resolve(ID, 'cancelled');
    const { out } = await watching;
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { status: string }).status),
    ).toEqual(['pending', 'cancelled']);
  });

  it('redraws the screen of a person', async () => {
    fake.resolve(ID, 'expired');
    const { out, code } = await run(['watch', ID], { env, answers: [] });
    expect(out.startsWith('\u001b[H')).toBe(true);
    expect(code).toBe(4);
  });

  it('gives up when its time is up', async () => {
    const { code, err } = await run(['watch', ID, '--timeout', '40ms'], { env });
    expect(code).toBe(1);
    expect(err).toContain('still pending');
  });

  it('of the queue prints what is open, and ends in time', async () => {
    const { code, out } = await run(['watch', '--timeout', '60ms'], { env });
    expect(code).toBe(0);
    expect(out).toContain(ID);
    expect(fake.calls.every((call) => call.path.includes('status=open'))).toBe(true);
  });

  it('ends with 130 on Ctrl-C', async () => {
    const controller = new AbortController();
    const watching = run(['watch'], { env, signal: controller.signal });
    await fake.untilCalled(/requests/);
    controller.abort(new Error('interrupted'));
    expect((await watching).code).toBe(130);
  });
});
