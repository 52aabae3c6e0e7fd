import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { actionOf, idOf, viewOf } from '../../../test/client/fake-view.js';

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
