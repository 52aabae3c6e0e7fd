import { Agent, request } from 'node:http';

export type Call = (method: string, path: string, key: string, body?: unknown) => Promise<{ status: number; body: unknown }>;

/** A lean client with connections that are kept: the driver must cost little beside what it measures. */
export function createCall(baseUrl: string): { call: Call; close(): void } {
  const { hostname, port } = new URL(baseUrl);
  // Node's server closes connections that were idle for five seconds; a call must not be sent into that. (Calls under way are not cut off by this.)
  const agent = new Agent({ keepAlive: true, maxSockets: 200, timeout: 3_000 });
  const call: Call = (method, path, key, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? null : Buffer.from(JSON.stringify(body));
      const headers = {
        authorization: `Bearer ${key}`,
        ...(text === null ? {} : { 'content-type': 'application/json', 'content-length': text.length }),
      };
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown }),
        );
      });
      sent.once('error', reject);
      sent.end(text);
    });
  return { call, close: () => agent.destroy() };
}
