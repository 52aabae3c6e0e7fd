import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { Countersign } from '../../client/src/countersign.js';
import type * as client from '../../client/src/index.js';
import type * as api from '../../src/api/schemas/pauses.js';
import { all, same, startAdministered, type Same } from './administered.js';

same<Same<client.Pause, z.infer<typeof api.pause>>>();
same<Same<client.NewPause, z.infer<typeof api.newPause>>>();
same<Same<client.PauseAnswer, z.infer<typeof api.pauseAnswer>>>();

let started: Awaited<ReturnType<typeof startAdministered>>;
let admin: Countersign;
const cli = (...argv: string[]) => started.cli(...argv);
beforeAll(async () => {
  started = await startAdministered();
  ({ admin } = started);
}, 60_000);
afterAll(() => started.service.stop());

describe('against the served API', () => {
  it('the client pauses, lists and lifts', async () => {
    const made = await admin.pauses.create({ scope: { kind: 'type', value: 'payments.*' }, reason: 'the bank is down' });
    expect(made).toMatchObject({ settled: true, waiting: 0, running: 0 });
    const { settled: _settled, waiting: _waiting, running: _running, ...pause } = made;
    expect(await all(admin.pauses.list({ active: true }))).toEqual([pause]);
    const lifted = await admin.pauses.lift(made.id, { reason: 'it is up again' });
    expect(lifted.lifted).toMatchObject({ by: { kind: 'key' }, reason: 'it is up again' });
    expect(await all(admin.pauses.list({ active: true }))).toEqual([]);
    expect(await all(admin.pauses.list())).toEqual([lifted]);
    expect(await admin.pauses.lift(made.id)).toEqual(lifted);
  });

  it('the command line pauses and resumes with one command each', async () => {
    expect((await cli('pause', '--all', '--reason', 'incident 17')).code).toBe(0);
    expect((await cli('pauses')).out).toMatch(/all effects .*holds +incident 17/);
    expect((await cli('resume', '--all')).out).toMatch(/Resumed: all effects \(pau_\w+, by the key key_\w+: incident 17\)/);
    expect((await cli('pauses')).out).toBe('nothing here\n');
    const refused = await cli('pause', '--agent', 'nobody', '--reason', 'x');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('Nothing was paused: no agent is named nobody.');
  });
});
