import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TEMPORAL_CLI_VERSION } from './cli-version.js';

export const TEMPORAL_DOWNLOAD_URL = 'https://temporal.download';
const ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Downloads the release archive and unpacks it into `folder`; answers the path of the binary, not yet verified.
 * Source: the "Install via download" links of https://github.com/temporalio/cli (a .tar.gz with `temporal` in it).
 */
export async function downloadCli(folder: string, report: (line: string) => void, baseUrl = TEMPORAL_DOWNLOAD_URL): Promise<string> {
  const url = `${baseUrl}/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${process.platform}&arch=${ARCH[process.arch] ?? process.arch}`;
  const abort = new AbortController();
  // Without a network the answer must come fast, because another source is tried next; a reachable CDN answers well within this.
  const patience = watchdog(abort, 5000, 'no answer');
  const response = await fetch(url, { signal: abort.signal }).finally(patience.stop);
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);

  const tar = spawn('tar', ['-xzf', '-', '-C', folder, 'temporal'], { stdio: ['pipe', 'ignore', 'ignore'] });
  // Once bytes flow, a pause this long means the connection is dead.
  patience.restart(20_000, 'the transfer stalled');
  const onBytes = () => patience.restart(20_000, 'the transfer stalled');
  const [[code]] = await Promise.all([
    once(tar, 'close') as Promise<[number | null]>,
    pipeline(Readable.fromWeb(response.body), progress(total, report, onBytes), tar.stdin),
  ]).finally(patience.stop);
  if (code !== 0) throw new Error('the archive could not be unpacked');
  return join(folder, 'temporal');
}

function progress(total: number, report: (line: string) => void, onBytes: () => void): Transform {
  let received = 0;
  let reported = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes();
      received += chunk.length;
      const tenth = total > 0 ? Math.floor((received / total) * 10) : 0;
      if (tenth > reported) {
        reported = tenth;
        report(`Downloading the Temporal CLI ${TEMPORAL_CLI_VERSION}: ${tenth * 10} % of ${Math.round(total / 1e6)} MB`);
      }
      done(null, chunk);
    },
  });
}

function watchdog(abort: AbortController, ms: number, reason: string) {
  let timer = setTimeout(() => abort.abort(new Error(reason)), ms);
  return {
    restart(nextMs: number, nextReason: string) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(new Error(nextReason)), nextMs);
    },
    stop: () => clearTimeout(timer),
  };
}
