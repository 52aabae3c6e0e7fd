import type { LanguageModel } from 'ai';
import { z } from 'zod';
import { confidenceSchema } from '../contracts/action.js';
import { secondOpinionSchema, type DecisionAugmentation } from '../oversight/models.js';
import { AUGMENT, augmentPrompt, EVALUATE, evaluatePrompt, PERFORM, performPrompt } from './oversight-prompts.js';
import type { OversightProvider } from './oversight-provider.js';

/** A local model on a processor takes a minute for a long answer; the activity's own limit stands above this. */
const MODEL_TIMEOUT_MS = 90_000;

/** What models are asked for. Strict structured output knows neither defaults nor free maps, so it differs from what is handed on. */
const outputAnswer = z.strictObject({
  content: z.string().min(1),
  confidence: confidenceSchema,
  reasoning: z.string(),
  unclear: z.string().nullable(),
});
const augmentationAnswer = z.strictObject({
  options: z.array(z.string()),
  analysis: z.string(),
  recommendation: z.string(),
  confidence: confidenceSchema,
  risks: z.array(z.string()),
  considerations: z.array(z.string()),
}) satisfies z.ZodType<DecisionAugmentation>;

/** A language model of the AI SDK (https://ai-sdk.dev); any OpenAI-compatible server by `@ai-sdk/openai-compatible`. */
export function modelProvider({ model, name }: { model: LanguageModel; name: string }): OversightProvider {
  async function ask<T>(schema: z.ZodType<T>, schemaName: string, system: string, prompt: string, signal: AbortSignal): Promise<T> {
    // Workers without a model do without its packages.
    const { generateText, Output } = await import('ai');
    const { output } = await generateText({
      model,
      system,
      prompt,
      output: Output.object({ schema, name: schemaName }),
      temperature: 0,
      // Retries belong to the activity, which is durable and whose attempts operators see.
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, AbortSignal.timeout(MODEL_TIMEOUT_MS)]),
    });
    return output;
  }
  return {
    name,
    async perform(call, signal) {
      const { unclear, ...output } = await ask(outputAnswer, 'output', PERFORM, performPrompt(call), signal);
      return { ...output, metadata: { model: name, ...(unclear === null ? {} : { ambiguousInput: unclear }) } };
    },
    evaluate: (call, signal) => ask(secondOpinionSchema, 'second_opinion', EVALUATE, evaluatePrompt(call), signal),
    augment: (call, signal) => ask(augmentationAnswer, 'decision', AUGMENT, augmentPrompt(call), signal),
  };
}
