import { z } from 'zod';
import type { AgentAnswer, AgentCall, Proposal, ProposalCall } from '../../src/contracts/agent.js';

const inputSchema = z.object({
  service: z.string().min(1).max(100),
  loadPercent: z.number().min(0).max(1000),
  replicas: z.number().int().min(1),
});

/** Everything that Countersign calls an agent for. */
export function answerCall(call: AgentCall): Proposal | AgentAnswer {
  if (call.type !== 'countersign.answer') return proposeScaling(call);
  const { replicas } = call.data.action.args;
  return { answer: `It goes to ${String(replicas)} replicas: enough for 70 % load on each.` };
}

/** Sizes a service by its load, and takes "at most 6" for an answer. */
export function proposeScaling(call: ProposalCall): Proposal {
  const input = inputSchema.safeParse(call.data.input);
  if (!input.success) return { giveUp: 'Give {service, loadPercent, replicas}' };
  const { service, loadPercent, replicas } = input.data;
  const wanted = Math.max(1, Math.ceil((replicas * loadPercent) / 70));
  const target = Math.min(wanted, ...limitsOf(call));
  if (target === replicas) return { giveUp: `${service} stays at ${replicas}` };
  return {
    type: 'cluster.scale',
    args: { service, replicas: target },
    title: `Scale ${service} from ${replicas} to ${target}`,
    rationale: `Load is ${loadPercent} % of ${replicas} replicas; 70 % each would take ${wanted}.`,
    confidence: loadPercent > 90 ? 0.9 : 0.6,
  };
}

function limitsOf(call: ProposalCall): number[] {
  if (call.type === 'countersign.propose') return [];
  return call.data.feedback.flatMap(({ comment }) => [...comment.matchAll(/at most (\d{1,6})/gi)].map(([, limit]) => Number(limit)));
}
