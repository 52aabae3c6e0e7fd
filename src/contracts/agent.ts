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

export const answerInputSchema = z.strictObject({
  requestId: z.string(),
  revision: z.number().int(),
  /** What the question is about, as it is shown to people. */
  action: proposedActionSchema,
  question: z.string(),
  by: z.strictObject({ id: z.string(), name: z.string() }),
});
export type AnswerInput = z.infer<typeof answerInputSchema>;

/** What an agent says to a reviewer's question: words for people, never part of what runs. */
export const agentAnswerSchema = z.strictObject({ answer: z.string().min(1).max(20_000) });
export type AgentAnswer = z.infer<typeof agentAnswerSchema>;

/** The body a signed HTTP agent is POSTed (Standard Webhooks); it answers 200 with a `proposalSchema` body, to a question with an `agentAnswerSchema` body. */
export const agentCallSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('countersign.propose'), data: proposeInputSchema }),
  z.strictObject({ type: z.literal('countersign.revise'), data: reviseInputSchema }),
  z.strictObject({ type: z.literal('countersign.answer'), data: answerInputSchema.extend({ decisionId: z.string() }) }),
]);
export type AgentCall = z.infer<typeof agentCallSchema>;
/** The calls that are answered with the next action. */
export type ProposalCall = Exclude<AgentCall, { type: 'countersign.answer' }>;
