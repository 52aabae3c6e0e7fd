import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';

let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_ada' };
});
afterEach(() => fake.stop());

const asked = () => {
  const path = fake.calls.findLast((call) => call.path.startsWith('/v1/requests'))?.path ?? '';
  return Object.fromEntries(new URL(path, 'http://local').searchParams);
};

describe('ls', () => {
  it('asks the service for what its flags say', async () => {
    const flags = [
      '--type',
      'payments.*, mail.send',
      '--risk',
      'high,critical',
      '--agent',
      'bot',
      '--policy',
      'money',
      '--sort',
      'deadline',
    ];
    expect((await run(['ls', '--decided', '--status', 'open', ...flags, '--search', 'A-1042'], { env })).code).toBe(0);
    expect(asked()).toEqual({
      scope: 'decided',
      status: 'open',
      type: 'payments.*,mail.send',
      risk: 'high,critical',
      agent: 'bot',
      policy: 'money',
      sort: 'deadline',
      q: 'A-1042',
    });
  });

  it('takes what was opened as how long ago, and what is due as how long from now', async () => {
    expect((await run(['ls', '--opened-after', '7d', '--opened-before', '2026-01-02T00:00:00Z', '--due-before', '4h'], { env })).code).toBe(
      0,
    );
    const { openedAfter, openedBefore, deadlineBefore } = asked();
    // The terminal of these tests lives on 31 January at ten.
    expect([openedAfter, openedBefore, deadlineBefore]).toEqual([
      '2026-01-24T10:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
      '2026-01-31T14:00:00.000Z',
    ]);
  });

  it.each([[['--risk', 'extreme']], [['--sort', 'title']], [['--opened-after', 'yesterday']], [['--due-before', 'soon']]])(
    'refuses %j before anything is asked',
    async (flags) => {
      expect((await run(['ls', ...flags], { env })).code).toBe(2);
      expect(fake.calls).toEqual([]);
    },
  );
});
