import { Connection } from '@temporalio/client';
import { StartError } from '../src/processes/start-error.js';

type ConnectionOptions = NonNullable<Parameters<typeof Connection.connect>[0]>;

/** The oldest server that the workflows are promised to run on: summaries, current details and the newer timer API came before it. */
const OLDEST_SERVER: readonly [number, number] = [1, 28];

/** Connects to a server, or says in one line why that is not possible. The caller closes the connection. */
export async function connectTemporal(
  address: string,
  options: Omit<ConnectionOptions, 'address' | 'connectTimeout'> = {},
  // A server that answers at all answers in milliseconds; five seconds allow for TLS to another continent.
  timeoutMs = 5000,
): Promise<Connection> {
  let connection: Connection;
  try {
    // No interceptors, which are the SDK's retries: one that is due after the connection was given up throws where nobody can catch it.
    connection = await Connection.connect({ ...options, address, connectTimeout: timeoutMs, interceptors: [] });
  } catch (error) {
    throw new StartError(
      `Temporal at ${address} cannot be reached (${detailOf(error)}). Start it, or correct TEMPORAL_ADDRESS and its TLS or API key.`,
    );
  }
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  if (isTooOld(serverVersion)) {
    await connection.close();
    throw new StartError(`Temporal at ${address} is version ${serverVersion}; at least ${OLDEST_SERVER.join('.')} is needed.`);
  }
  return connection;
}

export function isTooOld(serverVersion: string): boolean {
  const [major, minor] = serverVersion.split('.').map((part) => Number.parseInt(part, 10));
  // Builds of one's own and Temporal Cloud may report another form; they are taken at their word.
  if (major === undefined || minor === undefined || Number.isNaN(major) || Number.isNaN(minor)) return false;
  return major < OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1]);
}

/** The useful part of a gRPC error: `14 UNAVAILABLE: No connection established…` without its stack. */
export function detailOf(error: unknown): string {
  const { details, message } = error as { details?: string; message?: string };
  return ((details || message) ?? 'unknown error').split('\n')[0]?.slice(0, 200) ?? 'unknown error';
}
