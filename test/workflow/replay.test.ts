import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { readAudit } from '../../src/ledger/audit.js';
import { bundleWorkflows } from '../../src/workers/create-worker.js';
import { startTestService, type TestService } from '../support/service.js';
import { skipTime } from '../support/skip-time.js';
import { until } from '../support/until.js';

/**
 * Histories of runs that earlier builds drove: a change of the workflow that cannot replay them would wedge every request that waits. With
 * COUNTERSIGN_RECORD_HISTORIES=1 this run writes its own there; add them when the workflow takes a new path, never replace old ones.
 */
const FOLDER = 'test/histories';
let bundle: WorkflowBundle;

beforeAll(async () => {
  bundle = await bundleWorkflows();
}, 60_000);

describe('stored histories', () => {
  const stored = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

  it('are there', () => {
    expect(stored.length).toBeGreaterThanOrEqual(5);
  });

  it.each(stored)('replay: %s', async (name) => {
    await Worker.runReplayHistory({ workflowBundle: bundle }, JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
  });
});

describe('histories of this build', () => {
  let service: TestService;
  let ada: string;
  let agent: string;

  beforeAll(async () => {
    const echo = defineAction({
      type: 'test.echo',
      args: z.strictObject({ text: z.string() }),
      effect: 'keyed',
      execute: ({ text }) => Promise.resolve(text),
    });
    const writer = defineAgent({
      name: 'writer',
      propose: () => Promise.resolve({ type: 'test.echo', args: { text: 'first' } }),
      revise: ({ feedback }) => Promise.resolve({ type: 'test.echo', args: { text: feedback.at(-1)?.comment ?? '' } }),
    });
    const policies = {
      'a.yaml':
        'name: all\nreviewers: [group:reviewers]\nremindAfter: 10m\nescalate: [{ after: 30m, to: [group:leads] }]\ndeadline: 2h\nonTimeout: reject\n',
    };
    service = await startTestService({ registry: { actions: [echo], agents: [writer] }, policies });
    ada = await service.person('ada', ['reviewers']);
    agent = await service.agentKey('writer');
  }, 60_000);

  afterAll(async () => service.stop(), 30_000);

  const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
  const at = async (id: string, status: string, revision: number) => {
    await until(async () => {
      const now = await view(id);
      return now.status === status && now.revision === revision;
    }, 20_000);
    return view(id);
  };
  const open = async (body: object) => (await service.call('POST', '/v1/requests', agent, body)).body.id as string;
  const own = { action: { type: 'test.echo', args: { text: 'own' } } };

  const lives: [string, () => Promise<string>][] = [
    [
      'agent-revise-approve',
      async () => {
        const id = await open({ agent: 'writer', input: {} });
        await service.decide(ada, await at(id, 'pending', 1), 'reject', { comment: 'second' });
        await service.decide(ada, await at(id, 'pending', 2), 'approve');
        await at(id, 'executed', 2);
        return id;
      },
    ],
    [
      'edit-and-run',
      async () => {
        const id = await open(own);
        await service.decide(ada, await at(id, 'pending', 1), 'edit', { args: { text: 'edited' } });
        await at(id, 'executed', 2);
        return id;
      },
    ],
    [
      'remind-escalate-expire',
      async () => {
        const id = await open(own);
        const { workflowId } = await at(id, 'pending', 1);
        await until(
          async () =>
            (await service.temporal.workflow
              .getHandle(workflowId)
              .describe()
              .catch(() => null)) !== null,
        );
        await skipTime(service.temporal, workflowId, 3 * 3_600_000);
        await at(id, 'expired', 1);
        return id;
      },
    ],
    [
      'caller-executes',
      async () => {
        const id = await open({ ...own, execute: 'caller' });
        await service.decide(ada, await at(id, 'pending', 1), 'approve');
        const { digest } = await at(id, 'approved', 1);
        const permit = await service.call('POST', `/v1/requests/${id}/permit`, agent, { digest });
        await service.call('POST', `/v1/requests/${id}/outcome`, agent, { permitId: permit.body.permitId, outcome: 'executed' });
        return id;
      },
    ],
    [
      'cancelled-in-temporal',
      async () => {
        const id = await open(own);
        const { workflowId } = await at(id, 'pending', 1);
        const handle = service.temporal.workflow.getHandle(workflowId);
        await until(async () => (await handle.describe().catch(() => null)) !== null);
        await handle.cancel();
        await at(id, 'cancelled', 1);
        return id;
      },
    ],
    [
      'paused-and-resumed',
      async () => {
        const id = await open(own);
        const request = await at(id, 'pending', 1);
        const { body } = await service.call('POST', '/v1/pauses', service.adminKey, { scope: { kind: 'all' }, reason: 'incident 17' });
        await service.decide(ada, request, 'approve');
        await until(async () => (await readAudit(service.db, id)).some(({ kind }) => kind === 'effect.paused'), 20_000);
        await service.call('DELETE', `/v1/pauses/${body.id}`, service.adminKey);
        await at(id, 'executed', 1);
        return id;
      },
    ],
  ];

  it.each(lives)(
    'replay: %s',
    async (name, live) => {
      const handle = service.temporal.workflow.getHandle(`approval/${await live()}`);
      await handle.result().catch(() => undefined);
      const history = await handle.fetchHistory();
      await Worker.runReplayHistory({ workflowBundle: bundle }, history);
      if (process.env['COUNTERSIGN_RECORD_HISTORIES'] === '1') writeFileSync(join(FOLDER, `${name}.json`), historyToJSON(history));
    },
    60_000,
  );
});
