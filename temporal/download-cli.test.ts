import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEMPORAL_CLI_VERSION } from './cli-version.js';
import { downloadCli } from './download-cli.js';

async function serving<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer(listener).listen(0, '127.0.0.1', () => resolve(listening));
  });
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'download-'));
}

describe('downloadCli', () => {
  it('unpacks the binary of this platform and version, and reports progress', async () => {
    const source = folder();
    writeFileSync(join(source, 'temporal'), 'the binary');
    const archive = execFileSync('tar', ['-czf', '-', '-C', source, 'temporal']);
    const asked: string[] = [];
    const lines: string[] = [];
    const path = await serving(
      (request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(200, { 'content-length': archive.length }).end(archive);
      },
      (url) => downloadCli(folder(), (line) => lines.push(line), url),
    );
    expect(readFileSync(path, 'utf8')).toBe('the binary');
    expect(asked).toEqual([
      expect.stringMatching(new RegExp(`^/cli/archive/v${TEMPORAL_CLI_VERSION}\\?platform=${process.platform}&arch=(amd64|arm64)$`)),
    ]);
    expect(lines.at(-1)).toContain('100 %');
  });

  it('fails on an error page, on a cut transfer and on what is no archive', async () => {
    const get = (listener: RequestListener) => serving(listener, (url) => downloadCli(folder(), () => undefined, url));
    await expect(get((_request, response) => response.writeHead(404).end())).rejects.toThrow('the server answered 404');
    await expect(
      get((_request, response) => response.writeHead(200, { 'content-length': 1000 }).write('x', () => response.destroy())),
    ).rejects.toThrow();
    await expect(get((_request, response) => response.writeHead(200).end('no archive'))).rejects.toThrow();
  });

  it('fails fast where nobody listens', async () => {
    await expect(downloadCli(folder(), () => undefined, 'http://127.0.0.1:9')).rejects.toThrow();
  });
});
