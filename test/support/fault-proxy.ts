import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to one call:
 * - `answer`: this answer, the call never reaches the target;
 * - `lost`: the target does it, the answer never arrives (the connection breaks);
 * - `refused`: the connection breaks before the target sees anything;
 * - `silent`: the target does it, nobody answers, the connection stays open;
 * - `twice`: the target gets it twice, the second answer is returned;
 * - `held`: waits until `release` resolves, then goes on: later calls overtake it.
 */
export type Fault =
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string }
  | { kind: 'lost' }
  | { kind: 'refused' }
  | { kind: 'silent' }
  | { kind: 'twice' }
  | { kind: 'held'; release: Promise<void> };

export interface Call {
  /** Path without its leading slash and query. */
  path: string;
  /** Body as sent: a form or JSON, read as an object where it is one. */
  args: Record<string, unknown>;
  /** The target's JSON answer; undefined where it was not asked. */
  answer: Record<string, unknown> | undefined;
}

export interface FaultProxy {
  url: string;
  /** Every call so far, in the order in which they came. */
  calls: readonly Call[];
  /** The next calls of this path get these faults, in order; afterwards all is well again. */
  fail(path: string, ...faults: Fault[]): void;
  /** Changes every answer of this path from now on; null: no more. */
  rewrite(path: string, change: ((answer: Record<string, unknown>, args: Record<string, unknown>) => Record<string, unknown>) | null): void;
  /** Answers this path itself from now on, for what the target lacks; faults still come first. */
  serve(
    path: string,
    answer: (call: Pick<Call, 'args'>, headers: Readonly<Record<string, string | undefined>>) => Record<string, unknown>,
  ): void;
  /** A header on every answer from now on. */
  header(name: string, value: string): void;
  close(): Promise<void>;
}

/** Stands between the product and an emulator and misbehaves on demand. */
export async function startFaultProxy(target: () => string): Promise<FaultProxy> {
  const calls: Call[] = [];
  const faults = new Map<string, Fault[]>();
  const rewrites = new Map<string, (answer: Record<string, unknown>, args: Record<string, unknown>) => Record<string, unknown>>();
  const headers: Record<string, string> = {};
  const served = new Map<string, Parameters<FaultProxy['serve']>[1]>();

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const path = (request.url ?? '').replace(/^\//, '').split('?')[0] ?? '';
    const call: Call = { path, args: argsOf(body, request.headers['content-type']), answer: undefined };
    calls.push(call);
    const fault = faults.get(path)?.shift();
    const forward = async () => {
      const own = served.get(path);
      if (own) {
        call.answer = own(call, request.headers as Record<string, string | undefined>);
        return { status: 200, text: JSON.stringify(call.answer) };
      }
      const answer = await fetch(`${target()}${request.url}`, {
        method: request.method ?? 'POST',
        headers: Object.fromEntries(
          Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
        ) as Record<string, string>,
        ...(request.method === 'GET' ? {} : { body }),
      });
      const text = await answer.text();
      const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : undefined;
      call.answer = json && (rewrites.get(path)?.(json, call.args) ?? json);
      return { status: answer.status, text: call.answer ? JSON.stringify(call.answer) : text };
    };
    switch (fault?.kind) {
      case 'answer':
        response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(fault.body);
        return;
      case 'refused':
        response.destroy();
        return;
      case 'lost':
        await forward();
        response.destroy();
        return;
      case 'silent':
        await forward();
        return;
      case 'held':
        await fault.release;
        break;
      case 'twice':
        await forward();
        break;
      case undefined:
        break;
    }
    const { status, text } = await forward();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    fail: (path, ...more) => void faults.set(path, [...(faults.get(path) ?? []), ...more]),
    rewrite: (path, change) => void (change === null ? rewrites.delete(path) : rewrites.set(path, change)),
    serve: (path, answer) => void served.set(path, answer),
    header: (name, value) => void (headers[name] = value),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function argsOf(body: string, contentType = ''): Record<string, unknown> {
  if (contentType.includes('json')) return JSON.parse(body || '{}') as Record<string, unknown>;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => {
      // Slack's client writes structured arguments as JSON into its form.
      if (!/^[[{]/.test(value)) return [key, value];
      try {
        return [key, JSON.parse(value) as unknown];
      } catch {
        return [key, value];
      }
    }),
  );
}
