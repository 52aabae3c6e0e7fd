import { ApplicationFailure } from '@temporalio/common';
import { signedHeaders } from '../channels/webhook/standard-webhooks.js';
import type { GuardedAnswer, GuardedFetchOptions } from '../channels/webhook/guarded-fetch.js';
import type { z } from 'zod';
import { agentAnswerSchema, proposalSchema, type AgentCall, type Proposal } from '../contracts/agent.js';
import { assertNever } from '../contracts/assert-never.js';
import { FAILURES } from '../contracts/failures.js';

export interface HttpAgent {
  name: string;
  url: string;
  /** `whsec_` and base64: what the agent verifies the call with. */
  secret: string;
}

/** `guardedFetch`, with the deployment's choice about private addresses made. */
export type AgentFetch = (url: string, options: Omit<GuardedFetchOptions, 'allowPrivate'>) => Promise<GuardedAnswer>;

// A language model's long answer takes tens of seconds; what needs minutes belongs into a registered agent, which can heartbeat.
const TIMEOUT_MS = 60_000;
/** The same limit as for an action that comes in over the API. */
const MAX_ANSWER_BYTES = 256 * 1024;
/** An agent that asks for a longer pause than this is asked again all the same. */
const MAX_PAUSE_S = 300;
/** "Too early", "too many" and "timeout" are about the moment, not about the call. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Asks an agent behind HTTP: a POST signed as Standard Webhooks (standardwebhooks.com), answered with 200 and a proposal as JSON. The
 * `webhook-id` is the same for every attempt at one call, so that the agent can answer a repeat from memory. Throws `AgentFailed`
 * (retryable for 5xx, 408, 425, 429 and a lost connection; final for other 4xx, redirects and addresses that are not allowed) and
 * `InvalidProposal` (final). Nothing of the answer's body goes into a failure: the address may be one that its owner should not read.
 */
export function callHttpAgent(options: HttpCall): Promise<Proposal> {
  return post(options, proposalSchema);
}

/** The same for a reviewer's question, answered with `{ answer }`. */
export async function askHttpAgent(options: HttpCall): Promise<string> {
  return (await post(options, agentAnswerSchema)).answer;
}

interface HttpCall {
  agent: HttpAgent;
  call: AgentCall;
  fetch: AgentFetch;
  signal: AbortSignal;
  now?: () => number;
}

async function post<T>({ agent, call, fetch, signal, now = Date.now }: HttpCall, schema: z.ZodType<T>): Promise<T> {
  const body = JSON.stringify(call);
  const answer = await fetch(agent.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...signedHeaders(agent.secret, callId(call), now(), body) },
    body,
    timeoutMs: TIMEOUT_MS,
    // Twice the limit: an answer that is a little too large is called invalid, one without end is cut off.
    maxBytes: 2 * MAX_ANSWER_BYTES,
    signal,
  });
  switch (answer.kind) {
    case 'refused':
      throw failed(agent, `was not called: ${answer.reason}`, { final: true });
    case 'failed':
      throw failed(agent, `gave no answer: ${answer.reason}`, { final: false });
    case 'answer':
      return readAnswer(agent, answer, schema);
    default:
      return assertNever(answer);
  }
}

/** `<requestId>.<propose|revise>.<revision>` or `<requestId>.answer.<decisionId>`: one name per call, whatever the attempt. */
export function callId(call: AgentCall): string {
  switch (call.type) {
    case 'countersign.propose':
      return `${call.data.requestId}.propose.1`;
    case 'countersign.revise':
      return `${call.data.requestId}.revise.${call.data.revision}`;
    case 'countersign.answer':
      return `${call.data.requestId}.answer.${call.data.decisionId}`;
    default:
      return assertNever(call);
  }
}

function readAnswer<T>(agent: HttpAgent, answer: Extract<GuardedAnswer, { kind: 'answer' }>, schema: z.ZodType<T>): T {
  const { status } = answer;
  if (status >= 500 || RETRYABLE_STATUSES.has(status)) {
    throw failed(agent, `answered ${status}`, { final: false, pauseS: pauseOf(answer.headers['retry-after']) });
  }
  if (status >= 300 && status < 400) throw failed(agent, `answered ${status}: redirects are not followed`, { final: true });
  if (status >= 400) throw failed(agent, `answered ${status}`, { final: true });
  if (status !== 200) throw invalid(agent, `answered ${status} where 200 and a proposal were expected`);
  if (Buffer.byteLength(answer.body) > MAX_ANSWER_BYTES) throw invalid(agent, `answered more than ${MAX_ANSWER_BYTES} bytes`);
  return parseBody(agent, answer.body, schema);
}

function parseBody<T>(agent: HttpAgent, body: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw invalid(agent, 'answered something that is not JSON');
  }
  try {
    return schema.parse(value);
  } catch (error) {
    // Nested far enough, JSON that parses overflows the stack of whoever checks it: that is no proposal either.
    throw invalid(agent, `answered no proposal (${error instanceof Error ? error.name : 'unreadable'}): see docs/agents.md`);
  }
}

/** Seconds; the form with a date is rare, and the retry policy's own pause does as well. */
function pauseOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Math.min(Number(header), MAX_PAUSE_S) : undefined;
}

function failed(agent: HttpAgent, what: string, { final, pauseS }: { final: boolean; pauseS?: number | undefined }): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURES.agentFailed,
    message: `agent ${agent.name} ${what}`,
    nonRetryable: final,
    ...(pauseS === undefined ? {} : { nextRetryDelay: pauseS * 1000 }),
  });
}

function invalid(agent: HttpAgent, what: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`agent ${agent.name} ${what}`, FAILURES.invalidProposal);
}
