import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface FakeSocketMode {
  /** For SLACK_API_URL of the app-level token: it only answers `apps.connections.open`, the rest goes to `api`. */
  apiUrl: string;
  /** Waits until the product has connected. */
  connected(): Promise<void>;
  /** Sends an envelope and waits for its acknowledgement; undefined if none came in time. */
  send(type: 'interactive' | 'slash_commands', payload: unknown, withinMs?: number): Promise<{ payload?: unknown } | undefined>;
  close(): Promise<void>;
}

/** Slack's end of Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode): the web socket by hand, as far as it is used. */
export async function startFakeSocketMode(api: string): Promise<FakeSocketMode> {
  let socket: Socket | null = null;
  let onConnect: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => (onConnect = resolve));
  const waiting = new Map<string, (ack: { payload?: unknown }) => void>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.endsWith('/apps.connections.open')) {
        const { port } = server.address() as AddressInfo;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/link` }));
        return;
      }
      const headers = { authorization: request.headers.authorization ?? '', 'content-type': request.headers['content-type'] ?? '' };
      fetch(`${api}${(request.url ?? '').replace(/^\/api\//, '')}`, { method: 'POST', headers, body: Buffer.concat(chunks) })
        .then(async (answer) => response.setHeader('content-type', 'application/json').end(await answer.text()))
        .catch(() => response.destroy());
    });
  });

  server.on('upgrade', (request, raw) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    raw.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket = raw as Socket;
    let buffered = Buffer.alloc(0);
    raw.on('data', (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk]);
      for (let frame = readFrame(buffered); frame; frame = readFrame(buffered)) {
        buffered = buffered.subarray(frame.size);
        if (frame.opcode === 8) raw.end(Buffer.from([0x88, 0]));
        if (frame.opcode !== 1) continue;
        const ack = JSON.parse(frame.text) as { envelope_id: string; payload?: unknown };
        waiting.get(ack.envelope_id)?.(ack);
      }
    });
    raw.on('error', () => undefined);
    raw.write(textFrame(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0COUNTER' } })));
    onConnect();
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    connected: () => connected,
    send: (type, payload, withinMs = 2_000) => {
      const id = randomUUID();
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), withinMs);
        waiting.set(id, (ack) => {
          clearTimeout(timer);
          resolve(ack);
        });
        socket?.write(textFrame(JSON.stringify({ envelope_id: id, type, accepts_response_payload: true, payload })));
      });
    },
    close: async () => {
      socket?.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, body]);
}

/** One masked client frame from the start of the buffer (RFC 6455, up to 64 KiB); undefined while it is incomplete. */
function readFrame(buffer: Buffer): { opcode: number; text: string; size: number } | undefined {
  if (buffer.length < 6) return undefined;
  const short = (buffer[1] ?? 0) & 0x7f;
  const extended = short === 126 ? 2 : 0;
  const length = short === 126 ? buffer.readUInt16BE(2) : short;
  const start = 2 + extended + 4;
  if (buffer.length < start + length) return undefined;
  const mask = buffer.subarray(2 + extended, start);
  const body = Buffer.from(buffer.subarray(start, start + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)));
  return { opcode: (buffer[0] ?? 0) & 0x0f, text: body.toString('utf8'), size: start + length };
}
