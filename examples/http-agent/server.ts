import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { agentCallSchema, type AgentAnswer, type AgentCall, type Proposal } from '../../src/contracts/agent.js';

export interface HttpAgentOptions {
  /** `whsec_…`: what the service shows once when the agent is registered. */
  secret: string;
  answer: (call: AgentCall) => Promise<Proposal | AgentAnswer> | Proposal | AgentAnswer;
}

const MAX_BODY_BYTES = 1024 * 1024;
/** How many answers are kept for repeats; a repeat comes within minutes. */
const REMEMBERED = 1000;

/** An agent behind HTTP, with nothing but Node and `standardwebhooks`: verify, answer, and answer a repeat the same. */
export function createHttpAgent({ secret, answer }: HttpAgentOptions): Server {
  const webhook = new Webhook(secret);
  const answers = new Map<string, Promise<Proposal | AgentAnswer>>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return send(response, 405, { error: 'POST only' });
    const body = await readBody(request);
    if (body === undefined) return send(response, 413, { error: 'too large' });
    try {
      // On the raw bytes, before anything is parsed; it also refuses a timestamp more than five minutes off.
      webhook.verify(body, request.headers as Record<string, string>);
    } catch {
      return send(response, 401, { error: 'the signature does not match' });
    }
    const call = agentCallSchema.safeParse(JSON.parse(body));
    if (!call.success) return send(response, 400, { error: 'not a call that this agent knows' });

    const id = String(request.headers['webhook-id']);
    let pending = answers.get(id);
    if (pending === undefined) {
      pending = Promise.resolve(answer(call.data));
      answers.set(id, pending);
      for (const oldest of [...answers.keys()].slice(0, Math.max(0, answers.size - REMEMBERED))) answers.delete(oldest);
    }
    try {
      send(response, 200, await pending);
    } catch (error) {
      // A failure is not worth remembering: the next attempt tries again.
      answers.delete(id);
      throw error;
    }
  }

  return createServer((request, response) => {
    handle(request, response).catch(() => send(response, 500, { error: 'the agent failed' }));
  });
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
