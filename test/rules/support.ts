import { z } from 'zod';
import { defineAction, type ActionDefinition } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { bumpDirectory } from '../../src/ledger/directory-version.js';
import { startTestService, type TestService, type TestServiceOptions } from '../support/service.js';
import { skipTime } from '../support/skip-time.js';
import { until } from '../support/until.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A service with policies of its own, and the words that rules are told in. */
export interface Rules {
  service: TestService;
  /** Request ids whose effect ran, in order. */
  ran: readonly string[];
  open(type: string, more?: object): Promise<RequestView>;
  view(id: string, key?: string): Promise<RequestView>;
  decide(key: string, request: RequestView, verb: string, more?: object): Promise<Receipt>;
  /** The present view, decided on. */
  say(key: string, id: string, verb: string, more?: object): Promise<Receipt>;
  skip(request: RequestView, ms: number): Promise<void>;
  becomes(id: string, holds: (view: RequestView) => boolean): Promise<RequestView>;
  audit(id: string): Promise<{ kind: string; body: Record<string, unknown> }[]>;
  /** Runs a change of the directory the way doors do, so that open requests look again. */
  directory(change: (tx: Parameters<typeof bumpDirectory>[0]) => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

type Receipt = Awaited<ReturnType<TestService['decide']>>;

export interface RulesOptions extends Omit<TestServiceOptions, 'policies' | 'registry'> {
  policies: Record<string, string>;
  /** Action types with nothing special; each runs and notes that it did. */
  types?: readonly string[];
  actions?: readonly ActionDefinition[];
  agents?: NonNullable<TestServiceOptions['registry']>['agents'];
}

export async function startRules({ policies, types = [], actions = [], agents = [], ...options }: RulesOptions): Promise<Rules> {
  const ran: string[] = [];
  const plain = (type: string) =>
    defineAction({
      type,
      args: z.record(z.string(), z.json()),
      execute: (_args, { requestId }) => {
        ran.push(requestId);
        return Promise.resolve(null);
      },
    });
  const service = await startTestService({ ...options, policies, registry: { actions: [...types.map(plain), ...actions], agents } });
  const view = async (id: string, key = service.adminKey) => {
    const { status, body } = await service.call('GET', `/v1/requests/${id}`, key);
    if (status !== 200) throw new Error(`GET ${id}: ${status} ${JSON.stringify(body)}`);
    return body as RequestView;
  };
  const bot = await service.agentKey('bot');
  return {
    service,
    ran,
    view,
    async open(type, { args = {}, ...more }: { args?: object } = {}) {
      const { action, ...rest } = { action: {}, ...more };
      const answer = await service.call('POST', '/v1/requests', bot, { action: { type, args, ...action }, ...rest });
      if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      const run = service.temporal.workflow.getHandle(answer.body.workflowId as string);
      await until(async () => (await run.describe().catch(() => null)) !== null);
      return view(answer.body.id as string);
    },
    decide: (key, request, verb, more) => service.decide(key, request, verb, more),
    say: async (key, id, verb, more) => service.decide(key, await view(id), verb, more),
    skip: (request, ms) => skipTime(service.temporal, request.workflowId, ms),
    async becomes(id, holds) {
      await until(async () => holds(await view(id)), 20_000);
      return view(id);
    },
    audit: async (id) => (await service.call('GET', `/v1/requests/${id}/audit`, service.adminKey)).body.entries as never,
    directory: async (change) => {
      await service.db.transaction().execute(async (tx) => {
        await bumpDirectory(tx);
        await change(tx);
      });
    },
    stop: () => service.stop(),
  };
}
