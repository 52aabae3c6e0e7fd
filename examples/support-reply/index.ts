import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { defineAction, defineAgent, type Registry } from '../../src/activities/registry.js';
import { propose, revise, type SupportModel } from './agent.js';
import { writeMail } from './outbox.js';
import { replyArgsSchema } from './reply-action.js';
import { stubFetch } from './stub-model.js';

export interface SupportReplyDeps {
  model: SupportModel;
  /** Folder of the mail spool. */
  outbox: string;
  /** Sender's address. */
  from: string;
}

export function createSupportReply({ model, outbox, from }: SupportReplyDeps): Registry {
  return {
    agents: [
      defineAgent({
        name: 'support-reply',
        propose: (call, signal) => propose(model, call, signal),
        revise: (call, signal) => revise(model, call, signal),
      }),
    ],
    actions: [
      defineAction({
        type: 'support.reply',
        title: 'Send a reply',
        description: 'Sends a reply to a customer by mail.',
        args: replyArgsSchema,
        effect: 'keyed',
        execute: (args, { idempotencyKey }) => writeMail(outbox, args, { key: idempotencyKey, from, now: new Date() }),
      }),
    ],
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Any OpenAI-compatible server by `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `MODEL`; without a URL a stub in this process, so that it runs offline. */
export function modelFromEnv(env: Env): SupportModel {
  const baseURL = env['OPENAI_BASE_URL'];
  const id = env['MODEL'] ?? (baseURL ? 'gpt-4.1-mini' : 'stub');
  const provider = createOpenAICompatible({
    name: 'support',
    baseURL: baseURL ?? 'http://stub.invalid/v1',
    apiKey: env['OPENAI_API_KEY'] ?? 'none',
    supportsStructuredOutputs: true,
    ...(baseURL ? {} : { fetch: stubFetch }),
  });
  return { model: provider(id), name: baseURL ? id : 'offline stub' };
}

export function supportReplyFromEnv(env: Env): Registry {
  return createSupportReply({
    model: modelFromEnv(env),
    outbox: join(env['COUNTERSIGN_DATA_DIR'] || '.countersign', 'outbox'),
    from: 'support@shop.example',
  });
}
