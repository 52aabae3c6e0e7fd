import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { stubReply } from './stub-reply.js';

// The part of POST /v1/chat/completions that a structured answer needs (platform.openai.com/docs/api-reference/chat/create).
const bodySchema = z.strictObject({
  model: z.string().min(1),
  messages: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  response_format: z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().regex(/^[\w-]{1,64}$/),
      description: z.string().optional(),
      schema: z.record(z.string(), z.unknown()),
      strict: z.boolean().optional(),
    }),
  }),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.number().int().positive().optional(),
  seed: z.number().int().optional(),
  stream: z.literal(false).optional(),
});

interface StubAnswer {
  status: number;
  body: unknown;
}

/** The protocol without a network: what the server below answers, and what `stubFetch` gives. */
export function answerChat(request: { authorization: string | null; contentType: string | null; body: string }): StubAnswer {
  if (!/^Bearer \S+$/.test(request.authorization ?? ''))
    return refuse(401, 'invalid_api_key', 'Give an API key as "Authorization: Bearer …".');
  if (!/^application\/json\b/.test(request.contentType ?? '')) return refuse(400, 'invalid_content_type', 'Send application/json.');
  let json: unknown;
  try {
    json = JSON.parse(request.body);
  } catch {
    return refuse(400, 'invalid_json', 'The body is not JSON.');
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(400, 'invalid_request_error', `${issue?.path.join('.') || 'body'}: ${issue?.message}`);
  }
  const { model, messages, response_format } = parsed.data;
  const last = messages.at(-1);
  const draft = last?.role === 'user' ? stubReply(last.content) : undefined;
  if (draft === undefined)
    return refuse(400, 'invalid_request_error', 'messages: this stub answers support tickets; the last message holds none');
  const problem = misfit(response_format.json_schema.schema, draft);
  if (problem !== undefined) return refuse(400, 'invalid_request_error', `response_format: ${problem}`);

  const content = JSON.stringify(draft);
  const [prompt_tokens, completion_tokens] = [Math.ceil(request.body.length / 4), Math.ceil(content.length / 4)];
  return {
    status: 200,
    body: {
      id: `chatcmpl-${createHash('sha256').update(request.body).digest('hex').slice(0, 24)}`,
      object: 'chat.completion',
      created: 1_767_225_600,
      model,
      choices: [{ index: 0, message: { role: 'assistant', content }, logprobs: null, finish_reason: 'stop' }],
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    },
  };
}

/** Why the stub's answer does not fit the schema that was asked for; undefined if it does. */
function misfit(schema: Record<string, unknown>, value: unknown): string | undefined {
  try {
    // Draft 7 schemas are read as 2020-12: the keywords that occur here mean the same.
    const { $schema: _dialect, ...rest } = schema;
    const ajv = new Ajv2020({ strict: false });
    return ajv.validate(rest, value) ? undefined : `this stub cannot answer in that shape (${ajv.errorsText()})`;
  } catch (error) {
    return `not a JSON Schema (${error instanceof Error ? error.message : String(error)})`;
  }
}

function refuse(status: number, code: string, message: string): StubAnswer {
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code } } };
}

/** For `createOpenAICompatible({fetch})`: the same answers, offline and without a port. */
export const stubFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const known = request.method === 'POST' && new URL(request.url).pathname === '/v1/chat/completions';
  const { status, body } = known
    ? answerChat({
        authorization: request.headers.get('authorization'),
        contentType: request.headers.get('content-type'),
        body: await request.text(),
      })
    : refuse(404, 'not_found', 'Only POST /v1/chat/completions is here.');
  return Response.json(body, { status });
};

/** The same over HTTP, for any client at `http://127.0.0.1:<port>/v1`. */
export function createStubModel(): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } =
        request.method === 'POST' && request.url === '/v1/chat/completions'
          ? answerChat({
              authorization: request.headers.authorization ?? null,
              contentType: request.headers['content-type'] ?? null,
              body: Buffer.concat(chunks).toString('utf8'),
            })
          : refuse(404, 'not_found', 'Only POST /v1/chat/completions is here.');
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
}
