import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A place that webhooks are sent to. It takes everything unless it was told to misbehave at the next call. */
export async function startWebhookReceiver() {
  let next: { status: number; headers: Record<string, string> } | 'lost' | null = null;
  let taken: { id: string; body: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const what = next;
      next = null;
      if (what === null || what === 'lost') taken.push({ id: String(request.headers['webhook-id']), body, headers: request.headers });
      if (what === 'lost') response.destroy();
      else response.writeHead(what?.status ?? 204, what?.headers ?? {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?x=1`,
    misbehave: (what: typeof next) => void (next = what),
    taken: () => taken,
    clear: () => void (taken = []),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
