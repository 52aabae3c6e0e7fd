import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { guardedFetch, type GuardedFetchOptions } from './guarded-fetch.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const options = (over: Partial<GuardedFetchOptions> = {}): GuardedFetchOptions => ({
  method: 'POST',
  headers: {},
  body: '{}',
  timeoutMs: 2_000,
  maxBytes: 65_536,
  allowPrivate: false,
  ...over,
});

describe('a fetch to an address that somebody else chose', () => {
  it.each([
    'http://127.0.0.1:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:1/',
    'http://user:pass@example.com/',
    'ftp://example.com/',
    'not a url',
  ])('never calls %s', async (url) => {
    expect(await guardedFetch(url, options())).toMatchObject({ kind: 'refused' });
  });

  it('refuses a name that resolves to a private address, even among public ones', async () => {
    const resolve = () =>
      Promise.resolve([
        { address: '93.184.215.14', family: 4 },
        { address: '10.0.0.7', family: 4 },
      ]);
    const answer = await guardedFetch('http://rebind.test/', options({ resolve }));
    expect(answer).toEqual({ kind: 'refused', reason: 'rebind.test resolves to 10.0.0.7, which is not a public address' });
  });

  it('resolves once and connects to what it checked', async () => {
    let asked = 0;
    const port = await serve((_request, response) => response.end('here'));
    const resolve = () => {
      asked += 1;
      return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '10.0.0.7', family: 4 }]);
    };
    const answer = await guardedFetch(`http://named.test:${port}/`, options({ allowPrivate: true, resolve }));
    expect(answer).toMatchObject({ kind: 'answer', status: 200, body: 'here' });
    expect(asked).toBe(1);
  });

  it('does not follow redirects', async () => {
    let second = 0;
    const other = await serve((_request, response) => {
      second += 1;
      response.end();
    });
    const port = await serve((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end());
    const answer = await guardedFetch(`http://127.0.0.1:${port}/`, options({ allowPrivate: true }));
    expect(answer).toMatchObject({ kind: 'answer', status: 302 });
    expect(second).toBe(0);
  });

  it('stops reading an endless answer', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200);
      const pump = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', pump);
      pump();
    });
    const answer = await guardedFetch(`http://127.0.0.1:${port}/`, options({ allowPrivate: true }));
    expect(answer).toEqual({ kind: 'failed', reason: 'the answer is larger than 65536 bytes' });
  });

  it('gives up on a server that never answers', async () => {
    const port = await serve(() => undefined);
    const answer = await guardedFetch(`http://127.0.0.1:${port}/`, options({ allowPrivate: true, timeoutMs: 50 }));
    expect(answer).toEqual({ kind: 'failed', reason: 'no answer within 50 ms' });
  });
});
