import type { Registry } from '../src/activities/registry.js';
import { deployGate } from './deploy-gate/index.js';
import { refund } from './refund/index.js';
import { supportReplyFromEnv } from './support-reply/index.js';

const parts = [deployGate, supportReplyFromEnv(process.env), refund];

/** All examples, as the default worker runs them. */
export const exampleRegistry: Registry = {
  actions: parts.flatMap((part) => part.actions),
  agents: parts.flatMap((part) => part.agents),
};
