import { z } from 'zod';
import { proposedActionSchema } from './action.js';
import { jsonSchema } from './json.js';

/** One piece of feedback that a reviser gets; all of a request's so far, oldest first. */
export const feedbackSchema = z.strictObject({
  revision: z.number().int(),
  by: z.strictObject({ id: z.string(), name: z.string() }),
  comment: z.string(),
  at: z.string(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

export const proposeInputSchema = z.strictObject({ requestId: z.string(), input: jsonSchema });
export type ProposeInput = z.infer<typeof proposeInputSchema>;

export const reviseInputSchema = z.strictObject({
  requestId: z.string(),
  input: jsonSchema,
  revision: z.number().int(),
  /** The action as it was last shown to people. */
  action: proposedActionSchema,
  feedback: z.array(feedbackSchema),
});
export type ReviseInput = z.infer<typeof reviseInputSchema>;

/** What propose and revise answer: the next action, or that the agent gives up, and why. */
export const proposalSchema = z.union([proposedActionSchema, z.strictObject({ giveUp: z.string().min(1).max(2000) })]);
export type Proposal = z.infer<typeof proposalSchema>;

/** The body a signed HTTP agent is POSTed (Standard Webhooks); it answers 200 with a `proposalSchema` body. */
export const agentCallSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('countersign.propose'), data: proposeInputSchema }),
  z.strictObject({ type: z.literal('countersign.revise'), data: reviseInputSchema }),
]);
export type AgentCall = z.infer<typeof agentCallSchema>;
