import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import { defineAction, type ActionDefinition } from '../../src/activities/registry.js';

/** Effects for a worker that is killed: each writes down that it was called, and hangs where the environment says so. */
const journal = (line: string) => appendFileSync(process.env['TEST_JOURNAL'] ?? '', `${line}\n`);
const execute: NonNullable<ActionDefinition['execute']> = async (_args, { requestId, idempotencyKey, fence }) => {
  journal(`execute ${requestId} ${idempotencyKey} ${fence}`);
  if (process.env['TEST_HANG'] === 'yes') await new Promise(() => undefined);
  return null;
};
const args = z.strictObject({ n: z.number() });

export const registry = {
  actions: [
    defineAction({ type: 'fault.once', args, effect: 'once', execute }),
    defineAction({ type: 'fault.keyed', args, effect: 'keyed', execute }),
    defineAction({
      type: 'fault.observable',
      args,
      effect: 'observable',
      execute,
      reconcile: (_args, { requestId }) => {
        journal(`reconcile ${requestId}`);
        return Promise.resolve({ happened: true as const, result: 'seen' });
      },
    }),
  ],
  agents: [],
};
