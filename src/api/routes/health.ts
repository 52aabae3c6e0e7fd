import { z } from 'zod';
import { pauseScopeSchema } from '../../contracts/pause.js';
import { listPauses } from '../../ledger/pauses.js';
import type { ApiDeps, ReadinessCheck } from '../deps.js';
import { ok } from '../reply.js';
import { publicRoute } from '../route.js';
import { timeSchema } from '../schemas/common.js';
import { named } from '../schemas/named.js';

/** A load balancer asks every few seconds and gives up after about as long; a check that takes longer counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

const health = named('Health', z.strictObject({ status: z.literal('ok'), version: z.string() }));
const readiness = named(
  'Readiness',
  z.strictObject({
    status: z.enum(['ready', 'not_ready']),
    checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), optional: z.boolean(), detail: z.string().nullable() })),
    /** What is paused; why is only told to who has a key. Null: the ledger did not say. */
    pauses: z.array(z.strictObject({ scope: pauseScopeSchema, since: timeSchema })).nullable(),
  }),
);

export const healthz = publicRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'healthz',
  tag: 'Operations',
  summary: 'The process is alive',
  responses: { 200: { description: 'Alive.', schema: health } },
  handle: ({ deps }) => Promise.resolve(ok({ status: 'ok', version: deps.config.version })),
});

async function outcome({ name, optional = false, check }: ReadinessCheck) {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const tooSlow = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), { once: true });
  });
  try {
    await Promise.race([check(signal), tooSlow]);
    return { name, ok: true, optional, detail: null };
  } catch (error) {
    return { name, ok: false, optional, detail: error instanceof Error ? error.message.slice(0, 200) : 'failed' };
  }
}

/** More than these nobody reads from a probe. */
const PAUSES_SHOWN = 20;

/** Paused effects do not make a process unready: people are asked, and decide, as before. */
async function pausesOf({ db }: ApiDeps) {
  const shown = listPauses(db, { active: true, before: null, limit: PAUSES_SHOWN, forAgent: null });
  const tooSlow = new Promise<null>((resolve) => setTimeout(() => resolve(null), CHECK_TIMEOUT_MS).unref());
  const found = await Promise.race([shown, tooSlow]).catch(() => null);
  return found && found.map(({ scope, at }) => ({ scope, since: at }));
}

export const readyz = publicRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readyz',
  tag: 'Operations',
  summary: 'Requests can be taken',
  description:
    'Asks what this process needs (the ledger), and what it can do without for a while (Temporal: decisions are committed all the same). Lists what is paused, which makes nothing unready.',
  responses: {
    200: { description: 'Ready.', schema: readiness },
    503: { description: 'Not ready: which check failed.', schema: readiness },
  },
  async handle({ deps }) {
    const [pauses, ...checks] = await Promise.all([pausesOf(deps), ...deps.readiness.map(outcome)]);
    const ready = checks.every((check) => check.ok || check.optional);
    return { status: ready ? 200 : 503, json: { status: ready ? 'ready' : 'not_ready', checks, pauses } };
  },
});
