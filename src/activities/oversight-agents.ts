import { z } from 'zod';
import type { Proposal } from '../contracts/agent.js';
import { assess, isUnclearTask } from '../oversight/escalate.js';
import { agentOutputSchema, taskTypeSchema } from '../oversight/models.js';
import { contentOf } from '../oversight/content.js';
import { outputAction, withAssessment } from '../oversight/output-action.js';
import type { OversightProvider, TaskCall } from './oversight-provider.js';
import { defineAction, defineAgent, type ActionDefinition, type AgentDefinition } from './registry.js';
import { OUTPUT_TYPE, outputTypeOf } from '../oversight/output-action.js';

/** Input of a task agent. */
export const taskInputSchema = z.strictObject({ task: z.string().max(20_000), taskType: taskTypeSchema.nullish() });

/**
 * An agent that does plain tasks: `{task, taskType?}` in, an output as an action (`agent.output…`) out, with its own confidence. Sent back, it
 * tries again with all the feedback.
 */
export function taskAgent({ name, provider }: { name: string; provider: OversightProvider }): AgentDefinition {
  const run = async (input: unknown, previous: TaskCall['previous'], signal: AbortSignal): Promise<Proposal> => {
    const parsed = taskInputSchema.safeParse(input);
    if (!parsed.success) return { giveUp: `The input is no task: ${parsed.error.issues[0]?.message ?? 'unreadable'}` };
    const { task, taskType = null } = parsed.data;
    if (isUnclearTask(task)) return { giveUp: 'The task says nothing to do.' };
    const output = agentOutputSchema.parse(await provider.perform({ task, taskType, previous }, signal));
    // Only what the agent itself knows; the rest is the policy's.
    const unclear = assess({ kind: 'output', output }, { policy: null, taskType, requireReview: false }, () => false);
    return withAssessment(outputAction(task, taskType, output), unclear);
  };
  return defineAgent({
    name,
    propose: ({ input }, signal) => run(input, null, signal),
    revise: ({ input, action, feedback }, signal) => run(input, { content: contentOf(action.args) ?? '', feedback }, signal),
  });
}

/**
 * The action types of outputs; register them with the worker. Reviewers get a form to change the content. Where the worker executes (an agent of
 * its own proposed), what may leave stands in the result of the execution.
 */
export function outputActions(taskTypes: readonly string[] = []): ActionDefinition[] {
  return [OUTPUT_TYPE, ...taskTypes.map(outputTypeOf)].map((type) =>
    defineAction({
      type,
      title: 'Deliver an output',
      description: 'Hands the content on to whoever asked for it.',
      args: z.strictObject({ content: z.string().min(1).max(100_000) }),
      // Nothing happens outside: doing it again does no harm.
      effect: 'keyed',
      execute: ({ content }) => Promise.resolve({ content }),
    }),
  );
}
